import type { ChangeOutcome } from '../core/ports';
import { maxChangeableSize, withChangeableFile } from './changeableFile';
import { type FileCalls, waitingCalls } from './fileCalls';
import { isTorn, putBack, systemWrites, type WriteCalls } from './overwrite';
import { readOpened, readRegularFile } from './regularFile';

/** A change that was begun by a process that is dead. */
export interface CutShort {
  /** Real path of a folder that the file is in. */
  readonly folder: string;
  /** Relative to it, with `/`. */
  readonly path: string;
  readonly before: Buffer;
  readonly after: Buffer;
  /** Whether the writer empties the file first, and does not write over what is there. */
  readonly fromEmpty: boolean;
  /** Keeps what the file holds, before it is put back. */
  readonly keepPresent?: (bytes: Buffer) => Promise<unknown>;
}

/** What became of the file. */
export type Recovered =
  /** Nothing had been written, or everything. */
  | { readonly kind: 'whole' }
  /** It was torn, and has the bytes from before again. */
  | { readonly kind: 'put back' }
  /** It is left alone: it is somebody else's by now, or cannot be read. */
  | { readonly kind: 'not ours'; readonly reason: string }
  /** It is torn, and could not be put right. */
  | { readonly kind: 'torn'; readonly reason: string };

/** Puts a file right in which a change was cut short. Nobody else may change it meanwhile. */
export async function recoverFile(
  { folder, path, before, after, fromEmpty, keepPresent }: CutShort,
  calls: FileCalls = waitingCalls,
  writes: WriteCalls = systemWrites,
): Promise<Recovered> {
  const read = await readRegularFile(calls, folder, path, maxChangeableSize);
  if (read.kind !== 'bytes') {
    return { kind: 'not ours', reason: read.message };
  }
  const { bytes } = read;
  if (bytes.equals(before) || bytes.equals(after)) {
    return { kind: 'whole' };
  }
  if (!isTorn(bytes, before, after, fromEmpty)) {
    return { kind: 'not ours', reason: 'it was written by something else since' };
  }
  const outcome = await withChangeableFile(calls, folder, path, 'read and write', async (file): Promise<Outcome> => {
    const now = await readOpened(calls, file, maxChangeableSize);
    if (now.kind !== 'bytes' || !now.bytes.equals(bytes)) {
      return { kind: 'failed', message: 'it is being written by something else' };
    }
    await keepPresent?.(bytes);
    await putBack(writes, file.descriptor, bytes.length, before, after);
    return { kind: 'put back' };
  });
  return outcome.kind === 'put back' ? outcome : { kind: 'torn', reason: outcome.message };
}

type Outcome = { readonly kind: 'put back' } | Extract<ChangeOutcome, { kind: 'failed' }>;
