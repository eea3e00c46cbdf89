import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, askGit, inputOf, lineOf, type NoAnswer, partsOf } from '../askGit';
import type { GitView } from '../gitView';
import { removeTree } from '../removeTree';
import { viewPrefix } from '../staleViews';

/** More files that are gone, or that are new, and git only looks for those with the same content. */
const mostCompared = 1000;

export type Renames = { readonly kind: 'renames'; readonly earlier: ReadonlyMap<string, string> } | NoAnswer;

/**
 * What files were called before, by their names now, as git follows renames (gitdiffcore(7)): at least half of the content
 * is the same. Objects of the new files go to a folder of ours, and no index but ours is written.
 *
 * @param gone ids of the files that are no longer there, by their paths
 * @param found contents of those that were not, by their paths
 */
export async function renamesAmong(
  view: GitView,
  gone: ReadonlyMap<string, string>,
  found: AsyncIterable<readonly [path: string, bytes: Uint8Array]>,
  signal: AbortSignal,
): Promise<Renames> {
  const scratch = await mkdtemp(join(tmpdir(), viewPrefix));
  const on = (index: string) => ({ index: join(scratch, index), objects: scratch });
  const put = (index: string, ids: ReadonlyMap<string, string>): Promise<Answer | NoAnswer> => {
    const entries = [...ids].map(([path, id]) => `100644 ${id}\t${path}`);
    return askGit(view, ['update-index', '-z', '--index-info'], signal, { ...on(index), input: inputOf(entries) });
  };
  try {
    const kept = await keep(view, found, scratch, signal);
    if (kept.kind !== 'kept') {
      return kept;
    }
    for (const [index, ids] of [
      ['gone', gone],
      ['found', kept.ids],
    ] as const) {
      const done = await put(index, ids);
      if (done.kind !== 'answer') {
        return done;
      }
    }
    const tree = await askGit(view, ['write-tree', '--missing-ok'], signal, on('gone'));
    if (tree.kind !== 'answer') {
      return tree;
    }
    const which = ['--cached', '-M', `-l${mostCompared}`, '--diff-filter=R', '--name-status', '-z'];
    const compared = await askGit(view, ['diff-index', ...which, lineOf(tree), '--'], signal, on('found'));
    return compared.kind === 'answer' ? { kind: 'renames', earlier: renamesIn(partsOf(compared)) } : compared;
  } finally {
    await removeTree(scratch);
  }
}

/** Three parts each: `R` and how much is the same, the path before and the path now. */
function renamesIn(parts: readonly string[]): ReadonlyMap<string, string> {
  const earlier = new Map<string, string>();
  for (let at = 0; at + 2 < parts.length; at += 3) {
    earlier.set(parts[at + 2] ?? '', parts[at + 1] ?? '');
  }
  return earlier;
}

/** Makes objects of the files from copies of ours: git opens nothing in the folder. */
async function keep(
  view: GitView,
  found: AsyncIterable<readonly [path: string, bytes: Uint8Array]>,
  scratch: string,
  signal: AbortSignal,
): Promise<{ readonly kind: 'kept'; readonly ids: ReadonlyMap<string, string> } | NoAnswer> {
  const paths: string[] = [];
  for await (const [path, bytes] of found) {
    await writeFile(join(scratch, `copy-${paths.length}`), bytes);
    paths.push(path);
  }
  const copies = paths.map((_, number) => `${join(scratch, `copy-${number}`)}\n`).join('');
  const hashed = await askGit(view, ['hash-object', '-w', '--no-filters', '--stdin-paths'], signal, {
    input: Buffer.from(copies),
    objects: scratch,
  });
  if (hashed.kind !== 'answer') {
    return hashed;
  }
  const ids = lineOf(hashed).split('\n');
  return { kind: 'kept', ids: new Map(paths.map((path, number) => [path, ids[number] ?? ''])) };
}
