import { endpointProblems } from '../text/endpointProblems';
import { english } from '../text/say';
import { isGenerated } from '../text/secretKinds/plausible';
import { findSecrets } from '../text/secrets';
import { leastKnown } from '../text/valueMask';

/** Names of parts of an address that carry a key: `api_key`, `access_token`, `sig`, Azure's `code` … */
const secretName = /key$|token$|secret$|^sig$|signature|passw|pwd|^pass$|auth|^code$|credential/i;

/**
 * What is wrong with the address of a model server, or undefined. Keys are kept elsewhere and bound to an origin; in an
 * address they would be in settings, records and messages. What is said holds nothing of the address.
 */
export function addressProblem(address: string, t = english): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return t(endpointProblems.noAddress);
  }
  if (url.username !== '' || url.password !== '') {
    return t(endpointProblems.userName);
  }
  if (url.hash !== '') {
    return t(endpointProblems.fragment);
  }
  const isSecret = (name: string, value: string) => secretName.test(name) || isGenerated(name) || isGenerated(value);
  return findSecrets(address).length > 0 || [...url.searchParams].some(([name, value]) => isSecret(name, value))
    ? t(endpointProblems.keyInAddress)
    : undefined;
}

/** An address without what may be nobody's business: what looks generated in its path, such as an account. */
export function shownAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) {
    return '?';
  }
  const path = url.pathname
    .split('/')
    .map((part) => (isGenerated(part) || /^[0-9a-f]{16,}$/i.test(part) ? '***' : part));
  return `${url.origin}${path.join('/')}${addressProblem(address) === undefined ? url.search : ''}`;
}

/** True when everybody on the way can read what is sent to an address: no key goes there. */
export function isSentInClear(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'http:' && !isLoopback(url);
}

/** What to do where a server wants a key and its address is one that keys are not sent to. */
export const insteadOfClear = (t = english): string => t(endpointProblems.insteadOfClear);

/**
 * True when a URL leads to this machine, by its number or by the one name that every system resolves itself. Numbers
 * are compared as the URL parser writes them, whichever way they were written. Names below `localhost` may be asked of
 * a name server, and other names for this machine may lead elsewhere tomorrow.
 */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/i.test(hostname);
}

/** Why a key cannot be used, to follow its name; undefined when it can. One that is too short could not be masked. */
export function keyProblem(key: string, t = english): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return t(endpointProblems.notOfKeys);
  }
  return key.replace(/[^A-Za-z0-9]/g, '').length < leastKnown ? t(endpointProblems.tooShort, leastKnown) : undefined;
}
