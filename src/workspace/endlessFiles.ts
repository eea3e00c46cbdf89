import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder (absolute) that git reads. */
export interface ReadFolder {
  readonly path: string;
  /** Whether all in it is git's, not only what is called so. */
  readonly isGit: boolean;
}

/**
 * The first pipe or device in the folders that git could open by itself: one whose name begins with `.git`, and any in
 * a git directory. Links are looked through, as git does, but those to folders are not gone into.
 */
export async function findEndless(folders: readonly ReadFolder[], signal: AbortSignal): Promise<string | undefined> {
  const pending = [...folders];
  for (let folder = pending.pop(); folder !== undefined && !signal.aborted; folder = pending.pop()) {
    // What we cannot list, git cannot either.
    const children = await readdir(folder.path, { withFileTypes: true }).catch(() => []);
    for (const child of children) {
      const path = join(folder.path, child.name);
      const isGit = folder.isGit || child.name.startsWith('.git');
      if (isGit && (await isEndless(child, path))) {
        return path;
      }
      if (child.isDirectory()) {
        pending.push({ path, isGit });
      }
    }
  }
  return undefined;
}

async function isEndless(child: Dirent, path: string): Promise<boolean> {
  const kind = child.isSymbolicLink() ? await stat(path).catch(() => child) : child;
  return kind.isFIFO() || kind.isCharacterDevice() || kind.isBlockDevice();
}
