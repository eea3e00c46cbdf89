import type { Refused } from '../../core/commit/committing';
import { inputOf, partsOf } from '../askGit';
import type { GitView } from '../gitView';
import { ask } from './ask';

/** A file as a tree or an index has it. */
export interface TreeEntry {
  /** As git writes it, `100644` for a plain file. */
  readonly mode: string;
  /** Git's name of its content. */
  readonly id: string;
}

/** Bytes of paths in one call: less than the shortest command line of a system. */
const longestWords = 16_000;

/** What a commit has at some paths, which are relative to the top. */
export async function entriesAt(
  view: GitView,
  commit: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly kind: 'entries'; readonly entries: ReadonlyMap<string, TreeEntry> } | Refused> {
  const wanted = new Set(paths);
  const entries = new Map<string, TreeEntry>();
  for (const some of inGroups(paths)) {
    const asked = await ask(view, ['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...some], signal);
    if (asked.kind !== 'answer') {
      return asked;
    }
    for (const part of partsOf(asked)) {
      const [, mode = '', id = '', path = ''] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(part) ?? [];
      if (wanted.has(path)) {
        entries.set(path, { mode, id });
      }
    }
  }
  return { kind: 'entries', entries };
}

/**
 * What an index has at some paths from the top, but for those that are in conflict, and for `hidden` ones, at whose files
 * git is told not to look (assume-unchanged, skip-worktree): see git-ls-files(1), `-v`.
 */
export async function indexEntriesAt(
  view: GitView,
  index: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<
  | {
      readonly kind: 'entries';
      readonly entries: ReadonlyMap<string, TreeEntry>;
      readonly hidden: ReadonlySet<string>;
    }
  | Refused
> {
  const entries = new Map<string, TreeEntry>();
  const hidden = new Set<string>();
  for (const some of inGroups(paths)) {
    const specs = some.map((path) => `:(top,literal)${path}`);
    const asked = await ask(view, ['ls-files', '-v', '--stage', '-z', '--full-name', '--', ...specs], signal, {
      index,
    });
    if (asked.kind !== 'answer') {
      return asked;
    }
    for (const part of partsOf(asked)) {
      const [, tag = '', mode = '', id = '', path = ''] = /^(\w) (\d+) (\w+) 0\t(.*)$/s.exec(part) ?? [];
      if (tag === 'H') {
        entries.set(path, { mode, id });
      } else {
        hidden.add(path);
      }
    }
  }
  return { kind: 'entries', entries, hidden };
}

function inGroups(paths: readonly string[]): string[][] {
  const groups: string[][] = [];
  let length = longestWords;
  for (const path of paths) {
    length += Buffer.byteLength(path) + 1;
    if (length > longestWords) {
      groups.push([]);
      length = Buffer.byteLength(path);
    }
    groups.at(-1)?.push(path);
  }
  return groups;
}

/** A file that is in two trees, or in a tree and an index, and is not the same there. */
export interface Difference {
  /** Relative to the top. */
  readonly path: string;
  readonly before: TreeEntry;
  readonly after: TreeEntry;
}

/** What is printed by git's `--raw -z`. */
export function differencesIn(parts: readonly string[]): Difference[] {
  const differences: Difference[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [, mode = '', newMode = '', id = '', newId = ''] =
      /^:(\d+) (\d+) (\w+) (\w+) /.exec(parts[index] ?? '') ?? [];
    const path = parts[index + 1] ?? '';
    differences.push({ path, before: { mode, id }, after: { mode: newMode, id: newId } });
  }
  return differences;
}

/** The contents of files, in the order of their ids. */
export async function contentsOf(
  view: GitView,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly kind: 'contents'; readonly contents: readonly Buffer[] } | Refused> {
  const input = Buffer.from(ids.map((id) => `${id}\n`).join(''));
  const asked = await ask(view, ['cat-file', '--batch'], signal, { input });
  if (asked.kind !== 'answer') {
    return asked;
  }
  const contents: Buffer[] = [];
  for (let start = 0; start < asked.bytes.length; ) {
    const end = asked.bytes.indexOf('\n', start);
    const head = asked.bytes.toString('utf8', start, end);
    const size = Number(/^\w+ blob (\d+)$/.exec(head)?.[1] ?? Number.NaN);
    if (end < 0 || Number.isNaN(size)) {
      return { kind: 'refused', message: `git cannot read a file of the repository: ${head}` };
    }
    contents.push(asked.bytes.subarray(end + 1, end + 1 + size));
    start = end + 1 + size + 1;
  }
  return { kind: 'contents', contents };
}

/** Puts files into an index, by their paths from the top. */
export async function putIntoIndex(
  view: GitView,
  index: string,
  files: readonly { readonly path: string; readonly entry: TreeEntry }[],
  signal: AbortSignal,
): Promise<Refused | undefined> {
  const input = inputOf(files.map(({ path, entry }) => `${entry.mode} ${entry.id}\t${path}`));
  const put = await ask(view, ['update-index', '-z', '--index-info'], signal, { index, input });
  return put.kind === 'answer' ? undefined : put;
}
