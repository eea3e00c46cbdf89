import type { BigIntStats } from 'node:fs';
import { chmod, lstat, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { sep } from 'node:path';
import pLimit from 'p-limit';
import { isGone } from './errors';
import { mountedError, mountIn } from './mounts';

/** How many folders are listed at once. */
const atOnce = 16;

/** Bytes of a path below what is removed. A command can make longer ones than the system takes, going in step by step. */
const longPath = 900;

/**
 * Removes whatever stands at a path, and nothing else: a link is removed, never gone through, be it one of Windows that
 * looks like a folder, and where something is mounted nothing is removed at all. What a command has forbidden to list is
 * allowed again. Rejects with the system's error; nothing there is no error.
 */
export async function removeTree(path: string): Promise<void> {
  const limit = pLimit(atOnce);
  // As bytes, which is the only way to name what is not UTF-8.
  const root = Buffer.from(path);
  const found = await lstat(path, { bigint: true }).catch(unlessGone);
  const mount = found?.isDirectory() ? mountIn(path) : undefined;
  if (mount !== undefined) {
    throw mountedError(mount);
  }
  let moved = 0;

  async function remove(at: Buffer): Promise<void> {
    const stats = await lstat(at, { bigint: true }).catch(unlessGone);
    if (stats === undefined) {
      return;
    }
    if (!stats.isDirectory()) {
      await unlink(at).catch(unlessGone);
      return;
    }
    if (stats.dev !== found?.dev) {
      throw mountedError(at.toString());
    }
    const names = await limit(() => namesIn(at, stats));
    await Promise.all(names.map(async (name) => remove(await near(below(at, name)))));
    await rmdir(at).catch(unlessGone);
  }

  /** The same thing, at a place that has a short path. */
  async function near(at: Buffer): Promise<Buffer> {
    if (at.length < root.length + longPath) {
      return at;
    }
    moved++;
    const shorter = below(root, Buffer.from(`.removed-${process.pid}-${moved}`));
    await rename(at, shorter);
    return shorter;
  }

  await remove(root);
}

function below(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from(sep), name]);
}

async function namesIn(folder: Buffer, { mode, ino, dev }: BigIntStats): Promise<Buffer[]> {
  if ((mode & 0o700n) !== 0o700n) {
    await chmod(folder, 0o700);
  }
  const names = await readdir(folder, { encoding: 'buffer' });
  const after = await lstat(folder, { bigint: true }).catch(unlessGone);
  // Something that still runs could have put a link in its place.
  if (after !== undefined && (!after.isDirectory() || after.ino !== ino || after.dev !== dev)) {
    throw new Error(`${folder} was replaced while it was removed`);
  }
  return names;
}

function unlessGone(error: unknown): undefined {
  if (!isGone(error)) {
    throw error;
  }
  return undefined;
}
