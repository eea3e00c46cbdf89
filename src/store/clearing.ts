import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { answersOf, indexOf, lockOf, partsIn } from './answerParts';
import { type AnswersOf, answersFolder } from './answers';
import { acquireLock, isLocked } from './lock';
import { hasChangedFiles, removeRun, retention, sizeOf } from './retention';
import { checkRunFolder, type RunFolder, runLock, runsIn, timeOf } from './runs';

/** A run that can be removed. */
export interface ClearableRun {
  readonly run: RunFolder;
  readonly bytes: number;
  /** It has applied edits so lately that no run of its own accord would remove it: they can still be taken back. */
  readonly isRevertible: boolean;
}

export interface ClearableRuns {
  /** Newest first. */
  readonly runs: readonly ClearableRun[];
  /** Ids of those that somebody has open. */
  readonly held: readonly string[];
}

/**
 * The runs in a folder's state, which may not be there. Rejects with the reason when one is a link or somebody else's.
 *
 * @param now milliseconds since the epoch
 */
export async function clearableRuns(statePath: string, now: number): Promise<ClearableRuns> {
  const runs: ClearableRun[] = [];
  const held: string[] = [];
  for (const run of await runsIn(statePath)) {
    await checkRunFolder(run);
    if (await isLocked(runLock(run))) {
      held.push(run.id);
    } else {
      const isRevertible = now - timeOf(run.id) <= retention.age && (await hasChangedFiles(run));
      runs.push({ run, bytes: await sizeOf(run.path), isRevertible });
    }
  }
  return { runs, held };
}

/** Removes just those runs, but for what somebody has open by now: answers with their ids. Rejects with the system's error. */
export async function clearRuns(runs: readonly ClearableRun[]): Promise<readonly string[]> {
  const held: string[] = [];
  for (const { run } of runs) {
    if (!(await removeRun(run))) {
      held.push(run.id);
    }
  }
  return held;
}

/** Kept answers that can be removed. */
export interface ClearableAnswers {
  readonly of: AnswersOf;
  readonly parts: readonly string[];
  readonly bytes: number;
  /** How many parts are being written. */
  readonly held: number;
}

export async function clearableAnswers(root: string, of: AnswersOf): Promise<ClearableAnswers> {
  const folder = answersFolder(root, of);
  const isThere = await readdir(folder).then(
    () => true,
    () => false,
  );
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

/** Removes just those parts, but for what is in use by now: answers with how many. Rejects with the system's error. */
export async function clearAnswers(root: string, { of, parts }: ClearableAnswers): Promise<number> {
  const folder = answersFolder(root, of);
  if (parts.length === 0) {
    return 0;
  }
  const locked = await acquireLock(join(folder, 'lock'));
  if (locked.kind === 'busy') {
    return parts.length;
  }
  let held = 0;
  try {
    for (const part of parts) {
      if (await isLocked(lockOf(folder, part))) {
        held++;
        continue;
      }
      // Without its index the rest is nothing.
      for (const file of [indexOf(folder, part), answersOf(folder, part), lockOf(folder, part)]) {
        await rm(file, { force: true });
      }
    }
  } finally {
    await locked.lock.release();
  }
  return held;
}

async function bytesOf(file: string): Promise<number> {
  return (await lstat(file).catch(() => undefined))?.size ?? 0;
}
