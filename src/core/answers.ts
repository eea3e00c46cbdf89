import * as v from 'valibot';
import type { Completion, CompletionRequest, Endpoint } from './modelPorts';
import { type MissReason, missReasons, notTakenOrder, thinkingLevels } from './modelUse';
import type { Hasher } from './ports';

/** An accepted reply: what a model said, and what it took. */
export interface Answer extends Omit<Completion & { readonly kind: 'complete' }, 'kind' | 'queuedShare'> {
  /** Of its question, see `digestOf`; absent in what earlier versions kept. */
  readonly parts?: QuestionParts;
  /** When it was given. Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Where answers are kept: plain data under the hash of all that decides it, and nothing else. Whose answers they are, a
 * model's or an analyzer's, is part of that.
 */
export interface AnswerStore {
  /** Undefined when there is none, or it cannot be read any more. Never rejects. */
  recall(key: string): Promise<unknown>;
  /** Why there is none under a key. Never rejects. */
  missing(key: string, about: string): Promise<Missing>;
  /**
   * Resolves when it is kept, a `durable` one when it is on disk; or when it cannot be, and is asked for again some day.
   * Who closes the store need not have waited. Never rejects.
   */
  keep(key: string, answer: unknown, how?: KeepOptions): Promise<void>;
}

interface KeepOptions {
  readonly urgency?: 'durable';
  /** What the question is about, however it is put: the one before about the same tells why this one is another. */
  readonly about?: string;
}

/** Why no answer is under a key. */
export type Missing =
  | { readonly kind: 'removed' | 'unreadable' | 'none' }
  /** What was answered to other questions about the same: the last few, the latest first. */
  | { readonly kind: 'others'; readonly answers: readonly unknown[] };

/** Changes when earlier answers must not count any more, as those to requests with another temperature. */
const keyVersion = 'answer 1';

/**
 * What an answer is kept under: the hash of all that decides it. That is every word of the request and who answers, by
 * name, by digest where the server tells it, and by how much it thinks; not where the server is, how it is talked to or
 * how large a context it gives.
 */
export function answerKey(
  { system, user, schema, repair }: CompletionRequest,
  { model, digest, thinking }: Pick<Endpoint, 'model' | 'digest' | 'thinking'>,
  hash: Hasher,
): string {
  const asked = [system, user, schema, repair?.reply ?? null, repair?.complaint ?? null];
  return hash(JSON.stringify([keyVersion, model, digest ?? null, thinking ?? null, ...asked]));
}

/** What a question is made of, by what is told when it has changed; each text as it is, or its hash. */
export type QuestionParts = Readonly<Partial<Record<MissReason, string>>>;

/** What a question is about, and what it is made of. */
export interface Subject {
  /** The same for all questions about the same, whatever else is in them. */
  readonly about: readonly (string | number)[];
  readonly parts: QuestionParts;
}

/** As many hexadecimal digits tell what was from what is. */
const digestLength = 12;

/** What a subject is known by in a store, and what is kept of its parts. */
export function digestOf(
  { about, parts }: Subject,
  hash: Hasher,
): { readonly about: string; readonly parts: QuestionParts } {
  const brief = (text: string) => hash(text).slice(0, digestLength);
  const entries = Object.entries(parts).map(([name, text]) => [name, brief(text)] as const);
  return { about: brief(JSON.stringify(about)), parts: Object.fromEntries(entries) };
}

const keptParts = v.looseObject({ parts: v.record(v.string(), v.string()) });

/**
 * Why nothing that is kept answers a question of those parts, see `digestOf`: what is another than in the most similar of
 * the questions before.
 */
export function missReason(missing: Missing, parts: QuestionParts): MissReason {
  if (missing.kind !== 'others') {
    return missing.kind === 'none' ? 'new' : missing.kind;
  }
  const differences = missing.answers.map((answer) => {
    const before = v.safeParse(keptParts, answer);
    // What earlier versions kept says nothing of its question.
    return before.success ? missReasons.filter((name) => before.output.parts[name] !== parts[name]) : missReasons;
  });
  const [least = missReasons] = differences.sort((a, b) => a.length - b.length);
  return (least === missReasons ? undefined : least[0]) ?? 'question';
}

const tokens = v.exactOptional(v.number());
const answer = v.object({
  at: v.number(),
  parts: v.exactOptional(v.record(v.string(), v.string())),
  text: v.string(),
  finish: v.picklist(['stop', 'cut off', 'refused']),
  usage: v.object({ promptTokens: tokens, completionTokens: tokens, thinkingTokens: tokens, microdollars: tokens }),
  sampling: v.exactOptional(
    v.object({
      temperature: v.exactOptional(v.literal(0)),
      seed: v.exactOptional(v.literal(1)),
      thinking: v.exactOptional(v.picklist([...thinkingLevels, 'on'])),
      notTaken: v.exactOptional(v.array(v.picklist(notTakenOrder))),
    }),
  ),
  usageIsOurs: v.exactOptional(v.literal(true)),
});

/** What was kept, if it is an answer of today's shape. */
export function asAnswer(kept: unknown): Answer | undefined {
  const parsed = v.safeParse(answer, kept);
  return parsed.success ? parsed.output : undefined;
}
