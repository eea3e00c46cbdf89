import * as fs from 'node:fs';
import { promisify } from 'node:util';

/** What reading a file asks of the system: its calls by their own names, on file descriptors. They throw its errors. */
export interface FileCalls {
  lstat(path: string): Promise<fs.BigIntStats> | fs.BigIntStats;
  open(path: string, flags: number): Promise<number> | number;
  fstat(descriptor: number): Promise<fs.BigIntStats> | fs.BigIntStats;
  realpath(path: string): Promise<string> | string;
  stat(path: string): Promise<fs.BigIntStats> | fs.BigIntStats;
  /** Reads into the buffer from an offset, which is that in the file, too. Returns the number of bytes. */
  read(descriptor: number, buffer: Buffer, offset: number): Promise<number> | number;
  close(descriptor: number): Promise<void> | void;
}

const lstat = promisify(fs.lstat);
const fstat = promisify(fs.fstat);
const stat = promisify(fs.stat);
const read = promisify(fs.read);

/** Leaves the thread to others while the system works. */
export const waitingCalls: FileCalls = {
  lstat: (path) => lstat(path, { bigint: true }),
  open: promisify(fs.open) as (path: string, flags: number) => Promise<number>,
  fstat: (descriptor) => fstat(descriptor, { bigint: true }),
  realpath: promisify(fs.realpath.native) as (path: string) => Promise<string>,
  stat: (path) => stat(path, { bigint: true }),
  read: async (descriptor, buffer, offset) =>
    (await read(descriptor, buffer, offset, buffer.length - offset, offset)).bytesRead,
  close: promisify(fs.close),
};

/**
 * Keeps the thread, for a process of our own. A small file is read in some 20 µs; with calls that wait it takes ten
 * times the processor time, as each of them wakes two threads.
 */
export const blockingCalls: FileCalls = {
  lstat: (path) => fs.lstatSync(path, { bigint: true }),
  open: fs.openSync,
  fstat: (descriptor) => fs.fstatSync(descriptor, { bigint: true }),
  realpath: fs.realpathSync.native,
  stat: (path) => fs.statSync(path, { bigint: true }),
  read: (descriptor, buffer, offset) => fs.readSync(descriptor, buffer, offset, buffer.length - offset, offset),
  close: fs.closeSync,
};
