import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { lastOfEach } from '../compose/runSummary';
import { printable } from '../core/report/text';
import { allRuns, findRun, hasRecord, type RunFolder, runsOf } from '../store/runs';
import { stateRoot } from '../store/stateDir';
import { isInside } from '../workspace/paths';
import { retyped } from './calledAs';
import type { OfRun } from './command';
import { CommandFailure } from './exitCode';
import { tell } from './output';

/** What a person says about which run they mean. */
export type WhichRun = Pick<OfRun, 'run' | 'folder' | 'stateDir'>;

/**
 * The run that a command names: by its id, or the last one. That is the last of the named folder; where none is named, of
 * the one that the person stands in, else of one above or below it, never of another one. Throws a CommandFailure.
 */
export async function lookUp({ run, folder, stateDir }: WhichRun): Promise<RunFolder> {
  const root = stateRoot(stateDir);
  const last = run === 'last' && folder === undefined ? await lastAround(root, await realPathOf('.')) : undefined;
  if (last) {
    return last;
  }
  const all = folder === undefined ? await allRuns(root) : await runsOf(root, await realPathOf(folder));
  const runs = run === 'last' ? await withRecord(all) : all;
  const found = findRun(runs, run, folder === undefined ? '' : ` of ${printable(folder)}`);
  if (found.kind === 'missing') {
    throw new CommandFailure(`Which run? ${found.message[0]?.toUpperCase()}${found.message.slice(1)}.`);
  }
  return found.run;
}

/** The last run of a folder (real path), or of one above or below it, which is named where there are several. Undefined where there is no run at all. */
async function lastAround(root: string, here: string): Promise<RunFolder | undefined> {
  const [own] = await withRecord(await runsOf(root, here));
  if (own) {
    return own;
  }
  const others = await lastOfEach(root);
  const around = others.filter(
    ({ folder }) => folder !== undefined && (isInside(folder, here) || isInside(here, folder)),
  );
  const [newest] = around;
  if (newest?.folder !== undefined) {
    if (around.length > 1) {
      tell(`The last of ${around.length} folders: run ${newest.run.id} of ${printable(newest.folder)}`);
    }
    return newest.run;
  }
  const [other] = others;
  if (other?.folder !== undefined) {
    const said = `None is of this folder, ${printable(here)}. The last one is of ${printable(other.folder)}.`;
    throw new CommandFailure(`Which run? ${said} If you mean that: ${retyped(other.run.id)}`);
  }
  return other?.run;
}

/** From the last run on that could begin. */
async function withRecord(runs: readonly RunFolder[]): Promise<readonly RunFolder[]> {
  for (const [index, run] of runs.entries()) {
    if (await hasRecord(run)) {
      return runs.slice(index);
    }
  }
  return [];
}

/** Also of a folder that is gone, whose runs are still there. */
function realPathOf(folder: string): Promise<string> {
  return realpath(folder).catch(() => resolve(folder));
}
