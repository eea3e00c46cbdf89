import type { AnswerStore } from './answers';

/** What outcomes stand on that no question says: what was read on the way to them. */
export interface Basis {
  /** What was read for a file so far, as a text to compare; undefined where a part of it failed: then nothing may be kept. */
  of(path: string): string | undefined;
  /** Whether the same would be read today. Never rejects. */
  holds(read: string): Promise<boolean>;
  /** Whether the same is read for many files. */
  readonly isCommon?: true;
}

/** How outcomes of a stage are told apart from those of others of its kind. */
export interface StageIdentity {
  /** All that decides what its reviewers say, besides the run's options and the file: models, with what they can take. */
  readonly reviewers: string;
  readonly bases: readonly Basis[];
}

/** Where outcomes are kept, and what all of them depend on. */
export interface StageMemory {
  readonly store: AnswerStore;
  /** Changes with whatever code has a part in a review. */
  readonly version: string;
  /** Whether a model's answer is still kept, which then counts as used. */
  readonly uses: (answer: string) => boolean;
}
