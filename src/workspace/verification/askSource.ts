import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../errors';
import { findGit } from '../git';
import type { GitView } from '../gitView';
import { inWorkTree } from '../inRepository';
import { removeTree } from '../removeTree';
import { viewPrefix } from '../staleViews';
import { dependencyFolders } from './dependencies';
import { readSource, type Source } from './source';

type Unasked = { readonly kind: 'failed'; readonly message: string } | { readonly kind: 'cancelled' };

export type TopOutcome =
  | { readonly kind: 'top'; readonly top: string }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * The top of what is copied of a reviewed folder, both real paths: of the work tree that git has it in, or the folder
 * itself where it is in none or git ignores it.
 */
export async function topOf(folder: string): Promise<TopOutcome> {
  const look = async ({ top }: GitView) => ({ kind: 'top' as const, top });
  const seen = await inWorkTree(folder, { withReferences: false }, new AbortController().signal, look);
  return seen.kind === 'top' || seen.kind === 'failed' ? seen : { kind: 'top', top: folder };
}

/** Lets `use` have what git knows of the work tree of a reviewed folder (real path). Writes nothing there. */
export async function withSource<T>(
  folder: string,
  signal: AbortSignal,
  use: (source: Source) => Promise<T>,
  dependencies: readonly string[] = dependencyFolders,
): Promise<T | Unasked> {
  const found = await findGit(folder, signal);
  if (found.kind !== 'git') {
    return found;
  }
  let scratch: string | undefined;
  try {
    scratch = await mkdtemp(join(tmpdir(), viewPrefix));
    const source = await readSource(found.git, folder, scratch, dependencies, signal);
    return source.kind === 'source' ? await use(source) : source;
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  } finally {
    if (scratch !== undefined) {
      await removeTree(scratch);
    }
  }
}
