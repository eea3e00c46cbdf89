import type { EndpointFailure } from '../../core/modelPorts';
import { serverFailures } from '../../core/text/serverFailures';
import { redirectTarget, rejection, strangeAnswer, transportFailure } from '../http/failures';
import { HttpClient, type HttpHead, type HttpLimits } from '../http/httpClient';
import { parseJson } from '../http/json';
import { callTarget, heard, type Server } from '../http/server';

/** What a question to a server about itself came to. */
export type JsonAnswer =
  | { readonly kind: 'json'; readonly value: unknown }
  | EndpointFailure
  | { readonly kind: 'cancelled' };

/** A client for metadata, which is answered at once or not at all. */
export function createMetadataClient({ connectMs = 5_000 }: Partial<HttpLimits> = {}): HttpClient {
  return new HttpClient({ connectMs, firstContentMs: 10_000, idleMs: 10_000, totalMs: 20_000 });
}

/** Asks a server about itself: with GET, or with POST where there is a body. */
export async function askJson(
  http: HttpClient,
  server: Server,
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<JsonAnswer> {
  let head: HttpHead = { status: 0, headers: {} };
  const decoder = new TextDecoder();
  let text = '';
  const outcome = await http.send(
    {
      method: body === undefined ? 'GET' : 'POST',
      target: callTarget(server, path),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      onHead: (received) => {
        head = heard(server, received);
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
    return transportFailure(outcome, server);
  }
  if (head.status >= 400) {
    return rejection(head, heard(server, text), server, '');
  }
  if (head.status >= 300) {
    return strangeAnswer(server, serverFailures.redirects, redirectTarget(head, server));
  }
  const parsed = parseJson(text);
  return parsed === undefined
    ? strangeAnswer(server, serverFailures.somethingElse)
    : { kind: 'json', ...heard(server, parsed) };
}
