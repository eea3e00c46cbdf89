import * as v from 'valibot';
import { type AnswerStore, digestOf, missReason } from '../core/answers';
import type { Basis } from '../core/basis';
import type { MissReason } from '../core/modelUse';
import type { Override } from '../core/options';
import type { Hasher, Inspection, Outline } from '../core/ports';
import type { Signature } from '../core/signatures';
import { ownAnalyzers } from '../core/strategy/treatment';
import { oneOfEach } from '../core/text/oneOfEach';
import type { FileSnapshot, TextEdit } from '../core/types';
import type { FileAnalysis } from './analyzers/analyzers';
import { type ConfigReads, createFolderConfig } from './analyzers/folderConfig';

/** One thing that analyzers or parsers are asked about one text. All that decides the answer is in it, but for configuration. */
export type AnalysisQuestion =
  | { readonly kind: 'review' | 'outline' | 'signatures'; readonly file: FileSnapshot }
  | { readonly kind: 'errors'; readonly file: FileSnapshot; readonly changes: readonly (readonly TextEdit[])[] }
  /** With `review`, local reviewers look at the text, too. */
  | { readonly kind: 'inspect'; readonly file: FileSnapshot; readonly review: boolean };

/** What each of them is answered with; null where that is nothing. */
interface AnalysisAnswers {
  readonly review: FileAnalysis;
  readonly outline: Outline | null;
  readonly signatures: readonly Signature[] | null;
  readonly errors: readonly number[] | null;
  readonly inspect: Inspection;
}

type AnswerTo<Question extends AnalysisQuestion> = AnalysisAnswers[Question['kind']];

/** Where answers are kept, and what they depend on besides the question. */
export interface KeptAnalysesOptions {
  readonly store: AnswerStore;
  readonly hash: Hasher;
  /** Changes with the analyzers and parsers, or the rules that they have. */
  readonly version: string;
  /** Answers that were given before do not count, not even those of this version. */
  readonly fresh?: boolean;
  /** Set where no configuration in the folder counts: then answers that stand on some do not. */
  readonly untrusted?: true;
}

/**
 * What analyzers and parsers have said of texts. An answer counts as long as the question, the analyzers and every
 * configuration file that was looked for are what they were, those included that were not there.
 */
export interface KeptAnalyses {
  /** @param since answers that were given before do not count; milliseconds since the epoch */
  recall<Question extends AnalysisQuestion>(
    question: Question,
    since?: number,
  ): Promise<AnswerTo<Question> | undefined>;
  /** Why nothing was recalled for the review of a file; undefined where nothing is ever kept. */
  whyMissed(file: FileSnapshot, since?: number): Promise<MissReason | undefined>;
  /**
   * To be called with whole answers only, never with what failed.
   *
   * @param reads the configuration that was looked for, if it was
   */
  keep<Question extends AnalysisQuestion>(question: Question, answer: AnswerTo<Question>, reads?: ConfigReads): void;
  /**
   * What was read for the answers about a file; undefined as long as there is a question that nobody has answered in full,
   * but for its signatures, which decide only what is said of others.
   */
  readonly basis: Basis;
  /** Whether every question for the signatures of a file has been answered in full. */
  readonly hasSignatures: (path: string) => boolean;
}

const nothing = { at: 0, answer: undefined, reads: undefined };

/** Changes when earlier answers must not count any more though the analyzers are the same. */
const keyVersion = 'analysis 1';

const keptAnswer = v.object({
  at: v.number(),
  answer: v.unknown(),
  reads: v.exactOptional(v.string()),
  parts: v.exactOptional(v.record(v.string(), v.string())),
});

/** @param folder absolute path of the reviewed folder */
export function createKeptAnalyses(
  folder: string,
  overrides: readonly Override[],
  { store, hash, version, fresh = false, untrusted }: KeptAnalysesOptions,
): KeptAnalyses {
  const config = createFolderConfig(folder, untrusted);
  const wanted = ownAnalyzers(overrides);
  const files = new Map<string, { open: number; reads: readonly ConfigReads[] }>();
  /** How many questions for signatures nobody has answered in full, by path. No configuration is read for those. */
  const openSignatures = new Map<string, number>();
  const same = oneOfEach();

  function note({ kind, file: { path } }: AnalysisQuestion, more: number, reads?: ConfigReads): void {
    if (kind === 'signatures') {
      openSignatures.set(path, (openSignatures.get(path) ?? 0) + more);
      return;
    }
    const noted = files.get(path) ?? { open: 0, reads: [] };
    files.set(path, noted);
    noted.open += more;
    if (reads !== undefined && !noted.reads.includes(reads)) {
      noted.reads = [...noted.reads, same(reads)];
    }
  }

  /** Those of a basis, which are asked for again and again: most files stand on what others do. */
  let lastBasis: { readonly read: string; readonly all: readonly ConfigReads[] } = { read: '[]', all: [] };

  function readsIn(read: string): readonly ConfigReads[] {
    lastBasis = lastBasis.read === read ? lastBasis : { read, all: JSON.parse(read) };
    return lastBasis.all;
  }

  /** Of reviews, for which it is needed up to three times. */
  const keys = new WeakMap<FileSnapshot, string>();

  function keyOf(question: AnalysisQuestion): string {
    if (question.kind !== 'review') {
      return makeKey(question);
    }
    const key = keys.get(question.file) ?? makeKey(question);
    keys.set(question.file, key);
    return key;
  }

  function makeKey({ file: { textHash: _, ...file }, ...question }: AnalysisQuestion): string {
    return hash(JSON.stringify([keyVersion, version, wanted(file.path) ?? null, question, file]));
  }

  /** Only the review of a file is told of when it is missed. */
  function digestOfReview({ path, textHash, language, lineEnding }: FileSnapshot) {
    const analyzers = JSON.stringify([version, wanted(path) ?? null]);
    const parts = { analyzers, text: textHash, question: JSON.stringify([language, lineEnding]) };
    return digestOf({ about: [folder, path], parts }, hash);
  }

  return {
    async whyMissed(file, since = 0) {
      const key = keyOf({ kind: 'review', file });
      const kept = v.safeParse(keptAnswer, await store.recall(key));
      if (kept.success) {
        return fresh || kept.output.at < since ? 'anew' : 'configuration';
      }
      const { about, parts } = digestOfReview(file);
      return missReason(await store.missing(key, about), parts);
    },
    async recall<Question extends AnalysisQuestion>(question: Question, since = 0) {
      const kept = fresh ? undefined : await store.recall(keyOf(question));
      const parsed = v.safeParse(keptAnswer, kept);
      const { at, answer, reads } = parsed.success ? parsed.output : nothing;
      const counts = parsed.success && at >= since && (reads === undefined || config.isAsRead(reads));
      note(question, counts ? 0 : 1, counts ? reads : undefined);
      return counts ? (answer as AnswerTo<Question>) : undefined;
    },
    basis: {
      isCommon: true,
      of(path) {
        const { open, reads } = files.get(path) ?? { open: 0, reads: [] };
        return open > 0 ? undefined : JSON.stringify([...reads].sort());
      },
      holds: async (read) => readsIn(read).every((reads) => config.isAsRead(reads)),
    },
    hasSignatures: (path) => (openSignatures.get(path) ?? 0) === 0,
    keep(question, answer, reads) {
      note(question, -1, reads);
      const { about, parts } = question.kind === 'review' ? digestOfReview(question.file) : {};
      const value = { at: Date.now(), answer, ...(reads !== undefined && { reads }), ...(parts && { parts }) };
      void store.keep(keyOf(question), value, { ...(about !== undefined && { about }) });
    },
  };
}

/** For texts of which nothing is kept. */
export const nothingKept: KeptAnalyses = {
  recall: async () => undefined,
  whyMissed: async () => undefined,
  keep: () => {},
  basis: { of: () => undefined, holds: async () => false },
  hasSignatures: () => false,
};
