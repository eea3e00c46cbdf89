import { lstat, mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isGone } from './errors';
import { removeTree } from './removeTree';

/** The file by which a place of ours is known. It is there before anything else, and goes last. */
const markerName = 'folder-review-verification.json';

/** Where whoever has a place holds a lock for as long. */
const lockName = 'lock';

/** Whether a lock at a path, which may be that of a process that died, is ours now. Rejects with the system's error. */
export type TakeLock = (path: string) => Promise<boolean>;

/**
 * Makes a place for all that a verification writes, where nothing may stand yet. Rejects with the system's error.
 *
 * @param about What the marker says, for whoever finds it.
 */
export async function makePlace(
  place: string,
  about: Readonly<Record<string, string>>,
  takeLock: TakeLock,
): Promise<void> {
  await mkdir(place, { mode: 0o700 });
  await writeFile(join(place, markerName), `${JSON.stringify(about)}\n`, { flag: 'wx', mode: 0o600 });
  if (!(await takeLock(join(place, lockName)))) {
    throw new Error(`${place} was taken by another process while it was made; try again`);
  }
}

/** Removes such a place with all that is in it, going through no link. Rejects with the system's error. */
export async function removePlace(place: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await removeAll(place);
    } catch (error) {
      // A git whose parent was killed goes on for as long as it takes to write what it had to.
      if (attempt === attempts || !isFilled(error)) {
        throw error;
      }
      await delay(betweenMs);
    }
  }
}

/** Together less than what a start may wait for. */
const [attempts, betweenMs] = [20, 200];

function isFilled(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}

async function removeAll(place: string): Promise<void> {
  if (!(await isMarked(place))) {
    throw new Error(`${place} is not what was made there, and stays`);
  }
  const last = [lockName, markerName];
  const names = (await readdir(place)).filter((name) => !last.includes(name));
  const removed = await Promise.allSettled(names.map((name) => removeTree(join(place, name))));
  for (const one of removed) {
    if (one.status === 'rejected') {
      throw one.reason;
    }
  }
  for (const name of last) {
    await removeTree(join(place, name));
  }
  await rmdir(place);
}

/**
 * Removes the places in a folder that were left by processes that are no more. All that a verification writes is in its
 * place, so nothing else is to be put right then, and no git to be asked. What is no place of ours is not looked into.
 *
 * @param root May be missing.
 * @param before Is done before a place goes.
 * @returns what could not be removed, by its path, with the system's errors
 */
export async function recoverPlaces(
  root: string,
  takeLock: TakeLock,
  before?: (place: string) => Promise<void>,
): Promise<ReadonlyMap<string, unknown>> {
  const failed = new Map<string, unknown>();
  const names = await readdir(root).catch((error) => (isGone(error) ? [] : Promise.reject(error)));
  await Promise.all(
    names.map(async (name) => {
      const place = join(root, name);
      try {
        await recoverPlace(place, takeLock, before);
      } catch (error) {
        // Whoever else starts now may have been faster.
        if (!isGone(error)) {
          failed.set(place, error);
        }
      }
    }),
  );
  return failed;
}

async function recoverPlace(
  place: string,
  takeLock: TakeLock,
  before?: (place: string) => Promise<void>,
): Promise<void> {
  if (await isMarked(place)) {
    if (await takeLock(join(place, lockName))) {
      await before?.(place);
      await removePlace(place);
    }
  } else if ((await lstat(place)).isDirectory() && (await readdir(place)).length === 0) {
    // Its process ended before it could mark it.
    await rmdir(place);
  }
}

/** Whether it is a folder of this user, and no link, with our mark. */
async function isMarked(place: string): Promise<boolean> {
  const [folder, marker] = await Promise.all([lstat(place), lstat(join(place, markerName)).catch(() => undefined)]);
  const user = process.geteuid?.();
  const isOwn = user === undefined || folder.uid === user;
  return folder.isDirectory() && isOwn && marker?.isFile() === true;
}
