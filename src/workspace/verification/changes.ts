import { chmodSync, lstatSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Hasher } from '../../core/ports';
import { toText } from '../../core/text/lines';
import type { FileChange } from '../../core/verify/ports';
import { maxChangeableSize } from '../changeableFile';
import { editedFile } from '../editedFile';
import { decode } from '../encoding';
import { blockingCalls } from '../fileCalls';
import { isInside } from '../paths';
import { readRegularFile } from '../regularFile';
import type { TreeFile } from './gitTree';

/** How the files of the reviewed folder are read: as their review has read them. */
export interface ReadAs {
  readonly hash: Hasher;
  /** Name of a file's encoding as in VS Code's `files.encoding`, where it is known. */
  readonly encodingOf?: (path: string, bytes: Uint8Array) => string | undefined;
}

/** A file of the worktree, changed. */
export interface ChangedFile {
  /** Relative to the top. */
  readonly path: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export type PlannedChanges =
  | { readonly kind: 'planned'; readonly files: readonly ChangedFile[] }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The bytes that changes make of the files of a worktree, which has the base: encodings, byte order marks and line ends
 * are kept.
 *
 * @param prefix The reviewed folder's path in the worktree, empty or with a final `/`.
 * @param base By the paths in the worktree.
 */
export async function planChanges(
  top: string,
  prefix: string,
  changes: readonly FileChange[],
  base: ReadonlyMap<string, TreeFile>,
  { hash, encodingOf }: ReadAs,
): Promise<PlannedChanges> {
  const files: ChangedFile[] = [];
  for (const { path, textHash, edits } of changes) {
    const refused = (reason: string): PlannedChanges => ({ kind: 'refused', reason: `${path}: ${reason}` });
    if (!base.has(prefix + path)) {
      return refused('it is not among the files that can be verified: git ignores it, or it is in a submodule');
    }
    const read = await readRegularFile(blockingCalls, top, prefix + path, maxChangeableSize);
    if (read.kind !== 'bytes') {
      return refused(read.message);
    }
    const decoded = decode(read.bytes, encodingOf?.(path, read.bytes));
    if (decoded.kind === 'skipped') {
      return refused(decoded.message);
    }
    const { text } = toText(decoded.raw);
    if (hash(text) !== textHash) {
      return refused('it has changed since it was reviewed');
    }
    const edited = editedFile(decoded.raw, text, edits, decoded.encoding, (bytes) => encodingOf?.(path, bytes));
    if (edited.kind === 'failed') {
      return refused(edited.message);
    }
    files.push({ path: prefix + path, before: read.bytes, after: edited.bytes });
  }
  return { kind: 'planned', files };
}

/**
 * Puts a new file in the place of one of a worktree, with the same rights: what else has the old one's content, by a hard
 * link, keeps it. It is made beside the worktree, where no command looks. Throws the system's error.
 *
 * @param top real path
 */
export function replaceFile(top: string, path: string, bytes: Uint8Array): void {
  const file = join(top, path);
  const made = `${top}.made`;
  const { mode } = lstatSync(file);
  writeFileSync(made, bytes, { flag: 'wx' });
  chmodSync(made, mode & 0o777);
  if (!isInside(top, realpathSync.native(dirname(file)))) {
    throw new Error(`a link is where the folder of ${path} was`);
  }
  renameSync(made, file);
}
