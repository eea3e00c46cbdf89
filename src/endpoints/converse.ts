import type { Completion, CompletionRequest } from '../core/ports';
import { AnswerReader } from './answerReader';
import type { Dialect, Draft, Feature } from './dialect';
import type { HttpClient, HttpTarget } from './httpClient';
import type { Server } from './server';

/** Whom to ask, and what is known of them. */
export interface Partner extends Pick<Draft, 'model' | 'contextTokens' | 'replyTokens'> {
  readonly server: Server;
  /** Where the server takes requests for completions. */
  readonly target: HttpTarget;
  readonly dialect: Dialect;
  /** What the server is known not to take. Grows with its refusals. */
  readonly lacks: Set<Feature>;
}

/**
 * Asks for a completion. What the server refuses to take is left out, one after another, from then on.
 *
 * @param onContent is called with each piece of content
 */
export async function converse(
  http: HttpClient,
  partner: Partner,
  request: CompletionRequest,
  signal: AbortSignal,
  onContent: () => void,
): Promise<Completion> {
  const { dialect, lacks } = partner;
  for (;;) {
    // Others may learn more while this is under way; what a refusal speaks of is what was sent.
    const sent = new Set(lacks);
    const { completion, refusal } = await exchange(
      http,
      partner,
      { ...partner, request, lacks: sent },
      signal,
      onContent,
    );
    const refused = dialect.optional.find(({ feature, named }) => !sent.has(feature) && named.test(refusal));
    if (refused === undefined) {
      return completion;
    }
    lacks.add(refused.feature);
  }
}

async function exchange(
  http: HttpClient,
  { server, target, dialect }: Partner,
  draft: Draft,
  signal: AbortSignal,
  onContent: () => void,
): Promise<{ completion: Completion; refusal: string }> {
  const reader = new AnswerReader(dialect, draft.request.maxReplyLength, onContent);
  const outcome = await http.send(
    {
      method: 'POST',
      target,
      body: JSON.stringify(dialect.body(draft)),
      onHead: (head) => reader.onHead(head),
      onData: (bytes) => reader.onData(bytes),
    },
    signal,
  );
  return { completion: reader.conclude(outcome, server, draft.model), refusal: reader.refusal };
}
