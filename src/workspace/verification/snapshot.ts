import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { isGone, messageOf } from '../errors';
import { blockingCalls } from '../fileCalls';
import { readRegularFile } from '../regularFile';
import { blobId, longestFile, type TreeFile, treeId } from './gitTree';
import type { OwnStore } from './ownStore';
import type { Source } from './source';

/** The person's folder as it was at one moment. */
export interface Snapshot extends Omit<ReadFiles, 'kind'> {
  readonly kind: 'snapshot';
  /** Its commit in our store, on top of the one that is checked out. */
  readonly commit: string;
  readonly tree: string;
}

export type SnapshotOutcome =
  | Snapshot
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** Bytes that are given to git at once. */
const batchBytes = 16 * 1024 * 1024;

/** Files read before others have their turn on the thread: few milliseconds. */
const filesAtOnce = 64;

/** Files of the person's folder that were read. */
export interface ReadFiles {
  readonly kind: 'read';
  /** By their paths, relative to the top. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** Bytes of all of them. */
  readonly bytes: number;
  /** What the folder has and is not among them, each with the reason. */
  readonly lacks: readonly string[];
}

/**
 * Makes a commit of all that the person's folder has: what is tracked and what is not, but not what git ignores.
 *
 * @param unsaved Bytes of documents that are not saved, by their path relative to the top.
 * @param looked Hears of each file that was looked at.
 */
export async function takeSnapshot(
  store: OwnStore,
  source: Source,
  unsaved: ReadonlyMap<string, Uint8Array>,
  signal: AbortSignal,
  looked: () => void,
): Promise<SnapshotOutcome> {
  const importer = createImporter(store, signal);
  const take: Importer['add'] = (path, mode, bytes) => {
    looked();
    return importer.add(path, mode, bytes);
  };
  const read = await readFiles(source, unsaved, signal, take);
  if (read.kind !== 'read') {
    return read;
  }
  const made = await importer.commit(source.history.head);
  if (made.kind !== 'made') {
    return made;
  }
  // Git and we have each named all that was read: they speak of the same bytes, or something is very wrong.
  const tree = treeId(read.files, store.format);
  return made.tree === tree
    ? { ...read, kind: 'snapshot', commit: made.commit, tree }
    : { kind: 'failed', message: `git names the snapshot ${made.tree}, not ${tree}: the folder cannot be verified` };
}

/**
 * Reads all that the person's folder has. Its bytes are taken as they are, by no filter or rule for line ends, nor from
 * the index; links as links.
 *
 * @param unsaved As for `takeSnapshot`.
 * @param take Gets each of the files, and can end it all.
 */
export async function readFiles(
  { top, files: listed, history }: Source,
  unsaved: ReadonlyMap<string, Uint8Array>,
  signal: AbortSignal,
  take?: Importer['add'],
): Promise<ReadFiles | Refused> {
  const files = new Map<string, TreeFile>();
  const lacks: string[] = [];
  let bytes = 0;
  for (const [index, { path, skip }] of listed.entries()) {
    if (index % filesAtOnce === 0) {
      await turn();
    }
    if (signal.aborted) {
      return { kind: 'cancelled' };
    }
    const read: Content =
      skip !== undefined || path.endsWith('/')
        ? { kind: 'lacking', reason: skip?.message ?? 'it cannot be read' }
        : await contentOf(top, path, unsaved.get(path));
    if (read.kind === 'lacking') {
      lacks.push(`${path}: ${read.reason}`);
    }
    if (read.kind === 'content') {
      files.set(path, { mode: read.mode, id: blobId(read.bytes, history.format) });
      bytes += read.bytes.length;
      const refused = await take?.(path, read.mode, read.bytes);
      if (refused !== undefined) {
        return refused;
      }
    }
  }
  return { kind: 'read', files, bytes, lacks };
}

type Content =
  | { readonly kind: 'content'; readonly mode: TreeFile['mode']; readonly bytes: Uint8Array }
  | { readonly kind: 'lacking'; readonly reason: string }
  | { readonly kind: 'none' };

async function contentOf(top: string, path: string, unsaved: Uint8Array | undefined): Promise<Content> {
  const full = join(top, path);
  try {
    const stats = lstatSync(full, { throwIfNoEntry: false });
    if (stats === undefined) {
      return unsaved === undefined ? { kind: 'none' } : { kind: 'content', mode: '100644', bytes: unsaved };
    }
    if (stats.isSymbolicLink()) {
      return { kind: 'content', mode: '120000', bytes: readlinkSync(full, { encoding: 'buffer' }) };
    }
    if (stats.isDirectory()) {
      const isRepository = lstatSync(join(full, '.git'), { throwIfNoEntry: false }) !== undefined;
      return isRepository ? { kind: 'lacking', reason: 'it is a submodule' } : { kind: 'none' };
    }
    const mode = (stats.mode & 0o100) === 0 ? '100644' : '100755';
    if (unsaved !== undefined) {
      return { kind: 'content', mode, bytes: unsaved };
    }
    const read = await readRegularFile(blockingCalls, top, path, longestFile);
    if (read.kind === 'bytes') {
      return { kind: 'content', mode, bytes: read.bytes };
    }
    return read.kind === 'failed' && read.reason === 'file deleted'
      ? { kind: 'none' }
      : { kind: 'lacking', reason: read.message };
  } catch (error) {
    return isGone(error) ? { kind: 'none' } : { kind: 'lacking', reason: messageOf(error) };
  }
}

type Refused = Exclude<SnapshotOutcome, Snapshot>;

type Made = { readonly kind: 'made'; readonly commit: string; readonly tree: string } | Refused;

interface Importer {
  add(path: string, mode: TreeFile['mode'], bytes: Uint8Array): Promise<Refused | undefined>;
  commit(head: Source['history']['head']): Promise<Made>;
}

/** Puts files into the store in batches, each of which begins with the tree of those before (git-fast-import(1)). */
function createImporter(store: OwnStore, signal: AbortSignal): Importer {
  let parts: Uint8Array[] = [];
  let waiting = 0;
  let tree: string | undefined;

  async function write(head: Source['history']['head']): Promise<Made> {
    const start = [
      'commit refs/heads/base\nmark :1\n',
      `committer Folder Review <folder-review@localhost> ${head?.seconds ?? 0} +0000\n`,
      `data ${Buffer.byteLength(message)}\n${message}`,
      ...(head === undefined ? [] : [`merge ${head.commit}\n`]),
      ...(tree === undefined ? [] : [`M 040000 ${tree} ""\n`]),
    ];
    const input = Buffer.concat([Buffer.from(start.join('')), ...parts, Buffer.from('ls ""\nget-mark :1\ndone\n')]);
    [parts, waiting] = [[], 0];
    const outcome = await store.run(['fast-import', '--quiet', '--force', '--done', '--depth=0'], signal, { input });
    if (outcome.kind !== 'done') {
      return outcome;
    }
    const [, found, commit] = /^(?:\d+ tree (\w+)\t|missing )\n(\w+)\n$/.exec(outcome.stdout.toString('utf8')) ?? [];
    return outcome.exitCode === 0 && commit !== undefined
      ? { kind: 'made', commit, tree: found ?? treeId(new Map(), store.format) }
      : { kind: 'failed', message: `git could not keep the files: ${outcome.stderr.trim()}` };
  }

  return {
    async add(path, mode, bytes) {
      const start = Buffer.from(`M ${mode} inline ${quoted(path)}\ndata ${bytes.length}\n`);
      parts.push(start, bytes, Buffer.from('\n'));
      waiting += start.length + bytes.length;
      if (waiting < batchBytes) {
        return undefined;
      }
      const made = await write(undefined);
      if (made.kind !== 'made') {
        return made;
      }
      tree = made.tree;
      return undefined;
    },
    commit: write,
  };
}

const message = 'The folder as it was, with what is not committed\n';

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
