import type { Proof, Unproven } from '../../proof';
import type { QueueEntry } from '../../queue/queueEntry';
import type { VerifyEvent } from '../../run/events';
import { errorMessage } from '../../text/errorMessage';
import { stepsHint } from '../judging/goesOn';
import { noTexts } from '../judging/steps';
import type { CommandRun, CopyProgress, VerificationSite } from '../ports';
import { redSentences } from './redBase';
import { type Repairing, repairFailed } from './repairFailed';
import { type Bench, type PlacedEntry, placedEntries, verifyRound } from './round';
import type { Verifier } from './verifier';

/** What verifying the proposals of a run needs. */
export interface Verifying extends Omit<Bench, 'site' | 'definitions'>, Repairing {
  readonly verifier: Verifier;
  /** Those to verify among the proposals that wait; if not given, all of them. */
  readonly only?: readonly QueueEntry[];
  /** Hears, before anything runs, what a person has to know of a command: a sentence. */
  hint?(text: string): void;
  /** Hears how the copies come along. */
  copying?(progress: CopyProgress): void;
  /** Hears what the commands said of the same files before, where that takes the place of running them without an edit. */
  recalled?(baseline: readonly CommandRun[]): void;
  /** Where it goes that it has begun, what ran, and how it ended. */
  readonly tell: (event: VerifyEvent) => void;
}

export type VerifyingOutcome = Verified & {
  /** What could not be removed of all that was copied, and why: a sentence. */
  readonly stays?: string;
};

type Verified =
  | {
      readonly kind: 'done';
      /** How many proposals have a proof now. */
      readonly proven: number;
      /** How many that failed were given back to a model, and how many were repaired; absent where none was. */
      readonly repairs?: { readonly asked: number; readonly replaced: number };
      /** Those that are known to fail and could not be verified now, with why of the first: that stays known. */
      readonly stillFail?: { readonly count: number } & Unproven;
      /** What the worktrees lack of the folder, each with the reason: it can be why commands fail. */
      readonly lacks: readonly string[];
      /** What fails without any edit, a sentence for each command: of that no proof says anything. */
      readonly red: readonly string[];
    }
  /** It could not be done, or not to its end; what was proven is on record. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/**
 * Has the commands say of each proposal that waits whether it holds. What is known of one is on record at once. Where it
 * is wanted, those of models that failed go back to a model, and what comes of that is verified in its turn.
 */
export async function verifyWaiting(verifying: Verifying, signal: AbortSignal): Promise<VerifyingOutcome> {
  const { queue, options, tell } = verifying;
  const { only = queue.waiting() } = verifying;
  const placed = await placedEntries(verifying, only);
  if (placed.length === 0) {
    return { kind: 'done', proven: 0, lacks: [], red: [] };
  }
  tell({ type: 'verify.started', commands: options.commands, proposals: placed.length });
  const outcome = await verifyPlaced(verifying, placed, signal);
  tell({ type: 'verify.finished', outcome: outcome.kind });
  return outcome;
}

async function verifyPlaced(
  verifying: Verifying,
  placed: readonly PlacedEntry[],
  signal: AbortSignal,
): Promise<VerifyingOutcome> {
  const { verifier, options, copying } = verifying;
  const opened = await verifier.open(options, signal, (progress) => copying?.(progress));
  if (opened.kind !== 'site') {
    return opened;
  }
  const site = telling(opened.site, verifying.tell);
  const outcome = await verifyOn(site, verifying, placed, signal);
  const stays = await site.close();
  return stays === undefined ? outcome : { ...outcome, stays };
}

/** Never rejects. */
async function verifyOn(
  site: VerificationSite,
  verifying: Verifying,
  placed: readonly PlacedEntry[],
  signal: AbortSignal,
): Promise<Verified> {
  const { queue, verifier, options } = verifying;
  const recorded: Promise<unknown>[] = [];
  try {
    const definitions = await verifier.definitions(site, options);
    for (const command of options.commands) {
      const hint = stepsHint(command, definitions.texts.get(command) ?? noTexts);
      if (hint !== undefined) {
        verifying.hint?.(`${command}: ${hint}.`);
      }
    }
    const bench: Bench = { ...verifying, site, definitions };
    // Of copied packages the name of the tree says nothing.
    const isTold = site.brought.length === 0;
    const baseline = isTold ? await verifier.recallBaseline(options, site.baseTree) : undefined;
    if (baseline) {
      verifying.recalled?.(baseline);
    }
    const untold: Unproven[] = [];
    const judged = new Map(placed.map(({ entry }) => [entry.finding.id, entry]));
    const prove: Parameters<typeof verifyRound>[3] = (id, proof) => {
      const known = queue.entry(id)?.finding.proposal.proof;
      if (known && proof.result.kind === 'unverifiable' && isKnownToFail(known, proof)) {
        const { kind: _, ...why } = proof.result;
        untold.push(why);
      } else {
        const entry = judged.get(id);
        recorded.push(queue.prove({ [id]: proof }, entry ? [entry] : []));
      }
    };
    const outcome = await verifyRound(bench, placed, baseline ? { baseline } : {}, prove, signal);
    await Promise.all(recorded);
    if (outcome.kind !== 'done') {
      return outcome;
    }
    // What fails may do so for a cause that is gone by the next time.
    if (isTold && outcome.baseline?.every(({ end }) => end.kind === 'exited' && end.exitCode === 0)) {
      await verifier.keepBaseline(options, site.baseTree, outcome.baseline);
    }
    const repairs = options.repair && (await repairFailed(verifying, bench, { placed, ...outcome }, signal));
    const [first] = untold;
    return {
      kind: 'done',
      proven: outcome.proofs.size - untold.length,
      ...(repairs && { repairs }),
      ...(first && { stillFail: { ...first, count: untold.length } }),
      lacks: site.lacks,
      red: redSentences(outcome.baseline ?? []),
    };
  } catch (error) {
    return { kind: 'failed', message: `what came of it could not be recorded: ${errorMessage(error)}` };
  } finally {
    await Promise.allSettled(recorded);
  }
}

/** Whether what was asked now, of the same text and the same tree, was answered before: it fails. */
function isKnownToFail(known: Proof, now: Proof): boolean {
  const failed = known.result.kind === 'failed' ? known.commands.at(-1) : undefined;
  return (
    failed !== undefined &&
    now.commands.includes(failed) &&
    known.textHash === now.textHash &&
    known.baseTree === now.baseTree
  );
}

/** A site that tells of every command that has run there. */
function telling(site: VerificationSite, tell: Verifying['tell']): VerificationSite {
  return {
    ...site,
    close: () => site.close(),
    try: (trial, signal) => {
      const goesOn: typeof trial.goesOn = (run) => {
        const { command, durationMs, end } = run;
        tell({ type: 'verify.ran', command, files: trial.changes.length, durationMs, end: end.kind });
        return trial.goesOn(run);
      };
      return site.try({ ...trial, goesOn }, signal);
    },
  };
}
