import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DismissalLine, formatDismissals } from '../core/dismissals/dismissalLines';
import { writeFileAtomic } from './atomicFile';
import { hasCode } from './errors';
import { makeFolders, readOwnFile } from './ownPlaces';

/** Where a folder's own dismissals are kept. @param state the folder of our own files about the reviewed folder */
export function dismissalsFile(state: string): string {
  return join(state, 'dismissals.jsonl');
}

/** The text of a file of dismissals of ours; empty where there is none. Rejects with the reason or the system's error. */
export async function readOwnDismissals(file: string): Promise<string> {
  try {
    return (await readOwnFile(file)).toString();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return '';
    }
    throw error;
  }
}

/** Writes a file of dismissals of ours. Rejects with the system's error. */
export async function writeOwnDismissals(file: string, lines: readonly DismissalLine[]): Promise<void> {
  await writeFileAtomic(file, formatDismissals(lines));
}

/**
 * Writes a file of dismissals into the reviewed folder, for others to read, through no link. Rejects with the reason or
 * the system's error.
 *
 * @param folder real path
 * @param path relative to it, with `/`
 */
export async function writeSharedDismissals(
  folder: string,
  path: string,
  lines: readonly DismissalLine[],
): Promise<void> {
  await makeFolders(folder, dirname(path).split('/'));
  const file = join(folder, path);
  const before = await lstat(file).catch(() => undefined);
  await writeFileAtomic(file, formatDismissals(lines), before ? before.mode & 0o777 : 0o666);
}
