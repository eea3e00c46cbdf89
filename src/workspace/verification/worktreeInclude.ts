import { basename } from 'node:path';
import { waitingCalls } from '../fileCalls';
import { readRegularFile } from '../regularFile';
import { withSource } from './askSource';
import { type Brought, chooseBrought, dependencyFolders } from './dependencies';

/** Names ignored files that copies of a repository need, as several tools have it: patterns as in a `.gitignore`. */
export const worktreeIncludeName = '.worktreeinclude';

/** Bytes. Nobody writes more into one. */
const maxSize = 64 * 1024;

/** What the file at the top of what is copied says. */
export type WorktreeInclude =
  | { readonly kind: 'none' }
  | { readonly kind: 'patterns'; readonly bytes: Buffer; readonly patterns: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string };

/** @param top real path */
export async function readWorktreeInclude(top: string): Promise<WorktreeInclude> {
  const read = await readRegularFile(waitingCalls, top, worktreeIncludeName, maxSize);
  if (read.kind === 'bytes') {
    const lines = read.bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
    return {
      kind: 'patterns',
      bytes: read.bytes,
      patterns: lines.filter((line) => line.trim() !== '' && !line.startsWith('#')),
    };
  }
  return read.kind === 'failed' && read.reason === 'file deleted'
    ? { kind: 'none' }
    : { kind: 'failed', message: `${worktreeIncludeName} is not read: ${read.message}` };
}

export type IncludedOutcome =
  | { readonly kind: 'included'; readonly included: Brought }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/**
 * What patterns would have copied of a folder (real path) or of the repository around it, beside what is copied without
 * them. Writes nothing there.
 */
export async function lookAtIncluded(
  folder: string,
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<IncludedOutcome> {
  return withSource(folder, signal, async ({ top, ignored }) => {
    const rest = ignored.filter((path) => !dependencyFolders.includes(basename(path)));
    return { kind: 'included', included: await chooseBrought(top, rest, [], patterns) };
  });
}
