import * as v from 'valibot';
import type { Basis, StageIdentity, StageMemory } from '../basis';
import type { RunHeader } from '../options';
import type { EarlierFile, Hasher, ReviewOutcome } from '../ports';
import { treatments } from '../strategy/treatment';
import { noteHarmless } from '../text/harmless';
import { mapStrings } from '../text/mapStrings';
import { findSecrets, maskSecrets } from '../text/secrets';
import type { FileSnapshot, Finding, ReviewerKind } from '../types';
import type { Merged } from './mergeParts';
import type { RunningReview } from './runningReview';

/** What a file came to in a stage. */
export interface KeptStage {
  /** As if the reviewer had said so, in one part; but for what was reported where no other file can be given the same. */
  readonly outcome: Extract<ReviewOutcome, { kind: 'reviewed' }>;
  /** How much was reported. */
  readonly reported: number;
  /** See `Merged`. */
  readonly shown?: string | undefined;
  /** What was reported, behind all gates. */
  readonly findings: readonly Finding[];
}

/** One file in one stage, with what earlier stages have found. */
export interface StageQuestion {
  readonly stage: { readonly kind: ReviewerKind; readonly identity: StageIdentity | undefined };
  readonly review: Pick<RunningReview, 'path' | 'bytes' | 'answersSince'>;
  readonly snapshot: FileSnapshot;
  readonly known: readonly Finding[];
  /** As in `TakenFile`. */
  readonly before?: EarlierFile | undefined;
}

/**
 * What whole stages came to for files, gates included, so that a file of which nothing has changed is not gone through
 * again. It saves work alone, and what models have said only as long as that is kept: what is not found here is put together from the answers of models and analyzers, and
 * comes out the same.
 */
export interface KeptStages {
  /** Whether there can be one that counts, whatever is in the file. */
  mayHave(stage: StageQuestion['stage'], review: StageQuestion['review']): boolean;
  /** Undefined where there is none that still counts. Never rejects. */
  recall(question: StageQuestion): Promise<KeptStage | undefined>;
  /** Keeps what came to its end without any failure, and has no secret in it. */
  keep(question: StageQuestion, merged: Merged, findings: readonly Finding[]): void;
}

/** Changes when earlier outcomes must not count any more though the code is the same. */
const keyVersion = 'stage 4';
const basisVersion = 'basis 1';

/** Of outcomes by the hundred that stand on the same, the text of that is kept once, under its key. */
const keptBasis = v.union([v.string(), v.object({ key: v.string() })]);
const keptValue = v.object({ bases: v.array(keptBasis), stage: v.unknown() });
type KeptBasis = v.InferOutput<typeof keptBasis>;

/** UTF-16 code units: a shorter text is kept with the outcome, as its key is as long. */
const worthAKey = 100;
/** So many are remembered at most; behind them it begins anew. */
const mostBases = 1_000;

/** @param header of the run: every option but whether earlier answers count is part of what outcomes are kept under, those included that have no part in them */
export function createKeptStages(
  { store, version, uses }: StageMemory,
  { options, within = '' }: Pick<RunHeader, 'options' | 'within'>,
  hash: Hasher,
): KeptStages {
  const appliesTo = treatments(options);
  const { fresh: _, ...deciding } = options;
  const run = hash(JSON.stringify([keyVersion, version, deciding, within]));

  function keyOf({ stage: { kind, identity }, review: { bytes }, snapshot, known }: StageQuestion): string {
    const { text: _, ...file } = snapshot;
    return hash(JSON.stringify([run, kind, identity?.reviewers, bytes, file, known]));
  }

  /** Texts of bases by their keys, as far as they were kept or recalled by this process. */
  const texts = new Map<string, Promise<string | undefined>>();

  function remember(key: string, text: Promise<string | undefined>): Promise<string | undefined> {
    if (texts.size >= mostBases) {
      texts.clear();
    }
    texts.set(key, text);
    return text;
  }

  function asKeptBasis({ isCommon }: Basis, text: string): KeptBasis {
    if (!isCommon || text.length < worthAKey) {
      return text;
    }
    const key = hash(JSON.stringify([basisVersion, text]));
    if (!texts.has(key)) {
      void store.keep(key, text);
      void remember(key, Promise.resolve(text));
    }
    return { key };
  }

  function textOf(basis: KeptBasis | undefined): string | undefined | Promise<string | undefined> {
    if (typeof basis !== 'object') {
      return basis;
    }
    const { key } = basis;
    const asText = (kept: unknown) => (typeof kept === 'string' ? kept : undefined);
    return texts.get(key) ?? remember(key, store.recall(key).then(asText));
  }

  // When the answers were given that an outcome was made of is not kept, nor what findings were confirmed with.
  const mayHave: KeptStages['mayHave'] = ({ identity }, review) =>
    identity !== undefined && review.answersSince === undefined && !appliesTo(review).profile.confirm;

  return {
    mayHave,

    async recall(question) {
      const { identity } = question.stage;
      if (!identity || question.before || !mayHave(question.stage, question.review)) {
        return undefined;
      }
      const parsed = v.safeParse(keptValue, await store.recall(keyOf(question)));
      if (!parsed.success) {
        return undefined;
      }
      const { bases, stage } = parsed.output;
      for (const [index, basis] of identity.bases.entries()) {
        const read = await textOf(bases[index]);
        if (read === undefined || !(await basis.holds(read))) {
          return undefined;
        }
      }
      const kept = stage as KeptStage;
      for (const finding of kept.findings) {
        noteHarmless(finding);
      }
      return (kept.outcome.answers ?? []).every(uses) ? kept : undefined;
    },

    keep(question, merged, findings) {
      const { stage, snapshot } = question;
      const all = question.before ? undefined : stage.identity?.bases;
      const read = all?.map((basis) => ({ basis, text: basis.of(snapshot.path) }));
      const isWhole = read?.every(({ text }) => text !== undefined);
      const kept = isWhole ? asKept(stage.kind, merged, findings) : undefined;
      const hasSecret = kept && findings.length + merged.findings.length > 0 && tellsSecret(kept, snapshot.text);
      if (read && kept && !hasSecret) {
        const bases = read.map(({ basis, text = '' }) => asKeptBasis(basis, text));
        void store.keep(keyOf(question), { bases, stage: kept });
      }
    },
  };
}

/** Undefined for what another review might come to otherwise. */
function asKept(kind: ReviewerKind, merged: Merged, findings: readonly Finding[]): KeptStage | undefined {
  const { coverage, looks, shown, answers, spent, failure, isCancelled, isUnsettled } = merged;
  const [use, ...others] = spent.uses ?? [];
  if (failure || isCancelled || isUnsettled || !looks || others.length > 0) {
    return undefined;
  }
  return {
    outcome: {
      ...{
        kind: 'reviewed',
        findings: kind === 'model' ? merged.findings : [],
        coverage,
        looks: { ...looks, ...(looks.analysis && { analysis: 'kept' }) },
      },
      ...(use && {
        asked: {
          model: use.model,
          requests: 0,
          sampling: use.sampling,
          recalled: answers.length,
          ...(use.tolerant !== undefined && { tolerant: use.tolerant }),
          ...(use.repeated !== undefined && { repeated: use.repeated }),
        },
        answers,
      }),
    },
    ...(shown !== undefined && { shown }),
    reported: merged.findings.length,
    findings,
  };
}

function tellsSecret(kept: KeptStage, text: string): boolean {
  const isHeld = kept.findings.some(({ proposal }) => proposal?.edits.some(({ secret }) => secret !== undefined));
  return isHeld || findSecrets(text).length > 0 || mapStrings(kept, maskSecrets) !== kept;
}
