import type { OpenRun } from '../compose/openRun';
import { stateWords } from '../core/edits/proposalState';
import type { QueueEntry } from '../core/queue/queueEntry';
import { printable } from '../core/report/text';
import { retyped } from './calledAs';
import type { VerifyCommand } from './command';
import { takenBackText } from './emptyBulk';
import { CommandFailure } from './exitCode';
import { printAll, tell } from './output';
import { withPastRun } from './pastRuns';
import { proofLines } from './proofs';
import { tellEdited } from './tellEdited';
import { verificationOf } from './verification';
import { tellVerifiedSet, verify } from './verify';

/** Has commands say of the proposals of an earlier run that wait whether they hold, and answers with the exit code. */
export function verifyPastRun(command: VerifyCommand): Promise<number> {
  return withPastRun(command, async (open, world, signal) => {
    const { queue, run } = open;
    const { id, folder, options: reviewed } = run.store.header;
    if (command.reverted) {
      await queue.waitAgain();
    }
    await open.lookAtFiles();
    await tellEdited(open);
    if (queue.waiting().length === 0) {
      tell(`There is nothing to verify: no proposal of run ${id} waits.${takenBackText(run.store, retyped(id))}`);
      return true;
    }
    const options = await verificationOf(command, folder, reviewed.verification);
    if (options === undefined) {
      throw new CommandFailure(`Run ${id} has no commands of its own: give one, such as --verify "npm test".`);
    }
    const named = command.only.length > 0 ? { only: namedIn(open, command.only), areNamed: true } : {};
    const isDone = await verify(open, options, world, { isQuiet: command.quiet === true }, signal, named);
    await printAll(await proofLines(run.store, world.workspace));
    if (isDone) {
      tellVerifiedSet(open);
    }
    return isDone;
  });
}

function namedIn({ queue, run }: OpenRun, ids: readonly string[]): readonly QueueEntry[] {
  return ids.map((id) => {
    const entry = queue.entry(id);
    if (entry?.finding.proposal.state.kind !== 'ready') {
      const why = entry ? `is ${stateWords(entry.finding.proposal.state)}` : 'is none of its proposals';
      throw new CommandFailure(`Of run ${run.store.header.id} only what waits is verified: ${printable(id)} ${why}.`);
    }
    return entry;
  });
}
