import {
  type EndpointFailure,
  redirectTarget,
  retryAfterMs,
  serverFailure,
  strangeAnswer,
  transportFailure,
} from './failures';
import type { HttpClient, HttpHead } from './httpClient';
import { parseJson } from './json';
import { callHeaders, callUrl, type Server } from './server';

export type JsonAnswer =
  | { readonly kind: 'json'; readonly value: unknown }
  | EndpointFailure
  | { readonly kind: 'cancelled' };

/** Asks a server about itself. */
export async function getJson(
  http: HttpClient,
  server: Server,
  path: string,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  let head: HttpHead = { status: 0, headers: {} };
  const decoder = new TextDecoder();
  let text = '';
  const outcome = await http.send(
    {
      method: 'GET',
      url: callUrl(server, path),
      headers: callHeaders(server),
      onHead: (received) => {
        head = received;
      },
      onData: (bytes) => {
        text += decoder.decode(bytes, { stream: true });
        return 'content';
      },
    },
    signal,
  );
  if (outcome.kind === 'cancelled') {
    return outcome;
  }
  if (outcome.kind === 'failed') {
    return transportFailure(outcome.fault, outcome.code, server);
  }
  if (head.status >= 400) {
    const wish = retryAfterMs(head.headers, Date.now());
    const complaint = {
      status: head.status,
      text: '',
      codes: [],
      ...(wish === undefined ? {} : { retryAfterMs: wish }),
    };
    return serverFailure(complaint, server, '');
  }
  if (head.status >= 300) {
    return strangeAnswer(server, `redirects to ${redirectTarget(head, server)}, which is not followed`);
  }
  const parsed = parseJson(text);
  return parsed === undefined ? strangeAnswer(server, 'answers with something else') : { kind: 'json', ...parsed };
}
