import {
  type BigIntStats,
  close,
  closeSync,
  fstat,
  fstatSync,
  lstat,
  lstatSync,
  open,
  openSync,
  read,
  readSync,
  realpath,
  realpathSync,
  stat,
  statSync,
} from 'node:fs';
import { promisify } from 'node:util';

/** What reading a file asks of the system: its calls by their own names, on file descriptors. They throw its errors. */
export interface FileCalls {
  lstat(path: string): Promise<BigIntStats> | BigIntStats;
  open(path: string, flags: number): Promise<number> | number;
  fstat(descriptor: number): Promise<BigIntStats> | BigIntStats;
  realpath(path: string): Promise<string> | string;
  stat(path: string): Promise<BigIntStats> | BigIntStats;
  /** Reads into the buffer from an offset, which is that in the file, too. Returns the number of bytes. */
  read(descriptor: number, buffer: Buffer, offset: number): Promise<number> | number;
  close(descriptor: number): Promise<void> | void;
}

const promised = {
  lstat: promisify(lstat),
  fstat: promisify(fstat),
  stat: promisify(stat),
  read: promisify(read),
};

/** Leaves the thread to others while the system works. */
export const waitingCalls: FileCalls = {
  lstat: (path) => promised.lstat(path, { bigint: true }),
  open: promisify(open) as (path: string, flags: number) => Promise<number>,
  fstat: (descriptor) => promised.fstat(descriptor, { bigint: true }),
  realpath: promisify(realpath.native) as (path: string) => Promise<string>,
  stat: (path) => promised.stat(path, { bigint: true }),
  read: async (descriptor, buffer, offset) =>
    (await promised.read(descriptor, buffer, offset, buffer.length - offset, offset)).bytesRead,
  close: promisify(close),
};

/**
 * Keeps the thread, for a process of our own. A small file is read in some 20 µs; with calls that wait it takes ten
 * times the processor time, as each of them wakes two threads.
 */
export const blockingCalls: FileCalls = {
  lstat: (path) => lstatSync(path, { bigint: true }),
  open: openSync,
  fstat: (descriptor) => fstatSync(descriptor, { bigint: true }),
  realpath: realpathSync.native,
  stat: (path) => statSync(path, { bigint: true }),
  read: (descriptor, buffer, offset) => readSync(descriptor, buffer, offset, buffer.length - offset, offset),
  close: closeSync,
};
