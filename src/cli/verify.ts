import type { OpenRun, RunWorld } from '../compose/openRun';
import type { VerificationOptions } from '../core/proof';
import type { QueueEntry } from '../core/queue/queueEntry';
import { verifiedSet } from '../core/queue/verifiedSet';
import { counted } from '../core/text/counted';
import { sentence } from '../core/text/sentence';
import { duration } from '../core/verify/judging/runText';
import { type RunsToCome, runsToCome } from '../core/verify/proving/cost';
import type { VerifyProgress } from '../core/verify/proving/verify';
import { flaggedReason } from '../core/verify/verifying/round';
import { type VerifyingOutcome, verifyWaiting } from '../core/verify/verifying/verifyWaiting';
import type { Teller } from './applyBulk';
import { program } from './calledAs';
import { tell } from './output';
import { barText, movingLine } from './progress';
import { proofAdvice, type UnprovenProposal, unprovenOf } from './proofAdvice';
import { unchangeableFiles } from './unchangeable';

/**
 * Has the commands say of the proposals of a run whether they hold, and says how that comes along. False when it could not
 * be done.
 *
 * @param among those that are meant; if not given, all that wait. A person who names them has looked at them.
 */
export async function verify(
  open: OpenRun,
  options: VerificationOptions,
  { verifier, workspace }: Pick<RunWorld, 'verifier' | 'workspace'>,
  { isQuiet }: Teller,
  signal: AbortSignal,
  { only, areNamed = false }: { readonly only?: readonly QueueEntry[]; readonly areNamed?: boolean } = {},
): Promise<boolean> {
  const { queue, run } = open;
  const asked = only ?? queue.waiting();
  const before = new Map(asked.map(({ finding }) => [finding.id, finding.proposal.proof]));
  /** What was seen of those that were asked about, as far as it was seen now. */
  const proofs = () =>
    [...before].flatMap(([id, old]) => {
      const proof = queue.entry(id)?.finding.proposal.proof;
      return proof && proof !== old ? [{ id, proof }] : [];
    });
  const progressed = () => `with ${proofs().length} of ${counted(asked.length, 'proposal')} done`;
  const advise = (unproven: readonly UnprovenProposal[]) => {
    const open = unproven.filter(({ cause }) => cause !== 'incomplete copy' || options.setUp.length === 0);
    for (const line of proofAdvice(run.store.header.id, open)) {
      tell(line);
    }
  };
  const blocked = await unchangeableFiles(run.store.header.folder, asked);
  const told = new Set<string>();
  const runs = { controls: 0, base: 0, all: 0 };
  const start = performance.now();
  /** Milliseconds of the commands on the files as they are. */
  const base = new Map<string, number>();
  let isCostTold = isQuiet || asked.length === 0;
  const tellCost = () => {
    if (!isCostTold && options.commands.every((command) => base.has(command))) {
      isCostTold = true;
      const once = [...base.values()].reduce((sum, ms) => sum + ms, 0) / options.parallel;
      tell(
        costText(
          runsToCome(
            asked.map(({ file }) => file.path),
            options.mode,
          ),
          once,
        ),
      );
    }
  };
  const line = movingLine(process.stderr);
  if (!isQuiet && asked.length > 0) {
    tell(`Copying the files, to verify ${counted(asked.length, 'proposal')} in the copy`);
  } else if (!isQuiet) {
    tell('There is nothing to verify: no proposal waits.');
  }
  const outcome = await verifyWaiting(
    {
      ...{
        options,
        verifier,
        workspace,
        queue: open.queue,
        outputs: open.outputs,
        tell: (event) => {
          open.tell(event);
          if (event.type === 'verify.ran' && event.files === 0) {
            base.set(event.command, event.durationMs);
            tellCost();
          }
        },
        keepsLineEnds: true,
      },
      ...(only && { only }),
      recalled: (baseline) => {
        for (const { command, durationMs } of baseline) {
          base.set(command, durationMs);
        }
        if (!isQuiet) {
          tell('The commands passed on these very files in an earlier verification, which counts as their first run.');
        }
        tellCost();
      },
      repair: (failed, ended) => open.run.repair(failed, ended),
      repairing: (count) => {
        if (!isQuiet) {
          tell(`Asking for other edits in ${counted(count, 'proposal')} that ${count === 1 ? 'fails' : 'fail'}`);
        }
      },
      heldBack: (entry) => {
        const flagged = areNamed ? undefined : flaggedReason(entry);
        const unchangeable = blocked.get(entry.file.path);
        return (
          flagged ?? (unchangeable === undefined ? undefined : { reason: `it could not be applied: ${unchangeable}` })
        );
      },
      hint: (text) => {
        if (!isQuiet) {
          line.clear();
          tell(text);
        }
      },
      copying: ({ what, done, of }) => {
        if (!isQuiet && runs.all === 0) {
          line.show(() => barText(done, of, what === 'project' ? 'copied' : 'copied of installed packages'));
        }
      },
      progress: (progress) => {
        line.clear();
        runs.all++;
        runs.base += progress.together === 0 && progress.broken === 0 ? 1 : 0;
        runs.controls += progress.broken > 0 ? 1 : 0;
        const text = progressText(progress);
        // One set is tried again where something fails now and then, and many of one size where one of them fails.
        if (!isQuiet && !told.has(text)) {
          told.add(text);
          tell(text);
        }
        const { done, of } = progress;
        line.show(() => `${counted(runs.all, 'command run')}, ${done} of ${of} done`);
      },
    },
    signal,
  );
  line.clear();
  if (!isQuiet && runs.all > 0 && outcome.kind !== 'cancelled') {
    tell(runsText(runs, performance.now() - start));
  }
  if (outcome.stays !== undefined) {
    tell(`Left behind: ${sentence(outcome.stays)}`);
  }
  switch (outcome.kind) {
    case 'cancelled':
      tell(`Cancelled while verifying, ${progressed()}.`);
      return false;
    case 'failed':
      tell(
        `${proofs().length === 0 ? 'Nothing could be verified' : `Verification ended early, ${progressed()}`}: ${sentence(outcome.message)}`,
      );
      return false;
    case 'done': {
      for (const lack of isQuiet ? [] : outcome.lacks) {
        tell(`The copy that was tested lacks ${lack}`);
      }
      for (const red of isQuiet ? [] : outcome.red) {
        tell(`${red}. No proof says anything of that; if it passes in the folder itself, the copy lacks something.`);
      }
      if (outcome.stillFail) {
        const { count, reason } = outcome.stillFail;
        const what = `${counted(count, 'proposal')} that ${count === 1 ? 'is' : 'are'} known to fail`;
        tell(`Not verified again: ${what}. ${sentence(reason)}`);
      }
      const unproven = [
        ...(outcome.stillFail ? [outcome.stillFail] : []),
        ...proofs().flatMap(({ id, proof }) => unprovenOf(id, proof)),
      ];
      if (
        outcome.proven + (outcome.stillFail?.count ?? 0) > 0 &&
        proofs().every(({ proof }) => proof.result.kind === 'unverifiable')
      ) {
        const [first] = unproven;
        tell(`Nothing could be verified: ${sentence(first?.reason ?? 'no command could be run')}`);
        advise(unproven);
        return false;
      }
      if (outcome.repairs && !isQuiet) {
        tell(repairsText(outcome.repairs));
      }
      if (!isQuiet) {
        advise(unproven);
      }
      return true;
    }
  }
}

/** "All commands run 2 times more at least, about 8 s; where many fail, up to about 84 times, 5 minutes." */
function costText({ least, most }: RunsToCome, once: number): string {
  const atLeast = `${counted(least, 'time')} more at least, about ${duration(least * once)}`;
  return `All commands run ${atLeast}; where many fail, up to about ${counted(most, 'time')}, ${duration(most * once)}.`;
}

/** "12 command runs in 34 s: 3 on the files as they are, 4 with files broken on purpose, 5 with proposals." */
function runsText({ all, base, controls }: { all: number; base: number; controls: number }, ms: number): string {
  const parts = [
    `${base} on the files as they are`,
    `${controls} with files broken on purpose`,
    `${all - base - controls} with proposals`,
  ];
  return `${counted(all, 'command run')} in ${duration(ms)}: ${parts.join(', ')}.`;
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

function repairsText({ asked, replaced }: NonNullable<(VerifyingOutcome & { kind: 'done' })['repairs']>): string {
  const rest = replaced < asked ? '; each of the others keeps its edits, and says why' : '';
  return `${replaced} of ${counted(asked, 'proposal')} that failed ${replaced === 1 ? 'was' : 'were'} repaired${rest}.`;
}

function progressText({ command, together, broken, done, of }: VerifyProgress): string {
  const unchanged = broken > 0 ? `with ${counted(broken, 'file')} broken on purpose` : 'on the files as they are';
  const what = together === 0 ? unchanged : `with ${together} of ${counted(of, 'proposal')}`;
  return `Verifying ${what}: ${command} (${done} of ${of} done)`;
}
