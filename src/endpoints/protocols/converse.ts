import type { Completion, CompletionRequest } from '../../core/modelPorts';
import type { HttpClient, HttpTarget } from '../http/httpClient';
import type { Server } from '../http/server';
import { AnswerReader } from './answerReader';
import type { Dialect, Draft, Feature } from './dialect';

/** Whom to ask, and what is known of them. */
export interface Partner extends Omit<Draft, 'request' | 'lacks'> {
  readonly server: Server;
  /** Where the server takes requests for completions. */
  readonly target: HttpTarget;
  readonly dialect: Dialect;
  /** What the server is known not to take. Grows with the requests that it took without. */
  readonly lacks: Set<Feature>;
}

/**
 * Asks for a completion. What the server refuses to take is left out, one after another. Only where it then takes the
 * request is it known to lack that: words of a refusal may be those of the file.
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
  // Others may learn more while this is under way; what a refusal speaks of is what was sent.
  const left = new Set(lacks);
  for (;;) {
    const draft = { ...partner, request, lacks: left };
    const { completion, refusal } = await exchange(http, partner, draft, signal, onContent);
    const refused = dialect.optional.find(
      ({ feature, named }) => named.test(refusal) && asksFor(dialect, draft, feature),
    );
    if (refused !== undefined) {
      left.add(refused.feature);
      continue;
    }
    if (completion.kind === 'failed' && completion.stopped) {
      return { ...completion, stopped: { ...completion.stopped, sampling: dialect.sampling(draft) } };
    }
    if (completion.kind !== 'complete') {
      return completion;
    }
    for (const feature of left) {
      lacks.add(feature);
    }
    return { ...completion, sampling: dialect.sampling(draft) };
  }
}

/** What is not in a request cannot be what was refused of it. */
function asksFor(dialect: Dialect, draft: Draft, feature: Feature): boolean {
  const bodyWithout = (lacks: ReadonlySet<Feature>) => JSON.stringify(dialect.body({ ...draft, lacks }));
  return !draft.lacks.has(feature) && bodyWithout(draft.lacks) !== bodyWithout(new Set([...draft.lacks, feature]));
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
