import pLimit from 'p-limit';
import type { ChangeGuard, KeepBefore } from '../core/changeGuard';
import type { Applier, ChangeOutcome, ChangePlan } from '../core/ports';
import { toText } from '../core/text/lines';
import { type ChangeableFile, maxChangeableSize, type Unchangeable, withChangeableFile } from './changeableFile';
import { editedFile } from './editedFile';
import { decode } from './encoding';
import { type FileCalls, waitingCalls } from './fileCalls';
import { overwrite, systemWrites, type WriteCalls } from './overwrite';
import { isSameFile, readOpened, readRegularFile } from './regularFile';

export interface DiskApplierOptions {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  readonly guard: ChangeGuard;
  /** Name of a file's encoding as in VS Code's `files.encoding`, where it is known. */
  readonly encodingOf?: (path: string, bytes: Uint8Array) => string | undefined;
  /** How the file system is asked; if not given, without blocking the thread. */
  readonly calls?: FileCalls;
  /** How files are written; if not given, by the system. */
  readonly writes?: WriteCalls;
}

/**
 * Changes files on disk, one after another, without an editor.
 *
 * A file is written in place: it keeps its inode, mode, owner and extended attributes, and an editor that has it open
 * notices. What needs disk space is written first, so on a full disk the file is still as it was, and any later error
 * puts the old bytes back. Only a kill within the microseconds of the write, or a power cut before the disk has it, can
 * tear the file; the guard keeps what puts it right then. What is left alone, see `withChangeableFile`.
 */
export function createDiskApplier(options: DiskApplierOptions): Applier {
  const oneAtATime = pLimit(1);
  return {
    keepsLineEnds: true,
    change: (path, plan, about) =>
      oneAtATime(() => options.guard.alone(path, about, (keep) => change(options, path, plan, keep))),
    read: (path) => read(options, path),
  };
}

async function read(
  { folder, encodingOf, calls = waitingCalls }: DiskApplierOptions,
  path: string,
): Promise<string | undefined> {
  const file = await readRegularFile(calls, folder, path, maxChangeableSize);
  const decoded = file.kind === 'bytes' ? decode(file.bytes, encodingOf?.(path, file.bytes)) : undefined;
  return decoded?.kind === 'text' ? toText(decoded.raw).text : undefined;
}

async function change(
  { folder, encodingOf, calls = waitingCalls, writes = systemWrites }: DiskApplierOptions,
  path: string,
  plan: (text: string) => Promise<ChangePlan>,
  keep: KeepBefore,
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
  const kept = await keep(first.bytes, edited.bytes);
  if (kept.kind === 'failed') {
    return kept;
  }
  let isWhole = true;
  const outcome = await withChangeableFile(
    calls,
    folder,
    path,
    'read and write',
    async (file): Promise<ChangeOutcome> => {
      const now = await contentOf(calls, file);
      if (now.kind !== 'bytes') {
        return now;
      }
      if (!isSameFile(first.file.stats, file.stats) || !now.bytes.equals(first.bytes)) {
        return { kind: 'failed', message: 'it was changed on disk by something else in the meantime' };
      }
      const written = await overwrite(writes, file.descriptor, first.bytes, edited.bytes);
      isWhole = written.kind !== 'torn';
      const later = isWhole ? '' : '. What it held before is kept, and the next start puts it back';
      return written.kind === 'written'
        ? { kind: 'changed', text: edited.text }
        : { kind: 'failed', message: `${written.message}${later}` };
    },
  );
  if (isWhole) {
    await kept.forget();
  }
  return outcome;
}

async function contentOf(
  calls: FileCalls,
  file: ChangeableFile,
): Promise<{ kind: 'bytes'; bytes: Buffer } | Unchangeable> {
  const read = await readOpened(calls, file, maxChangeableSize);
  return read.kind === 'bytes' ? read : { kind: 'failed', message: read.message };
}
