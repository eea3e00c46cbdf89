import type { ServerKind } from '../core/options';

/** Who is talked to, and what must be known to talk about it. */
export interface Server {
  readonly kind: ServerKind;
  /** Base URL; the path of a call is appended to its path. */
  readonly base: URL;
  readonly key: string | undefined;
}

/** The address of a call below the base URL. A query of the base (an API version, say) stays. */
export function callUrl(server: Server, path: string): URL {
  const url = new URL(server.base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}

export function callHeaders(server: Server): Record<string, string> {
  return {
    accept: 'application/json, text/event-stream, application/x-ndjson',
    'content-type': 'application/json',
    ...(server.key === undefined ? {} : { authorization: `Bearer ${server.key}` }),
  };
}

/** True when the host of a URL is this machine by its name or number. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}
