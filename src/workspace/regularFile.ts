import { type BigIntStats, constants } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { FailureReason } from '../core/fileReview';
import { canonicalPath } from '../core/paths/canonicalPath';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import { isGone, messageOf } from './errors';
import type { FileCalls } from './fileCalls';
import type { Skip } from './listing';
import { isInside } from './paths';
import { tooLarge } from './tooLarge';

/** Why a file is not opened: it is no file of the folder, or the system did not let us. */
export type Unopened =
  | ({ readonly kind: 'skipped' } & Skip)
  | {
      readonly kind: 'failed';
      readonly reason: Extract<FailureReason, 'unreadable file' | 'file deleted'>;
      readonly message: string;
    };

/** `descriptor` is to be closed by whoever has opened the file. */
export type Opened = { readonly kind: 'open'; readonly descriptor: number; readonly stats: BigIntStats } | Unopened;

/** Neither exists on Windows, where no file of a folder makes `open` wait and links are seen by `lstat` alone. */
const guards = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens the regular file that stands at a path of a folder and nothing else: no pipe, no device, nothing behind a link,
 * be it the file or a folder on its way, wherever the link leads. So whoever judges the path has judged the file. Holds
 * also when somebody swaps the file or a folder on its way meanwhile: what was opened is compared, by identity, with
 * what stands at the path afterwards.
 *
 * @param root Real path of the folder.
 * @param path Relative to the folder, with `/`.
 */
export async function openRegularFile(
  calls: FileCalls,
  root: string,
  path: string,
  access: 'read' | 'read and write',
): Promise<Opened> {
  const full = resolve(root, path);
  // What climbs on its way may arrive inside, but would be judged by another path than its own.
  if (full === root || !isInside(root, full) || relative(root, full) !== path.replaceAll('/', sep)) {
    return outside;
  }
  let descriptor: number | undefined;
  try {
    const odd = skipByKind(await calls.lstat(full));
    if (odd) {
      return { kind: 'skipped', ...odd };
    }
    descriptor = await calls.open(full, guards | (access === 'read' ? constants.O_RDONLY : constants.O_RDWR));
    const [stats, real] = await Promise.all([calls.fstat(descriptor), calls.realpath(full)]);
    const problem = (await misplaced(calls, root, full, real)) ?? (await swapped(calls, stats, real));
    if (problem) {
      await calls.close(descriptor);
      return problem;
    }
    return { kind: 'open', descriptor, stats };
  } catch (error) {
    if (descriptor !== undefined) {
      await calls.close(descriptor);
    }
    return failure(error);
  }
}

/** Whether the regular file of a folder that stands at a path can be opened; undefined when it can. */
export async function obstacleTo(calls: FileCalls, root: string, path: string): Promise<Unopened | undefined> {
  const opened = await openRegularFile(calls, root, path, 'read');
  if (opened.kind !== 'open') {
    return opened;
  }
  await calls.close(opened.descriptor);
  return undefined;
}

const outside: Unopened = { kind: 'skipped', reason: 'outside the folder', message: skipTexts.outside };

/** Why `real`, the real path of `full`, is another place; undefined when it is the same. */
async function misplaced(calls: FileCalls, root: string, full: string, real: string): Promise<Unopened | undefined> {
  if (real === full) {
    return undefined;
  }
  if (!isInside(root, real)) {
    return outside;
  }
  // A file system that ignores case or Unicode form answers with its own spelling.
  const isSpelling = canonicalPath(real) === canonicalPath(full) && !(await leadsThroughLink(calls, root, full));
  return isSpelling
    ? undefined
    : {
        kind: 'skipped',
        reason: 'symlink',
        message: english(skipTexts.throughLink, relative(root, real)),
      };
}

async function leadsThroughLink(calls: FileCalls, root: string, full: string): Promise<boolean> {
  const names = relative(root, full).split(sep);
  for (let count = 1; count <= names.length; count++) {
    if ((await calls.lstat(resolve(root, ...names.slice(0, count)))).isSymbolicLink()) {
      return true;
    }
  }
  return false;
}

async function swapped(calls: FileCalls, opened: BigIntStats, real: string): Promise<Unopened | undefined> {
  return isSameFile(opened, await calls.stat(real))
    ? undefined
    : { kind: 'failed', reason: 'unreadable file', message: skipTexts.swapped };
}

/** What the kind of a directory entry says, as `lstat` reports it. */
export function skipByKind(stats: {
  isSymbolicLink(): boolean;
  isFile(): boolean;
  isDirectory(): boolean;
}): Skip | undefined {
  if (stats.isSymbolicLink()) {
    return { reason: 'symlink', message: skipTexts.link };
  }
  return stats.isFile()
    ? undefined
    : {
        reason: 'not a regular file',
        message: stats.isDirectory() ? skipTexts.folder : skipTexts.device,
      };
}

export function isSameFile(a: BigIntStats, b: BigIntStats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

function failure(error: unknown): Unopened {
  return isGone(error)
    ? { kind: 'failed', reason: 'file deleted', message: skipTexts.gone }
    : { kind: 'failed', reason: 'unreadable file', message: messageOf(error) };
}

/** What is wrong with a file that a review cannot do without, and what to do about one that is no regular file. */
export function complaintAbout(file: Unopened): string {
  const isOdd = file.kind === 'skipped' && file.reason !== 'too large';
  return isOdd ? `${file.message}; put a regular file in its place, or remove it` : file.message;
}

export type ReadBytes = { readonly kind: 'bytes'; readonly bytes: Buffer } | Unopened;

/** The bytes of a regular file of a folder. A file larger than `limit` bytes is `too large` and is not read. */
export async function readRegularFile(calls: FileCalls, root: string, path: string, limit: number): Promise<ReadBytes> {
  const opened = await openRegularFile(calls, root, path, 'read');
  if (opened.kind !== 'open') {
    return opened;
  }
  try {
    return await readOpened(calls, opened, limit);
  } catch (error) {
    return failure(error);
  } finally {
    await calls.close(opened.descriptor);
  }
}

/** All bytes of an open file. The limit holds for files that grow while they are read, too. */
export async function readOpened(
  calls: FileCalls,
  { descriptor, stats }: Opened & { kind: 'open' },
  limit: number,
): Promise<ReadBytes> {
  const size = Number(stats.size);
  // One byte more than expected, so that growth shows.
  let buffer = Buffer.alloc(Math.min(size, limit) + 1);
  let length = 0;
  while (size <= limit && length <= limit) {
    const bytesRead = await calls.read(descriptor, buffer, length);
    length += bytesRead;
    // A read that found less than it had room for has met the end, if the file ended there when it was opened.
    if (bytesRead === 0 || (length === size && length < buffer.length)) {
      return { kind: 'bytes', bytes: buffer.subarray(0, length) };
    }
    if (length === buffer.length) {
      buffer = Buffer.concat([buffer, Buffer.alloc(Math.min(length, limit + 1 - length) || 1)]);
    }
  }
  return { kind: 'skipped', ...tooLarge(Math.max(size, length), limit) };
}
