/** What models are asked, how, and what that costs; and how much of it was known already. Plain data, like all nouns of the core. */

/** What becomes of a question to which no kept answer counts; in the order in which it is told of one that has several. */
export const missReasons = [
  ...(['anew', 'removed', 'unreadable', 'new', 'model', 'weights', 'thinking', 'analyzers', 'profile'] as const),
  ...(['instructions', 'wording', 'configuration', 'text', 'division', 'known', 'neighbours', 'question'] as const),
] as const;
/**
 * Why a question is asked though answers are kept. `anew`: earlier ones are not to count; `removed`: to make room;
 * `unreadable`: damaged, or of another version; `new`: nothing about the same was asked before. All others are what has
 * changed since that: `weights` of the same model, `wording` of all that Folder Review says to a model by itself,
 * `configuration` of analyzers in the folder, `division` of the file into parts, `known`: what earlier reviewers found in
 * it, `neighbours`: what is shown of other files, `question`: the rest.
 */
export type MissReason = (typeof missReasons)[number];

/** How many answers were there already, and why others were not. Absent for none, and in records of earlier versions. */
export interface KeptCounts {
  readonly recalled?: number;
  readonly missed?: Readonly<Partial<Record<MissReason, number>>>;
}

/** Both together. */
export function addKept(a: KeptCounts, b: KeptCounts): KeptCounts {
  const recalled = (a.recalled ?? 0) + (b.recalled ?? 0);
  if (!a.missed && !b.missed) {
    return recalled > 0 ? { recalled } : {};
  }
  const counts = missReasons.flatMap((reason) => {
    const count = (a.missed?.[reason] ?? 0) + (b.missed?.[reason] ?? 0);
    return count > 0 ? [[reason, count] as const] : [];
  });
  return { ...(recalled > 0 && { recalled }), ...(counts.length > 0 && { missed: Object.fromEntries(counts) }) };
}

/** How much a model is asked to think before it replies. */
export const thinkingLevels = ['off', 'low', 'high'] as const;
export type Thinking = (typeof thinkingLevels)[number];

/** What a model request cost. Numbers the server did not report are absent, never guessed. */
export interface Usage {
  readonly promptTokens?: number;
  /** All that the model wrote, thinking included. */
  readonly completionTokens?: number;
  /**
   * How much of that was thinking. Where the server does not tell, the part that the thinking it sent has of all that it
   * sent, by length; absent where it did neither.
   */
  readonly thinkingTokens?: number;
  /** What it cost in millionths of a US dollar, where its server says so. */
  readonly microdollars?: number;
}

/** In the order in which it is told. */
export const notTakenOrder = ['temperature', 'seed', 'thinking', 'thinking level', 'thinking off'] as const;
/** What a server would not be asked for. */
export type NotTaken = (typeof notTakenOrder)[number];

/** What a model was asked for beside its reply, as far as its server took it. */
export interface Sampling {
  /** Absent: not fixed. */
  readonly temperature?: 0;
  readonly seed?: 1;
  /** `on` where no more than on and off can be said; absent: as the server has it. */
  readonly thinking?: Thinking | 'on';
  /** Absent for nothing. */
  readonly notTaken?: readonly NotTaken[];
}

/** Which model was asked, how often with an answer, and how. */
export interface ModelRequests extends KeptCounts {
  readonly model: string;
  readonly requests: number;
  /** How many of the replies were not written as agreed, and understood all the same; absent for none. */
  readonly tolerant?: number;
  /** How many findings of the replies stood in the same one already, word for word; absent for none. */
  readonly repeated?: number;
  /** How many findings of the replies could not be read, or were too many, and were not when they were asked for again; absent for none. */
  readonly unread?: number;
  /**
   * How many of the requests no server has counted all the tokens of: those of a stopped reply are estimated as far as it
   * came. Absent for none.
   */
  readonly uncounted?: number;
  /** How many requests it has got, with what was in them, that failed without an answer; absent for none. */
  readonly unanswered?: number;
  /** Of those that were answered or, where there are none, of those whose answers were kept. */
  readonly sampling: Sampling;
  /** Set where findings were put to it once more. */
  readonly confirms?: true;
  /** Set where it was to make other edits in the place of those that failed; absent, like the other, where it reviewed. */
  readonly repairs?: true;
}

/** What one model's part in the review of a file has cost. */
export interface ModelUse extends ModelRequests, Usage {}

/** What was spent on a file. */
export interface Spent {
  readonly usage?: Usage;
  /** The same by model and how much it thought, in a fixed order; absent in records of earlier versions. */
  readonly uses?: readonly ModelUse[];
}
