import type { ServerKind, ServerOptions } from '../core/options';
import type { EndpointFailure } from '../core/ports';
import { type HttpTarget, httpTarget } from './httpClient';

/** Who is talked to, and what must be known to talk about it. */
export interface Server {
  readonly kind: ServerKind;
  /** Base URL; the path of a call is appended to its path. */
  readonly base: URL;
  readonly key: string | undefined;
}

/** The server of an endpoint, unless its address or key cannot be used. */
export function serverOf(
  options: ServerOptions,
  key: string | undefined,
): { readonly kind: 'server'; readonly server: Server } | EndpointFailure {
  const failed = (reason: 'bad request' | 'bad key', message: string): EndpointFailure => ({
    kind: 'failed',
    reason,
    message,
    fatal: true,
  });
  const base = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol)) {
    return failed('bad request', `The address of endpoint "${options.id}" is not an http or https URL.`);
  }
  if (base.username !== '' || base.password !== '') {
    return failed(
      'bad request',
      `The address of endpoint "${options.id}" holds a password. Give it as the key instead.`,
    );
  }
  base.pathname = base.pathname.replace(options.kind === 'ollama' ? /\/(?:api|v1)?\/*$/ : /\/+$/, '');
  const trimmed = key?.trim() || undefined;
  if (trimmed !== undefined && !/^[\x21-\x7e]+$/.test(trimmed)) {
    return failed('bad key', `The API key of endpoint "${options.id}" has characters that no key has.`);
  }
  if (trimmed !== undefined && base.protocol === 'http:' && !isLoopback(base)) {
    return failed('bad key', `The API key is not sent to ${base.origin} in the clear. Use an https address.`);
  }
  if (trimmed === undefined && base.hostname === 'api.anthropic.com') {
    return failed('bad key', `${base.origin} asks for an API key. Give endpoint "${options.id}" one.`);
  }
  return { kind: 'server', server: { kind: options.kind, base, key: trimmed } };
}

/** Where calls of one kind go, with the key. */
export function callTarget(server: Server, path: string): HttpTarget {
  return httpTarget(callUrl(server, path), callHeaders(server));
}

/** The address of a call below the base URL. A query of the base (an API version, say) stays. */
function callUrl(server: Server, path: string): URL {
  const [pathname = '', query] = path.split('?');
  const url = new URL(server.base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${pathname}`;
  for (const [name, value] of new URLSearchParams(query)) {
    url.searchParams.set(name, value);
  }
  return url;
}

function callHeaders({ kind, key }: Server): Record<string, string> {
  return {
    accept: 'application/json, text/event-stream, application/x-ndjson',
    'content-type': 'application/json',
    ...(kind === 'anthropic' && { 'anthropic-version': '2023-06-01' }),
    ...(key !== undefined && (kind === 'anthropic' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` })),
  };
}

/** The same server, talked to at the address that its OpenAI-compatible protocol is below of. */
export function rootOf(server: Server): Server {
  const base = new URL(server.base);
  base.pathname = base.pathname.replace(/\/v1\/*$/, '');
  return { ...server, base };
}

/** True when the host of a URL is this machine by its name or number. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}
