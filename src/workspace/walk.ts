import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runFailures } from '../core/text/runFailures';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import { messageOf } from './errors';
import { type Listed, type Listing, listedName, nestedRepository, type Skip } from './listing';

/** Deeper folders are listed as skipped: no one writes them by hand. */
const maxDepth = 64;

export const tooDeep: Skip = { reason: 'too deep', message: english(skipTexts.tooDeep, maxDepth) };

/** The folder on the way to a path that is not gone into, if there is one. */
export function tooDeepFolder(path: string): string | undefined {
  let end = -1;
  for (let depth = 0; depth <= maxDepth; depth++) {
    end = path.indexOf('/', end + 1);
    if (end === -1) {
      return undefined;
    }
  }
  return path.slice(0, end + 1);
}

/** What version control keeps in a work tree; nobody's source. */
const metadata = new Set(['.git', '.hg', '.svn', '.jj']);

/**
 * Lists a folder that is in no repository, without following links. Two kinds of folders are not gone into and stand in
 * the list as one skipped entry each, so that a `node_modules` of 100,000 files costs nothing: repositories of their own,
 * and those `prune` gives a reason for. `prune` gets the path with its final `/`; `leave`
 * makes it as if the folder was not there.
 */
export async function walk(
  root: string,
  prune: (path: string) => Promise<Skip | 'leave' | undefined>,
  signal: AbortSignal,
): Promise<Listing> {
  const entries: Listed[] = [];
  const pending: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (signal.aborted) {
      return { kind: 'cancelled' };
    }
    const children = await childrenOf(join(root, folder.path));
    if (children.kind === 'failed') {
      if (folder.path === '') {
        return { kind: 'failed', message: english(runFailures.unreadable, root, children.message) };
      }
      entries.push({ path: folder.path });
      continue;
    }
    for (const child of children.entries) {
      const listed = listedName(child.name);
      const path = folder.path + listed.path;
      if (metadata.has(listed.path)) {
        continue;
      }
      if (listed.skip || !child.isDirectory()) {
        entries.push({ ...listed, path });
        continue;
      }
      const skip = (await prune(`${path}/`)) ?? (await skipFolder(root, `${path}/`, folder.depth + 1));
      if (skip === undefined) {
        pending.push({ path: `${path}/`, depth: folder.depth + 1 });
      } else if (skip !== 'leave') {
        entries.push({ path: `${path}/`, skip });
      }
    }
  }
  return { kind: 'listed', entries };
}

async function skipFolder(root: string, path: string, depth: number): Promise<Skip | undefined> {
  if (depth > maxDepth) {
    return tooDeep;
  }
  const isRepository = await lstat(join(root, path, '.git')).then(
    () => true,
    () => false,
  );
  return isRepository ? nestedRepository : undefined;
}

type Children =
  | { readonly kind: 'children'; readonly entries: readonly Dirent<Buffer>[] }
  | { readonly kind: 'failed'; readonly message: string };

async function childrenOf(folder: string): Promise<Children> {
  try {
    // As bytes, which is the only way to see a name that is not UTF-8.
    return { kind: 'children', entries: await readdir(folder, { withFileTypes: true, encoding: 'buffer' }) };
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}
