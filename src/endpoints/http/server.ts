import { addressProblem, isSentInClear, keyProblem } from '../../core/endpoints/endpointAddress';
import type { EndpointFailure } from '../../core/modelPorts';
import type { ServerKind, ServerOptions } from '../../core/options';
import { endpointProblems } from '../../core/text/endpointProblems';
import { english } from '../../core/text/say';
import { type ApiKey, createApiKey } from './apiKey';
import { type HttpTarget, httpTarget } from './httpClient';

/** Who is talked to, and what must be known to talk about it. */
export interface Server {
  readonly kind: ServerKind;
  /** Base URL; the path of a call is appended to its path. */
  readonly base: URL;
  readonly key: ApiKey | undefined;
}

/** What a server says, as it may be passed on: every word of an answer comes through here. */
export function heard<Value>({ key }: Server, said: Value): Value {
  return key === undefined ? said : key.masked(said);
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
    server: 'unusable',
  });
  const problem = addressProblem(options.url);
  if (problem !== undefined) {
    return failed('bad request', english(endpointProblems.address, options.id, problem));
  }
  const base = new URL(options.url);
  base.pathname = base.pathname.replace(options.kind === 'ollama' ? /\/(?:api|v1)?\/*$/ : /\/+$/, '');
  const trimmed = key?.trim() || undefined;
  const keyIssue = trimmed === undefined ? undefined : keyProblem(trimmed);
  if (keyIssue !== undefined) {
    return failed('bad key', english(endpointProblems.key, options.id, keyIssue));
  }
  if (trimmed !== undefined && isSentInClear(options.url)) {
    const advice = endpointProblems.insteadOfClear;
    return failed('bad key', english(endpointProblems.inTheClear, options.id, base.origin, advice));
  }
  const apiKey = trimmed === undefined ? undefined : createApiKey(trimmed);
  if (apiKey && apiKey.masked(options.url) !== options.url) {
    return failed('bad request', english(endpointProblems.address, options.id, endpointProblems.itsKeyInAddress));
  }
  if (trimmed === undefined && base.hostname === 'api.anthropic.com') {
    return failed('bad key', english(endpointProblems.wantsKey, base.origin, options.id));
  }
  return { kind: 'server', server: { kind: options.kind, base, key: apiKey } };
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
    ...key?.headers(kind),
  };
}

/** The same server, talked to at the address that its OpenAI-compatible protocol is below of. */
export function rootOf(server: Server): Server {
  const base = new URL(server.base);
  base.pathname = base.pathname.replace(/\/v1\/*$/, '');
  return { ...server, base };
}
