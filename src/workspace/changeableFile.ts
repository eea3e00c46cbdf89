import type { ChangeOutcome } from '../core/ports';
import { obstacles } from '../core/text/obstacles';
import { messageOf } from './errors';
import { type FileCalls, waitingCalls } from './fileCalls';
import { type Opened, openRegularFile, readOpened } from './regularFile';

/** Bytes. Far above what is reviewed; it only keeps a file that grew without end out of memory. */
export const maxChangeableSize = 64 * 1024 * 1024;

/** An open file that may be changed. */
export type ChangeableFile = Extract<Opened, { kind: 'open' }>;

/** Why a file may not be changed. */
export type Unchangeable = Extract<ChangeOutcome, { kind: 'gone' | 'failed' }>;

/**
 * Opens the file that stands at a path of a folder if it may be changed, hands it over and closes it. Left alone, with
 * a message: links and what is behind one, files with a second name (another place would change, too), read-only ones
 * and what is not a regular file of the folder.
 *
 * @param folder real path
 */
export async function withChangeableFile<T>(
  calls: FileCalls,
  folder: string,
  path: string,
  access: 'read' | 'read and write',
  use: (file: ChangeableFile) => Promise<T> | T,
): Promise<T | Unchangeable> {
  const file = await openRegularFile(calls, folder, path, access);
  if (file.kind !== 'open') {
    const gone = file.kind === 'failed' && file.reason === 'file deleted';
    return { kind: gone ? 'gone' : 'failed', message: file.message };
  }
  try {
    // The mode counts even for a user who may write everywhere: someone has marked the file.
    if ((file.stats.mode & 0o222n) === 0n) {
      return { kind: 'failed', message: obstacles.readOnly };
    }
    if (file.stats.nlink > 1n) {
      return { kind: 'failed', message: obstacles.secondName };
    }
    return await use(file);
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  } finally {
    await calls.close(file.descriptor);
  }
}

/** Whether what stands at a path of a folder may be changed; why not, where it may not. */
export function findChangeableFile(folder: string, path: string): Promise<{ readonly kind: 'file' } | Unchangeable> {
  return withChangeableFile(waitingCalls, folder, path, 'read and write', () => ({ kind: 'file' as const }));
}
/**
 * What may be changed at a path of a folder, with all that is in it, for whoever changes it by its path: the editor.
 * `identity` is equal as long as it is the same file.
 */
export function readChangeableFile(
  folder: string,
  path: string,
): Promise<{ readonly kind: 'file'; readonly identity: string; readonly bytes: Uint8Array } | Unchangeable> {
  return withChangeableFile(waitingCalls, folder, path, 'read and write', async (file) => {
    const read = await readOpened(waitingCalls, file, maxChangeableSize);
    const { dev, ino } = file.stats;
    return read.kind === 'bytes'
      ? { kind: 'file', identity: `${dev}:${ino}`, bytes: read.bytes }
      : { kind: 'failed', message: read.message };
  });
}
