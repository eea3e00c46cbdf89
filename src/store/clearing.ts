import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { answersOf, indexOf, lockOf, partsIn } from './answerParts';
import { type AnswersOf, answersFolder } from './answers';
import { hasCode } from './errors';
import { acquireLockToRemove, isLocked } from './lock';
import { checkFolderIfThere } from './ownPlaces';
import { finishLeaving, hasChangedFiles, leavingIn, recordBytes, removeRun, sizeOf } from './retention';
import { checkRunFolder, type RunFolder, runLock, runsIn } from './runs';

/** A run that can be removed. */
export interface ClearableRun {
  readonly run: RunFolder;
  readonly bytes: number;
  /** It has applied edits, which can be taken back as long as it is there. */
  readonly isRevertible: boolean;
  /** Length of its record: a longer one may tell of edits that were applied since. */
  readonly recordBytes: number;
}

export interface ClearableRuns {
  /** Newest first. */
  readonly runs: readonly ClearableRun[];
  /** Ids of those that somebody has open. */
  readonly held: readonly string[];
  /** What is left of runs whose removal was cut short: absolute paths. */
  readonly leaving: readonly string[];
}

/** The runs in a folder's state, which may not be there. Rejects with the reason when one is a link or somebody else's. */
export async function clearableRuns(statePath: string): Promise<ClearableRuns> {
  const runs: ClearableRun[] = [];
  const held: string[] = [];
  for (const run of await runsIn(statePath)) {
    try {
      await checkRunFolder(run);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) {
        // Somebody else has removed it meanwhile.
        continue;
      }
      throw error;
    }
    if (await isLocked(runLock(run))) {
      held.push(run.id);
    } else {
      const length = await recordBytes(run);
      const isRevertible = await hasChangedFiles(run);
      // What cannot be looked through says so when it is to be removed.
      runs.push({ run, bytes: await sizeOf(run.path).catch(() => 0), isRevertible, recordBytes: length });
    }
  }
  return { runs, held, leaving: await leavingIn(statePath) };
}

/** What could not be removed. */
export interface Unremovable {
  readonly path: string;
  /** The system's. */
  readonly error: unknown;
}

/** What stays of runs that were to be removed. */
interface StayingRuns {
  /** Ids of those that somebody has open by now, and who: "process 123 on host". */
  readonly held: readonly { readonly id: string; readonly by: string }[];
  /** Ids of those that have applied edits that nobody was told of when they were looked at. */
  readonly changed: readonly string[];
  readonly failed: readonly Unremovable[];
}

/** Removes just those runs, as far as they are as they were looked at. One that cannot be removed keeps no other from it. */
export async function clearRuns({ runs, leaving }: ClearableRuns): Promise<StayingRuns> {
  const held: { id: string; by: string }[] = [];
  const changed: string[] = [];
  const failed: Unremovable[] = [];
  for (const path of leaving) {
    await finishLeaving([path]).catch((error: unknown) => failed.push(unremovable(path, error)));
  }
  for (const { run, recordBytes: length } of runs) {
    const isAsSeen = async () => (await recordBytes(run)) === length || !(await hasChangedFiles(run));
    const outcome = await removeRun(run, isAsSeen).catch((error: unknown) => unremovable(run.path, error));
    if ('error' in outcome) {
      failed.push(outcome);
    } else if (outcome.kind === 'held') {
      held.push({ id: run.id, by: outcome.by });
    } else if (outcome.kind === 'wanted') {
      changed.push(run.id);
    }
  }
  return { held, changed, failed };
}

/** @param path what was to be removed; the error may tell of something in it */
function unremovable(path: string, error: unknown): Unremovable {
  const isInIt = error instanceof Error && 'path' in error && 'syscall' in error && error.syscall !== 'mkdir';
  return { path: isInIt ? String(error.path) : path, error };
}

/** Kept answers that can be removed. */
export interface ClearableAnswers {
  readonly of: AnswersOf;
  readonly parts: readonly string[];
  readonly bytes: number;
  /** How many parts are being written. */
  readonly held: number;
}

/** Rejects with the reason when a link, or what is somebody else's, stands where they are kept. */
export async function clearableAnswers(root: string, of: AnswersOf): Promise<ClearableAnswers> {
  const folder = answersFolder(root, of);
  const isThere = await checkFolderIfThere(folder);
  const parts: string[] = [];
  let [bytes, held] = [0, 0];
  for (const part of isThere ? await partsIn(folder) : []) {
    if (await isLocked(lockOf(folder, part))) {
      held++;
    } else {
      parts.push(part);
      bytes += (await bytesOf(answersOf(folder, part))) + (await bytesOf(indexOf(folder, part)));
    }
  }
  return { of, parts, bytes, held };
}

/** What stays of kept answers that were to be removed. */
interface StayingAnswers {
  /** How many parts are in use by now. */
  readonly held: number;
  readonly failed: readonly Unremovable[];
}

/** Removes just those parts, but for what is in use by now. Rejects with the system's error where it cannot even begin. */
export async function clearAnswers(root: string, { of, parts }: ClearableAnswers): Promise<StayingAnswers> {
  const folder = answersFolder(root, of);
  if (parts.length === 0) {
    return { held: 0, failed: [] };
  }
  const locked = await acquireLockToRemove(join(folder, 'lock'));
  if (locked.kind === 'busy') {
    return { held: parts.length, failed: [] };
  }
  const failed: Unremovable[] = [];
  let held = 0;
  try {
    for (const part of parts) {
      if (await isLocked(lockOf(folder, part))) {
        held++;
        continue;
      }
      // Without its index the rest is nothing.
      for (const file of [indexOf(folder, part), answersOf(folder, part), lockOf(folder, part)]) {
        await rm(file, { force: true }).catch((error: unknown) => failed.push(unremovable(file, error)));
      }
    }
  } finally {
    await locked.lock.release();
  }
  return { held, failed };
}

async function bytesOf(file: string): Promise<number> {
  return (await lstat(file).catch(() => undefined))?.size ?? 0;
}
