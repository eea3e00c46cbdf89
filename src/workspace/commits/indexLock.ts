import { link, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Refused } from '../../core/commit/committing';
import { codeOf, isGone, messageOf } from '../errors';
import type { GitDirectory } from '../gitDirectory';

/** Files in the git directory of a work tree. All absolute. */
export interface IndexLock {
  /** A file of ours. While the lock is ours, it is another name of the same file, by which that is known. */
  readonly own: string;
  readonly index: string;
  /** Whoever makes it may write the index, and git writes nothing there as long as it exists. */
  readonly lock: string;
}

/** Milliseconds between looks at a lock that somebody has. */
const between = 100;

/** @param name Nobody else's. */
export function indexLockIn({ own }: GitDirectory, name: string): IndexLock {
  return {
    own: join(own, `index.folder-review-${name}`),
    index: join(own, 'index'),
    lock: join(own, 'index.lock'),
  };
}

/**
 * Takes the lock of an index as git does it: by making the file, if there is none. As a second name of a file of ours it
 * is there with all that tells whose it is, or not at all. One of somebody else's is waited for and never removed. What is
 * left of it when it could not be taken, `releaseIndex` removes.
 */
export async function lockIndex(
  { own, index, lock }: IndexLock,
  waitMs: number,
  signal: AbortSignal,
): Promise<Refused | undefined> {
  const until = performance.now() + waitMs;
  try {
    const { mode } = await stat(index);
    await writeFile(own, '', { flag: 'wx', mode: mode & 0o777 });
    while (!(await isLinked(own, lock))) {
      if (signal.aborted) {
        return { kind: 'cancelled' };
      }
      if (performance.now() > until) {
        const wait = `Somebody else has it for ${waitMs / 1000} seconds: another git at work, an editor that waits for you, or one that was killed.`;
        return { kind: 'refused', message: `${lock} exists. ${wait} Land the commits when it is gone` };
      }
      await delay(between);
    }
    return undefined;
  } catch (error) {
    return { kind: 'refused', message: `the index ${index} cannot be locked: ${messageOf(error)}` };
  }
}

async function isLinked(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** Writes what the index shall be into a lock of ours, down to the disk. Rejects with the system's error. */
export async function writeLocked({ own }: IndexLock, content: Buffer): Promise<void> {
  const file = await open(own, 'r+');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether the lock is there and ours. Rejects with the system's error. */
async function isIndexLocked({ own, lock }: IndexLock): Promise<boolean> {
  const [ours, theirs] = await Promise.all(
    [own, lock].map((path) => stat(path, { bigint: true }).catch((e) => (isGone(e) ? undefined : Promise.reject(e)))),
  );
  return ours !== undefined && theirs !== undefined && ours.ino === theirs.ino && ours.dev === theirs.dev;
}

/**
 * Gives a lock of ours up. What is no longer ours stays. Rejects with the system's error.
 *
 * @param content Becomes the index, if it is what was written into the lock.
 */
export async function releaseIndex(names: IndexLock, content: Buffer | undefined): Promise<void> {
  if (await isIndexLocked(names)) {
    const isWritten = content?.equals(await readFile(names.own)) === true;
    await (isWritten ? rename(names.lock, names.index) : rm(names.lock));
  }
  await rm(names.own, { force: true });
}
