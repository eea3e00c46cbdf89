import type { OpenRun, RunWorld } from '../compose/openRun';
import type { Proof, VerificationOptions } from '../core/proof';
import type { QueueEntry } from '../core/queue/queueEntry';
import { verifiedSet } from '../core/queue/verifiedSet';
import { counted } from '../core/text/counted';
import { sentence } from '../core/text/sentence';
import { flaggedReason } from '../core/verify/verifying/round';
import { type VerifyingOutcome, verifyWaiting } from '../core/verify/verifying/verifyWaiting';
import type { Teller } from './applyBulk';
import { program } from './calledAs';
import { tell } from './output';
import { proofAdvice, unprovenOf } from './proofAdvice';
import { unchangeableFiles } from './unchangeable';
import { VerifyTeller } from './verifyTeller';

/**
 * Has the commands say of the proposals of a run whether they hold, and says how that comes along. False when it could not
 * be done.
 *
 * @param only those that are meant; if not given, all that wait
 * @param areNamed whether a person has named them, and so has looked at them
 */
export async function verify(
  open: OpenRun,
  options: VerificationOptions,
  { verifier, workspace }: Pick<RunWorld, 'verifier' | 'workspace'>,
  { isQuiet }: Teller,
  signal: AbortSignal,
  { only, areNamed = false }: { readonly only?: readonly QueueEntry[]; readonly areNamed?: boolean } = {},
): Promise<boolean> {
  const { queue, run, outputs } = open;
  const asked = only ?? queue.waiting();
  const before = new Map(asked.map(({ finding }) => [finding.id, finding.proposal.proof]));
  const blocked = await unchangeableFiles(run.store.header.folder, asked);
  const teller = new VerifyTeller(options, asked, isQuiet);
  const outcome = await verifyWaiting(
    {
      ...{ options, verifier, workspace, queue, outputs, keepsLineEnds: true, ...(only && { only }) },
      tell: (event) => {
        open.tell(event);
        teller.ran(event);
      },
      repair: (failed, ended) => run.repair(failed, ended),
      heldBack: (entry) => {
        const flagged = areNamed ? undefined : flaggedReason(entry);
        const why = blocked.get(entry.file.path);
        return flagged ?? (why === undefined ? undefined : { reason: `it could not be applied: ${why}` });
      },
      recalled: (baseline) => teller.recalled(baseline),
      repairing: (count) => teller.repairing(count),
      hint: (text) => teller.hint(text),
      copying: (progress) => teller.copying(progress),
      progress: (progress) => teller.progress(progress),
    },
    signal,
  );
  teller.ended({ isCancelled: outcome.kind === 'cancelled' });
  const proofs = [...before].flatMap(([id, old]): Proven[] => {
    const proof = queue.entry(id)?.finding.proposal.proof;
    return proof && proof !== old ? [{ id, proof }] : [];
  });
  return tellOutcome(outcome, { run: run.store.header.id, asked: asked.length, proofs, options, isQuiet });
}

/** What was seen now of a proposal. */
interface Proven {
  readonly id: string;
  readonly proof: Proof;
}

/** What is told of an end. */
interface End extends Teller {
  /** Its id. */
  readonly run: string;
  readonly options: VerificationOptions;
  /** How many proposals were asked about. */
  readonly asked: number;
  /** What was seen of them. */
  readonly proofs: readonly Proven[];
}

/** Whether it could be done. */
function tellOutcome(outcome: VerifyingOutcome, end: End): boolean {
  const { asked, proofs } = end;
  if (outcome.stays !== undefined) {
    tell(`Left behind: ${sentence(outcome.stays)}`);
  }
  const progressed = `with ${proofs.length} of ${counted(asked, 'proposal')} done`;
  switch (outcome.kind) {
    case 'cancelled':
      tell(`Cancelled while verifying, ${progressed}.`);
      return false;
    case 'failed': {
      const what = proofs.length === 0 ? 'Nothing could be verified' : `Verification ended early, ${progressed}`;
      tell(`${what}: ${sentence(outcome.message)}`);
      return false;
    }
    case 'done':
      return tellDone(outcome, end);
  }
}

type Done = VerifyingOutcome & { readonly kind: 'done' };

function tellDone({ lacks, red, stillFail, proven, repairs }: Done, { run, options, proofs, isQuiet }: End): boolean {
  const say = (text: string) => !isQuiet && tell(text);
  for (const lack of lacks) {
    say(`The copy that was tested lacks ${lack}`);
  }
  for (const one of red) {
    say(`${one}. No proof says anything of that; if it passes in the folder itself, the copy lacks something.`);
  }
  if (stillFail) {
    const { count, reason } = stillFail;
    const what = `${counted(count, 'proposal')} that ${count === 1 ? 'is' : 'are'} known to fail`;
    tell(`Not verified again: ${what}. ${sentence(reason)}`);
  }
  const unproven = [...(stillFail ? [stillFail] : []), ...proofs.flatMap(({ id, proof }) => unprovenOf(id, proof))];
  const isInVain =
    proven + (stillFail?.count ?? 0) > 0 && proofs.every(({ proof }) => proof.result.kind === 'unverifiable');
  if (isInVain) {
    tell(`Nothing could be verified: ${sentence(unproven[0]?.reason ?? 'no command could be run')}`);
  } else if (repairs) {
    say(repairsText(repairs));
  }
  if (isInVain || !isQuiet) {
    const mendable = unproven.filter(({ cause }) => cause !== 'incomplete copy' || options.setUp.length === 0);
    for (const line of proofAdvice(run, mendable)) {
      tell(line);
    }
  }
  return !isInVain;
}

/** Says how what was verified together is applied, where there is such a set. */
export function tellVerifiedSet({ queue, run: { store } }: OpenRun): void {
  const set = verifiedSet(queue.inBulk('safe'));
  if (set.kind === 'set') {
    const what = counted(set.entries.length, 'verified proposal');
    const together = set.entries.length === 1 ? '' : 'all together, ';
    tell(`To apply the ${what}, ${together}and nothing else: ${program} apply ${store.header.id}`);
  }
}

function repairsText({ asked, replaced }: NonNullable<Done['repairs']>): string {
  const rest = replaced < asked ? '; each of the others keeps its edits, and says why' : '';
  return `${replaced} of ${counted(asked, 'proposal')} that failed ${replaced === 1 ? 'was' : 'were'} repaired${rest}.`;
}
