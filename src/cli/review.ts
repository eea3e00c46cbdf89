import { openNewRun, type RunWorld } from '../compose/openRun';
import type { RunOptions } from '../core/options';
import { printable } from '../core/report/text';
import { sentence } from '../core/text/sentence';
import { stateRoot } from '../store/stateDir';
import { commitObstacle } from '../workspace/commits/commitRun';
import { checkFolder } from '../workspace/folder';
import type { EndFlags, ResumeCommand, ReviewCommand } from './command';
import { estimate } from './estimate';
import { CommandFailure } from './exitCode';
import { tell } from './output';
import { openPastRun } from './pastRuns';
import { outputFolder, reportsIn } from './reports';
import { defaultParallelFiles, settle } from './settle';
import { tellEdited } from './tellEdited';
import { toTheEnd } from './toTheEnd';
import { worldOf } from './world';

/** Reviews a folder to the end and answers with the exit code. */
export async function review(command: ReviewCommand): Promise<number> {
  const folder = await realFolder(command.folder);
  const { maxParallelFiles, ...settled } = await settle(command, folder);
  const out = await outputFolder(command, folder);
  const options = { ...settled.options, exclude: [...settled.options.exclude, ...reportsIn(folder, out)] };
  if (command.estimate) {
    return estimate(command, folder, options, maxParallelFiles);
  }
  const world = worldOf(folder, options, maxParallelFiles, command.stateDir);
  await refuseInVain(command, folder, options, world);
  const open = await openNewRun(stateRoot(command.stateDir), folder, options, world);
  if (open.kind !== 'open') {
    throw new CommandFailure(open.message);
  }
  return toTheEnd(open.run, world, command, out, (run) => run.start());
}

/** Goes on with a review, as it was started. */
export async function resume(command: ResumeCommand): Promise<number> {
  const { open, world } = await openPastRun(command, command.maxParallelFiles ?? defaultParallelFiles);
  const { header } = open.run.store;
  const prepare = async () => {
    const folder = await realFolder(header.folder);
    await refuseInVain(command, folder, header.options, world);
    await open.lookAtFiles();
    await tellEdited(open);
    return outputFolder(command, folder);
  };
  const out = await prepare().catch(async (error: unknown) => {
    await open.close();
    throw error;
  });
  if (!open.run.isResumable) {
    const verifies = header.options.verification ? ': going on with the verification' : '';
    tell(verifies === '' ? 'Nothing is left to review.' : `All files are reviewed${verifies}.`);
  }
  return toTheEnd(open, world, command, out, (run) => run.resume());
}

/** Throws a CommandFailure for what is asked to be done after the review, and could not be. */
async function refuseInVain(
  { commit }: Pick<EndFlags, 'commit'>,
  folder: string,
  { verification }: RunOptions,
  { verifier }: RunWorld,
): Promise<void> {
  const unverifiable = verification && (await verifier.obstacle(verification));
  if (unverifiable !== undefined) {
    throw new CommandFailure(`--verify: nothing could be verified: ${printable(sentence(unverifiable))}`);
  }
  const uncommittable = commit && (await commitObstacle(folder, new AbortController().signal));
  if (uncommittable !== undefined) {
    throw new CommandFailure(`--commit: nothing could be committed: ${printable(sentence(uncommittable))}`);
  }
}

async function realFolder(path: string): Promise<string> {
  const checked = await checkFolder(path);
  if (checked.kind === 'failed') {
    throw new CommandFailure(`Cannot review: ${checked.message}.`);
  }
  return checked.realPath;
}
