import { groupBy } from '../../groupBy';
import type { Workspace } from '../../ports';
import type { Proof, VerifyMode } from '../../proof';
import type { ProposalQueue } from '../../queue/proposalQueue';
import type { QueueEntry } from '../../queue/queueEntry';
import type { AskForRepairs, RepairAnswer, Repairs } from '../../repairs';
import type { Proposal } from '../../types';
import { proofText } from '../proofText';
import type { VerifyOutcome } from '../proving/verify';
import { type Bench, flaggedReason, type PlacedEntry, placedEntries, verifyRound } from './round';

/** What giving failed proposals back to a model needs. */
export interface Repairing {
  readonly queue: ProposalQueue;
  readonly workspace: Workspace;
  /** Asked where the options of the verification say so. */
  readonly repair: AskForRepairs;
  /** Hears that models are asked for other edits in the place of so many that failed. */
  repairing?(count: number): void;
}

/** A verification that has come to its end. */
export type Verified = Pick<VerifyOutcome & { readonly kind: 'done' }, 'proofs' | 'baseline' | 'controls'> & {
  /** What was verified, in the order of the queue. */
  readonly placed: readonly PlacedEntry[];
};

/** A proposal that failed, with the one that a model made in its place. */
interface Attempt {
  readonly first: QueueEntry;
  readonly model: string;
  readonly placed: PlacedEntry;
}

/**
 * Gives the proposals of models that failed back to a model, once, and verifies what comes of it together with the set
 * that stays. A new edit takes the place of the one that failed only when it passes, and then only with every proposal of
 * that set: whatever else happens, all is as it was, and the reason is on record.
 */
export async function repairFailed(
  repairing: Repairing,
  bench: Bench,
  first: Verified,
  signal: AbortSignal,
): Promise<{ readonly asked: number; readonly replaced: number } | undefined> {
  const { queue } = repairing;
  const failed = first.placed.flatMap(({ candidate: { id } }): QueueEntry[] => {
    const entry = queue.entry(id);
    return entry && first.proofs.get(id)?.result.kind === 'failed' && isOpen(entry) ? [entry] : [];
  });
  if (failed.length === 0 || signal.aborted) {
    return undefined;
  }
  repairing.repairing?.(failed.length);
  const answers = await ask(failed, bench, repairing.repair, signal);
  if (signal.aborted) {
    return undefined;
  }
  const { attempts, kept } = await attemptsOf(failed, answers, repairing);
  const stays = first.placed.filter(
    ({ candidate: { id, path } }) =>
      isTogether(first.proofs.get(id)) && attempts.some(({ placed }) => isNear(bench.options.mode, path, placed)),
  );
  const round = [...stays, ...attempts.map(({ placed }) => placed)];
  const { baseline, controls } = first;
  const known = { ...(baseline && { baseline }), ...(controls && { controls }) };
  const second =
    attempts.length > 0 ? await verifyRound(bench, round, known, () => {}, signal) : { kind: 'none' as const };
  if (second.kind === 'cancelled') {
    return undefined;
  }
  const proofs = second.kind === 'done' ? second.proofs : new Map<string, Proof>();
  const repairs = settled(attempts, stays, proofs, bench.options.mode);
  await queue.repaired({ ...repairs, kept: { ...Object.fromEntries(kept), ...repairs.kept } }, [
    ...failed,
    ...stays.map(({ entry }) => entry),
  ]);
  return { asked: failed.length, replaced: Object.keys(repairs.replaced).length };
}

/** Only what a model made goes back to one, and only once. */
function isOpen({ finding: { reviewer, proposal } }: QueueEntry): boolean {
  return reviewer === 'model' && proposal.state.kind === 'ready' && proposal.repair === undefined;
}

async function ask(
  failed: readonly QueueEntry[],
  { outputs }: Bench,
  repair: AskForRepairs,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RepairAnswer>> {
  const questions = failed.map(async ({ finding: { id, proposal } }) => {
    const { output: key } = proposal.proof ?? {};
    return { finding: id, output: (key === undefined ? undefined : await outputs.recall(key)) ?? '' };
  });
  return repair(await Promise.all(questions), signal);
}

/** Those with another edit that may be tried, and why there is none for the others. */
async function attemptsOf(
  failed: readonly QueueEntry[],
  answers: ReadonlyMap<string, RepairAnswer>,
  repairing: Pick<Repairing, 'queue' | 'workspace'>,
): Promise<{ readonly attempts: readonly Attempt[]; readonly kept: readonly (readonly [string, string])[] }> {
  const attempts: Attempt[] = [];
  const kept: (readonly [string, string])[] = [];
  for (const first of failed) {
    const { file, finding } = first;
    const answer = answers.get(finding.id) ?? { kind: 'none', reason: 'cancelled' };
    if (answer.kind === 'none') {
      kept.push([finding.id, answer.reason]);
      continue;
    }
    const entry = { file, finding: { ...finding, proposal: answer.proposal } };
    const flagged = flaggedReason(entry);
    const [placed] = flagged === undefined ? await placedEntries(repairing, [entry]) : [];
    if (placed) {
      attempts.push({ first, model: answer.model, placed });
    } else {
      kept.push([finding.id, `another edit was not tried: ${flagged?.reason ?? 'its place is no longer there'}`]);
    }
  }
  return { attempts, kept };
}

function isTogether(proof: Proof | undefined): boolean {
  return proof?.result.kind === 'verified' && proof.result.apart === undefined;
}

/** Whether a proposal of a file is tried together with another one. */
function isNear(mode: VerifyMode, path: string, { candidate }: PlacedEntry): boolean {
  return mode === 'all' || (mode === 'file' && path === candidate.path);
}

/** What each attempt comes to by its proof, and by those of the set that it was tried with. */
function settled(
  attempts: readonly Attempt[],
  stays: readonly PlacedEntry[],
  proofs: ReadonlyMap<string, Proof>,
  mode: VerifyMode,
): Repairs {
  const replaced: Record<string, Proposal> = {};
  const kept: Record<string, string> = {};
  const again: Record<string, Proof> = {};
  for (const group of groupBy(attempts, ({ placed }) => (mode === 'file' ? placed.candidate.path : '')).values()) {
    const set = stays.filter(({ candidate }) => group.some(({ placed }) => isNear(mode, candidate.path, placed)));
    const isWhole = set.every(({ candidate }) => isTogether(proofs.get(candidate.id)));
    for (const { first, model, placed } of group) {
      const { id, proposal } = first.finding;
      const proof = proofs.get(id);
      const joins = isTogether(proof);
      if (proof?.result.kind !== 'verified' || !proposal.proof) {
        kept[id] = `another edit was tried: ${proof ? proofText(proof) : 'nothing came of it'}`;
      } else if (joins && !isWhole) {
        kept[id] = 'another edit was tried, and others that were verified do not pass with it';
      } else {
        const repair = { kind: 'replaced', model, edits: proposal.edits, proof: proposal.proof } as const;
        replaced[id] = { ...placed.entry.finding.proposal, proof, repair };
        for (const { candidate } of joins ? set : []) {
          const shared = proofs.get(candidate.id);
          again[candidate.id] = shared ?? proof;
        }
      }
    }
  }
  return { replaced, kept, proofs: again };
}
