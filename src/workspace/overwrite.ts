import { fsync, ftruncateSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { messageOf } from './errors';

/**
 * What writing a file asks of the system. Synchronous, so that the calls that belong together follow each other at once and
 * a kill finds next to no time between them. They throw the system's errors.
 */
export interface WriteCalls {
  /** Writes the bytes from `start` to `end` to the same place in the file; returns how many it wrote, at least one. */
  write(descriptor: number, bytes: Uint8Array, start: number, end: number): number;
  truncate(descriptor: number, length: number): void;
  sync(descriptor: number): Promise<void>;
}

export const systemWrites: WriteCalls = {
  write: (descriptor, bytes, start, end) => writeSync(descriptor, bytes, start, end - start, start),
  truncate: ftruncateSync,
  sync: promisify(fsync),
};

/** What became of a file that was to be written. */
export type Overwritten =
  | { readonly kind: 'written' }
  /** It is as it was. */
  | { readonly kind: 'as before'; readonly message: string }
  /** It is neither: `isTorn` holds of it. */
  | { readonly kind: 'torn'; readonly message: string };

/** Bytes. The system writes a page of a file at once: a kill, and on most disks a power cut, finds it done or not done. */
const pageSize = 4096;

/**
 * Makes a file's bytes `after`, in place: first what it grows by, which is what there may be no room for, then from the first
 * difference on what is there already, last the new length. On an error it makes them `before` again.
 */
export async function overwrite(
  calls: WriteCalls,
  descriptor: number,
  before: Uint8Array,
  after: Uint8Array,
): Promise<Overwritten> {
  const length = Math.min(before.length, after.length);
  let isGrown = false;
  try {
    writeAt(calls, descriptor, after, length, after.length);
    isGrown = true;
    writeAt(calls, descriptor, after, firstDifference(before, after), length);
    calls.truncate(descriptor, after.length);
    await calls.sync(descriptor);
    return { kind: 'written' };
  } catch (error) {
    const message = messageOf(error);
    try {
      // What only grew needs no room to be as it was; on some disks to write over what is there takes some, too.
      await (isGrown ? putBack(calls, descriptor, length, before, after) : cutOff(calls, descriptor, before.length));
      return { kind: 'as before', message: `${message}; the file is as it was` };
    } catch (second) {
      return {
        kind: 'torn',
        message: `${message}; and the file could not be put back as it was: ${messageOf(second)}`,
      };
    }
  }
}

/**
 * Makes the bytes of a file that is on its way from `before` to `after` those before. Goes the way of `overwrite` back page by
 * page, so that `isTorn` holds at each step, and who is cut short here can begin again. Throws the system's error.
 *
 * @param size how many bytes the file has at least
 */
export async function putBack(
  calls: WriteCalls,
  descriptor: number,
  size: number,
  before: Uint8Array,
  after: Uint8Array,
): Promise<void> {
  const length = Math.min(before.length, after.length);
  writeAt(calls, descriptor, before, Math.min(size, length), before.length);
  const start = firstDifference(before, after);
  for (let end = length; end > start; ) {
    const page = Math.max(Math.floor((end - 1) / pageSize) * pageSize, start);
    writeAt(calls, descriptor, before, page, end);
    end = page;
  }
  await cutOff(calls, descriptor, before.length);
}

async function cutOff(calls: WriteCalls, descriptor: number, length: number): Promise<void> {
  calls.truncate(descriptor, length);
  await calls.sync(descriptor);
}

/**
 * Whether the bytes of a file are what a change from `before` to `after` leaves that was cut short: by a kill, those that
 * were written in order and after them the old ones; by a power cut, old and new pages in any order. Somebody else's text is
 * neither. Holds of `before` and `after` themselves, too.
 *
 * @param fromEmpty whether the writer empties the file first, as VS Code does, and does not write over what is there
 */
export function isTorn(now: Buffer, before: Buffer, after: Buffer, fromEmpty: boolean): boolean {
  const length = Math.min(before.length, after.length);
  const longest = Math.max(before.length, after.length);
  // It gets all of its length before anything in it changes; shorter it has nothing new but the end, or was emptied first.
  const isGrowing =
    now.length < longest && after.length > length && now.subarray(0, length).equals(before.subarray(0, length));
  const isRefilled = fromEmpty && now.length % pageSize === 0;
  const isPutBack = before.length > length && now.length >= length;
  if (now.length > longest || (now.length < longest && !isGrowing && !isRefilled && !isPutBack)) {
    return false;
  }
  // In between the file is as long as the longer of the two.
  const rest = (before.length > length ? before : after).subarray(length);
  const old = Buffer.concat([before.subarray(0, length), rest]);
  const made = Buffer.concat([after.subarray(0, length), rest]);
  const isSame = (other: Buffer, from: number, to: number) => other.subarray(from, to).equals(now.subarray(from, to));
  return (
    isSame(old, firstDifference(now, made), now.length) ||
    Array.from({ length: Math.ceil(now.length / pageSize) }, (_, index) => index * pageSize).every((page) => {
      const end = Math.min(page + pageSize, now.length);
      return isSame(old, page, end) || isSame(made, page, end);
    })
  );
}

/** Where the bytes differ first; the length of the shorter ones if they do not before. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a[at] === b[at]) {
    at++;
  }
  return at;
}

/** Writes a part of the bytes to its place, however many calls the system takes for it. */
function writeAt(calls: WriteCalls, descriptor: number, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; ) {
    at += calls.write(descriptor, bytes, at, end);
  }
}
