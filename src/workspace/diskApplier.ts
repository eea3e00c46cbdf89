import { fsync, ftruncateSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { applyEditsToRaw, editsProblem } from '../core/edits/applyEdits';
import type { Applier, ChangeOutcome, ChangePlan } from '../core/ports';
import { toText } from '../core/text/lines';
import type { TextEdit } from '../core/types';
import { type ChangeableFile, type Unchangeable, withChangeableFile } from './changeableFile';
import { decode, type Encoding, encode } from './encoding';
import { messageOf } from './errors';
import { type FileCalls, waitingCalls } from './fileCalls';
import { isSameFile, readOpened, readRegularFile } from './regularFile';

export interface DiskApplierOptions {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  /** Name of a file's encoding as in VS Code's `files.encoding`, where it is known. */
  readonly encodingOf?: (path: string, bytes: Uint8Array) => string | undefined;
  /** How the file system is asked; if not given, without blocking the thread. */
  readonly calls?: FileCalls;
}

/** Bytes. Far above what is reviewed; it only keeps a file that grew without end out of memory. */
const maxSize = 64 * 1024 * 1024;

const sync = promisify(fsync);

/**
 * Changes files on disk, one after another, without an editor.
 *
 * A file is written in place: it keeps its inode, mode, owner and extended attributes, and an editor that has it open
 * notices. What needs disk space is written first, so on a full disk the file is still as it was, and any later error
 * puts the old bytes back. Only a kill within the microseconds of the write, or a power cut before the disk has it, can
 * tear the file, which is why whoever plans a change keeps its text durably before. What is left alone, see
 * `withChangeableFile`.
 */
export function createDiskApplier(options: DiskApplierOptions): Applier {
  const oneAtATime = pLimit(1);
  return {
    change: (path, plan) => oneAtATime(() => change(options, path, plan)),
    read: (path) => read(options, path),
  };
}

async function read(
  { folder, encodingOf, calls = waitingCalls }: DiskApplierOptions,
  path: string,
): Promise<string | undefined> {
  const file = await readRegularFile(calls, folder, path, maxSize);
  const decoded = file.kind === 'bytes' ? decode(file.bytes, encodingOf?.(path, file.bytes)) : undefined;
  return decoded?.kind === 'text' ? toText(decoded.raw).text : undefined;
}

async function change(
  { folder, encodingOf, calls = waitingCalls }: DiskApplierOptions,
  path: string,
  plan: (text: string) => Promise<ChangePlan>,
): Promise<ChangeOutcome> {
  const first = await withChangeableFile(calls, folder, path, 'read', async (file) => ({
    ...(await contentOf(calls, file)),
    file,
  }));
  if (first.kind !== 'bytes') {
    return first;
  }
  const decoded = decode(first.bytes, encodingOf?.(path, first.bytes));
  if (decoded.kind === 'skipped') {
    return { kind: 'failed', message: decoded.message };
  }
  const { text } = toText(decoded.raw);
  const planned = await plan(text);
  if (planned.kind === 'refused') {
    return planned;
  }
  const edited = editedFile(decoded.raw, text, planned.edits, decoded.encoding, (bytes) => encodingOf?.(path, bytes));
  if (edited.kind === 'failed') {
    return edited;
  }
  return withChangeableFile(calls, folder, path, 'read and write', async (file) => {
    const now = await contentOf(calls, file);
    if (now.kind !== 'bytes') {
      return now;
    }
    if (!isSameFile(first.file.stats, file.stats) || !now.bytes.equals(first.bytes)) {
      return { kind: 'failed', message: 'it was changed on disk by something else in the meantime' };
    }
    const problem = await overwrite(file.descriptor, first.bytes, edited.bytes);
    return problem === undefined ? { kind: 'changed', text: edited.text } : { kind: 'failed', message: problem };
  });
}

async function contentOf(
  calls: FileCalls,
  file: ChangeableFile,
): Promise<{ kind: 'bytes'; bytes: Buffer } | Unchangeable> {
  const read = await readOpened(calls, file, maxSize);
  return read.kind === 'bytes' ? read : { kind: 'failed', message: read.message };
}

/** The file as it shall be; refused when its encoding cannot hold the new text or would read it back differently. */
function editedFile(
  raw: string,
  text: string,
  edits: readonly TextEdit[],
  encoding: Encoding,
  encodingOf: (bytes: Uint8Array) => string | undefined,
): { kind: 'edited'; text: string; bytes: Buffer } | { kind: 'failed'; message: string } {
  const problem = editsProblem(text, edits);
  if (problem !== undefined) {
    return { kind: 'failed', message: problem };
  }
  const newRaw = applyEditsToRaw(raw, edits);
  const bytes = encode(newRaw, encoding);
  const again = bytes && decode(bytes, encodingOf(bytes));
  return bytes && again?.kind === 'text' && again.raw === newRaw
    ? { kind: 'edited', text: toText(newRaw).text, bytes }
    : { kind: 'failed', message: `the file's encoding (${encoding.name}) cannot hold the new text` };
}

/** Makes the file's bytes `after`; on an error makes them `before` again and answers with what went wrong. */
async function overwrite(descriptor: number, before: Buffer, after: Buffer): Promise<string | undefined> {
  const length = Math.min(before.length, after.length);
  const difference = after.findIndex((byte, index) => byte !== before[index]);
  const start = difference === -1 ? length : Math.min(difference, length);
  try {
    // What the file grows by comes first: that is what there may be no room for.
    writeAt(descriptor, after, length, after.length);
    writeAt(descriptor, after, start, length);
    ftruncateSync(descriptor, after.length);
    await sync(descriptor);
    return undefined;
  } catch (error) {
    return `${messageOf(error)}; ${await restore(descriptor, before, start)}`;
  }
}

async function restore(descriptor: number, before: Buffer, start: number): Promise<string> {
  try {
    ftruncateSync(descriptor, before.length);
    writeAt(descriptor, before, start, before.length);
    await sync(descriptor);
    return 'the file is as it was';
  } catch (error) {
    return `and the file could not be put back as it was: ${messageOf(error)}`;
  }
}

/**
 * Writes a part of the bytes to its place, however many calls the system takes for it. Synchronous, so that the calls
 * that belong together follow each other at once and a kill finds next to no time between them.
 */
function writeAt(fd: number, bytes: Buffer, start: number, end: number): void {
  for (let at = start; at < end; ) {
    at += writeSync(fd, bytes, at, end - at, at);
  }
}
