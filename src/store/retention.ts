import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from './errors';
import { acquireLockToRemove, holderText } from './lock';
import { journalName, type RunFolder, runLock, runsIn, timeOf } from './runs';
import type { FolderState } from './stateDir';

/** What is kept of the runs of one folder. */
export interface Retention {
  readonly runs: number;
  /** Milliseconds. */
  readonly age: number;
  readonly bytes: number;
}

export const retention: Retention = { runs: 10, age: 30 * 24 * 60 * 60 * 1000, bytes: 200 * 1024 * 1024 };

/** Texts from before changes: a run that has some has changed files. */
export const preImagesName = 'pre-images';

/** A run on its way out; whoever comes next finishes it where its process was killed. */
const leaving = /^\.leaving-/;

/**
 * Removes the oldest runs of a folder, so that no more are left than are to be kept. The newest stays in any case, and so
 * does a run that somebody has open, or one that has changed files and was at work within the age that all may have,
 * however long ago it began: its changes can be taken back. Answers with the ids of those that are gone. Rejects with the system's error.
 *
 * @param now milliseconds since the epoch
 */
export async function removeOldRuns(state: FolderState, now: number, limits = retention): Promise<readonly string[]> {
  await finishLeaving(await leavingIn(state.path));
  const removed: string[] = [];
  let kept = 0;
  let bytes = 0;
  for (const run of await runsIn(state.path)) {
    const size = await sizeOf(run.path);
    const isOld = now - timeOf(run.id) > limits.age;
    const isTooMuch = kept >= limits.runs || bytes + size > limits.bytes;
    const isWanted =
      kept === 0 ||
      !(isOld || isTooMuch) ||
      ((await hasChangedFiles(run)) && now - (await lastRecordOf(run)) <= limits.age);
    if (!isWanted && (await removeRun(run)).kind === 'removed') {
      removed.push(run.id);
    } else {
      kept++;
      bytes += size;
    }
  }
  return removed;
}

/** What became of the wish to remove a run. */
export type RemovalOutcome =
  | { readonly kind: 'removed' }
  /** Somebody has it open: "process 123 on host". */
  | { readonly kind: 'held'; readonly by: string }
  | { readonly kind: 'wanted' };

/**
 * Removes a run with all that is its own; not while somebody has it open. One that somebody else removes meanwhile is
 * removed. Rejects with the system's error.
 *
 * @param isUnwanted asked when nobody can change the run any more; where it is not, it stays
 */
export async function removeRun(
  run: RunFolder,
  isUnwanted: () => Promise<boolean> = async () => true,
): Promise<RemovalOutcome> {
  const gone = join(dirname(run.path), `.leaving-${run.id}`);
  try {
    const locked = await acquireLockToRemove(runLock(run));
    if (locked.kind === 'busy') {
      return (await isThere(run.path)) ? { kind: 'held', by: holderText(locked.owner) } : { kind: 'removed' };
    }
    if (!(await isUnwanted().catch(() => false))) {
      await locked.lock.release();
      return { kind: 'wanted' };
    }
    try {
      await rename(run.path, gone);
    } catch (error) {
      await locked.lock.release().catch(() => undefined);
      throw error;
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || (await isThere(run.path))) {
      throw error;
    }
  }
  await removeTree(gone);
  return { kind: 'removed' };
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Whoever else removes the same may take away what this is about to, over and over, but not that often. */
const mostTries = 100;

async function removeTree(path: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rm(path, { recursive: true, force: true });
    } catch (error) {
      if (!hasCode(error, 'ENOENT', 'ENOTEMPTY') || tries === mostTries) {
        throw error;
      }
    }
  }
}

/** What is left in a folder's state of runs whose removal was cut short: absolute paths. */
export async function leavingIn(statePath: string): Promise<readonly string[]> {
  const folder = join(statePath, 'runs');
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => leaving.test(name)).map((name) => join(folder, name));
}

/** Ends removals that were cut short. Rejects with the system's error. */
export async function finishLeaving(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await removeTree(path);
  }
}

/** When something was last put on record of a run, such as a change; at the latest when it began. Milliseconds since the epoch. */
async function lastRecordOf(run: RunFolder): Promise<number> {
  const journal = await lstat(join(run.path, journalName)).catch(() => undefined);
  return Math.max(timeOf(run.id), journal?.mtimeMs ?? 0);
}

/** How long the record of a run is, which grows with each change of files. */
export async function recordBytes({ path }: RunFolder): Promise<number> {
  return (await lstat(join(path, journalName)).catch(() => undefined))?.size ?? 0;
}

/** Whether there is something of a run that can be taken back. */
export async function hasChangedFiles({ path }: RunFolder): Promise<boolean> {
  return (await readdir(join(path, preImagesName)).catch(() => [])).length > 0;
}

/** Bytes of all files in a folder and below. */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = entries.map(async (entry) =>
    entry.isFile() ? ((await lstat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0) : 0,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
