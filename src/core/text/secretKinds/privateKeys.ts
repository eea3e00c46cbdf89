import type { Secret } from './kind';
import { isIssued } from './plausible';

const keyBegin = /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const longestKey = 20_000;

/**
 * The bodies of private keys in the textual encoding of RFC 7468, OpenSSH's and OpenPGP's included; the lines around
 * them stay readable. A key that is cut off counts as far as it goes, one inside a string of a language as well.
 */
export function* privateKeys(text: string): Generator<Secret> {
  if (!text.includes('PRIVATE KEY')) {
    return;
  }
  for (const match of text.matchAll(keyBegin)) {
    const start = match.index + match[0].length;
    const end = text.indexOf('-----', start);
    const whole = text.slice(start, Math.min(start + longestKey, end === -1 ? text.length : end));
    const [body = ''] = /^[\w+/=\s\\,"'.:()-]*/.exec(whole) ?? [];
    if (/[A-Za-z0-9+/]{40}/.test(body) && isIssued(body)) {
      yield { kind: 'private key', isReported: true, start, end: start + body.length };
    }
  }
}
