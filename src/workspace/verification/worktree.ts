import { lstatSync, realpathSync } from 'node:fs';
import { copyFile, mkdir, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { counted, firstOf } from '../../core/text/counted';
import { mountedError, mountIn } from '../mounts';
import { removeTree } from '../removeTree';
import { type ChangedFile, replaceFile } from './changes';
import { blobId, type TreeFile } from './gitTree';
import { type Kept, nothingKept, type Origin, putBack } from './kept';
import { findLink, leadsOutOf } from './links';
import { type OwnStore, writeGitDirectory } from './ownStore';
import type { Snapshot } from './snapshot';
import type { History } from './source';
import { type Deviations, deviationsFrom, filesOf, remember, rememberAt, renewMark, type Standing } from './standing';
import { treeFileAt } from './treeFileAt';

/** What every worktree begins with. */
export interface Base {
  readonly store: OwnStore;
  readonly snapshot: Snapshot;
  /** Git's name of its tree with other files in the place of some; see `treeNamer`. */
  readonly nameWith: (others: ReadonlyMap<string, TreeFile>) => string;
  /** Real path of the top of the person's work tree. */
  readonly top: string;
  readonly history: History;
}

/**
 * A folder with the files of the base and a repository of its own, which shares nothing with another but objects that
 * nobody changes: whatever a command does to it, it does to no other.
 */
export interface Worktree {
  /** Where all of it is; nothing else is there. */
  readonly room: string;
  /** Real path of the folder that commands see. */
  readonly top: string;
  /** What tells this folder from any other that is put in its place. */
  readonly identity: string;
  /** All that is in it between two trials, when its content was last known. */
  readonly standing: Standing;
  /** What of that stands beside the files of the base. */
  kept: Kept;
}

/** What was found after commands, in what is kept beside the tree, too. */
export interface Findings extends Pick<Deviations, 'changed' | 'gone'> {
  /** Files of the tree that are not what they were before. */
  readonly rewritten: readonly string[];
  /** What stands beside them, or in what is kept there, and was not there before. */
  readonly left: readonly string[];
}

/** Files that a message names. */
const named = 3;

/**
 * Makes a worktree in a room, an absolute path where nothing stands. Its folder is called as the person's, which tools
 * take for the name of the project. Rejects with the system's error.
 */
export async function makeWorktree(
  base: Base,
  room: string,
  signal: AbortSignal,
): Promise<
  | { readonly kind: 'worktree'; readonly worktree: Worktree }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' }
> {
  const top = join(room, basename(base.top) || 'folder');
  await mkdir(room, { mode: 0o700 });
  await utimes(room, 0, 0);
  await mkdir(top);
  const foldersTell = lstatSync(room).mtimeMs > 0;
  const { store, snapshot } = base;
  const read = await store.run(['read-tree', '--reset', '-u', snapshot.commit], signal, {
    workTree: top,
    index: indexOf(top),
  });
  if (read.kind !== 'done') {
    return read;
  }
  const standing = await remember(top, foldersTell);
  const there = new Set(filesOf(standing));
  const odd = [...snapshot.files.keys()].filter((path) => !there.delete(path));
  if (read.exitCode !== 0 || odd.length > 0 || there.size > 0) {
    const said = read.stderr.trim() || `${namesOf([...odd, ...there])} is not as in the snapshot`;
    return { kind: 'failed', message: `the copy ${top} could not be filled: ${said}` };
  }
  const worktree = { room, top, identity: identityOf(top), standing, kept: nothingKept };
  await renewGit(base, worktree);
  return { kind: 'worktree', worktree };
}

function identityOf(folder: string): string {
  const { dev, ino } = lstatSync(folder, { bigint: true });
  return `${realpathSync.native(folder)} ${dev} ${ino}`;
}

/**
 * Nothing is read, written or removed in a worktree when a command has put a link in its place, to the person's folder
 * say, or has mounted something in it.
 */
function refuseOther({ top, identity }: Worktree): void {
  if (identityOf(top) !== identity) {
    throw new Error('something else is in its place');
  }
  const mount = mountIn(top);
  if (mount !== undefined) {
    throw mountedError(mount);
  }
}

/**
 * Why nothing that is seen in a worktree speaks of its own files: a link of the tree, or of what was put there from the
 * person's folder, that leads out of it.
 */
export async function linkOut(base: Base, { top }: Worktree, brought: readonly string[]): Promise<string | undefined> {
  const links = [...base.snapshot.files].flatMap(([path, { mode }]) => (mode === '120000' ? [path] : []));
  const out = await findLink(top, [...links, ...brought], leadsOutOf(top));
  return (
    out &&
    `the link ${out.path} leads out of the copy, to ${out.target}: a result could speak of other files than those that were changed. ${wayOutOfLink(out.path, brought)}`
  );
}

/** What a person can do about a link that leads out. */
function wayOutOfLink(link: string, brought: readonly string[]): string {
  const from = brought.find((path) => link === path || link.startsWith(`${path}/`));
  return from === undefined
    ? 'Have git ignore it, or its folder, and a set-up command make in the copy what is needed of it'
    : `Install what it leads to in ${from} itself, without a link`;
}

/**
 * Writes changed files, stages them in the worktree's own repository, and answers with what they are then. A command that
 * ends with `git diff --exit-code`, to find what it has generated anew, would else fail for any edit. Rejects with the
 * system's error.
 */
export async function makeChanges(
  { snapshot, store }: Base,
  worktree: Worktree,
  changes: readonly ChangedFile[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TreeFile>> {
  refuseOther(worktree);
  const { top, standing } = worktree;
  const changed = new Map(
    changes.map(({ path, after }): [string, TreeFile] => {
      replaceFile(top, path, after);
      renewMark(standing, path);
      return [path, { mode: snapshot.files.get(path)?.mode ?? '100644', id: blobId(after, store.format) }];
    }),
  );
  const tracked = [...changed.keys()].filter((path) => snapshot.files.has(path));
  if (tracked.length > 0) {
    const input = Buffer.from(tracked.map((path) => `${path}\0`).join(''));
    const index = join(top, '.git', 'index');
    const staged = await store.run(['update-index', '-z', '--stdin'], signal, { workTree: top, index, input });
    if (staged.kind === 'failed' || (staged.kind === 'done' && staged.exitCode !== 0)) {
      throw new Error(staged.kind === 'failed' ? staged.message : staged.stderr.trim());
    }
  }
  return changed;
}

/**
 * What commands have left of the tree that they found. Throws the system's error when nothing is left.
 *
 * @param changes what of it is not as in the base
 */
export async function findRewritten(
  { snapshot, store }: Base,
  worktree: Worktree,
  changes: ReadonlyMap<string, TreeFile>,
): Promise<Findings> {
  refuseOther(worktree);
  const { top, standing } = worktree;
  const { added, changed, gone, unsure } = await deviationsFrom(standing);
  const fileOf = (path: string) => changes.get(path) ?? snapshot.files.get(path);
  const rewritten: string[] = [];
  for (const path of [...changed, ...gone, ...unsure].sort()) {
    const file = fileOf(path);
    if (file === undefined) {
      continue;
    }
    const found = await treeFileAt(top, path, store.format);
    if (found?.id === file.id && found.mode === file.mode) {
      renewMark(standing, path);
    } else {
      rewritten.push(path);
    }
  }
  const isBeside = (path: string) => fileOf(path) === undefined;
  return { rewritten, left: added, changed: changed.filter(isBeside), gone: gone.filter(isBeside) };
}

/** Names the first of some files. */
export function namesOf(paths: readonly string[]): string {
  return firstOf(paths, named, (count) => counted(count, 'other file'));
}

/**
 * Lets what stands beside the base, such as dependencies, stay there; not what Python has compiled, which it takes for
 * up to date when the text has the same size and is of the same second. Throws the system's error.
 *
 * @param originOf Where the same is, for what commands change of it to be put back.
 */
export async function keepOthers(
  base: Base,
  worktree: Worktree,
  originOf: (paths: readonly string[]) => Promise<Origin | undefined>,
): Promise<void> {
  const { top, standing } = worktree;
  const { added } = await deviationsFrom(standing);
  const isCompiled = (path: string) => basename(path) === '__pycache__';
  await Promise.all(added.filter(isCompiled).map((path) => removeTree(join(top, path))));
  const roots = added.filter((path) => !isCompiled(path));
  const origin = await originOf(roots);
  for (const path of roots) {
    await rememberAt(standing, path);
  }
  worktree.kept = { roots, origin };
  await renewGit(base, worktree);
}

/**
 * Makes a worktree what it was before a trial. All that commands have made goes, what git ignores as well: a compiled
 * file of one trial that a tool takes for up to date would make the next one speak of the wrong text. What stood there
 * before the first trial (dependencies, what the set-up made) becomes what it was.
 *
 * @returns whether it could be done; the worktree is of no use if not
 */
export async function reset(
  base: Base,
  worktree: Worktree,
  changes: readonly ChangedFile[],
  { left, changed, gone }: Findings,
): Promise<boolean> {
  const { top, standing, kept } = worktree;
  try {
    refuseOther(worktree);
    await Promise.all(left.map((path) => removeTree(join(top, path))));
    const isKept = await putBack(standing, kept.origin, { changed, gone });
    for (const { path, before } of changes) {
      replaceFile(top, path, before);
      renewMark(standing, path);
    }
    await renewGit(base, worktree);
    return isKept;
  } catch {
    // A command has taken rights away, deleted what was kept, or filled the disk: the next trial gets another worktree.
    return false;
  }
}

/** Puts a worktree's own repository there as if it was new: with the history, branches and tags of the person's. */
async function renewGit(
  { store, snapshot, history }: Base,
  { top, kept }: Pick<Worktree, 'top' | 'kept'>,
): Promise<void> {
  const { commit } = snapshot;
  const { branch, references, objects, shallow } = history;
  const others = references.filter((line) => branch === undefined || !line.endsWith(` ${branch}`));
  const lines = branch === undefined ? others : [...others, `${commit} ${branch}`];
  const place = join(top, '.git');
  await removeTree(place);
  await writeGitDirectory(place, {
    config: store.config,
    head: branch === undefined ? `${commit}\n` : `ref: ${branch}\n`,
    objects: [join(store.folder, 'objects'), ...objects],
    packedRefs: lines.map((line) => `${line}\n`).join(''),
    exclude: kept.roots.map((path) => `/${path.replace(/[\\*?[\]]/g, '\\$&')}\n`).join(''),
    ...(shallow === undefined ? {} : { shallow }),
  });
  await copyFile(indexOf(top), join(place, 'index'));
}

/** Beside the worktree, as all that is ours: by names that its own is not. */
function indexOf(top: string): string {
  return `${top}.index`;
}
