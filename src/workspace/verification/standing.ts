import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { mountedError } from '../mounts';

/** What stands in a worktree, as it was when it was last known. The `.git` at its top is left out. */
export interface Standing {
  /** Absolute path of the worktree. */
  readonly top: string;
  readonly root: StandingFolder;
  /** Whether the file system gives a folder another time when a name comes or goes in it: FAT does not. */
  readonly foldersTell: boolean;
}

/** A folder with all that is in it, by name. */
interface StandingFolder {
  mark: Mark;
  /** Whatever is no folder. */
  readonly files: Map<string, Mark>;
  readonly folders: Map<string, StandingFolder>;
}

/** What the system changes whenever somebody writes to a file, or puts something in its place. */
export interface Mark extends Pick<Stats, 'dev' | 'ino' | 'size' | 'mode' | 'mtimeMs' | 'ctimeMs'> {
  /** Changed so shortly before it was looked at that one more change may have got the same times. */
  readonly isFresh: boolean;
}

/** What is not as it was known, by its path relative to the top; that itself is ''. */
export interface Deviations {
  /** Nothing of that name was there. What is in a folder that was added is not named. */
  readonly added: readonly string[];
  /** Something else, or changed. */
  readonly changed: readonly string[];
  readonly gone: readonly string[];
  /** Files that look as they did, and may be others: see `Mark.isFresh`. */
  readonly unsure: readonly string[];
}

/** Names looked at before others have their turn on the thread: few milliseconds. */
const atOnce = 1000;

/** Milliseconds: steps in which a system's clock gives times to files, and more; on file systems that keep whole seconds. */
const clockStep = 50;
const wholeSeconds = 2000;

/** Of what is listed and cannot be found by its name: nothing that is there is the same. */
const unknown: Mark = { dev: -1, ino: -1, size: -1, mode: -1, mtimeMs: -1, ctimeMs: -1, isFresh: false };

/** Remembers all that stands in a worktree. Throws the system's error. */
export async function remember(top: string, foldersTell: boolean): Promise<Standing> {
  return { top, root: await folderAt(top, ''), foldersTell };
}

/** Remembers what stands at a path now, in the place of what was known of it. Throws the system's error. */
export async function rememberAt({ top, root }: Standing, path: string): Promise<void> {
  const { folder, name } = parentOf(root, path);
  const stats = lstatSync(join(top, path));
  folder.files.delete(name);
  folder.folders.delete(name);
  if (stats.isDirectory()) {
    folder.folders.set(name, await folderAt(top, path));
  } else {
    folder.files.set(name, markOf(stats));
  }
}

/** Takes what stands at the path of a file or of a folder that is known for what it is to be. Throws the system's error. */
export function renewMark({ top, root }: Standing, path: string): void {
  const mark = markOf(lstatSync(join(top, path)));
  const known = folderIn(root, path);
  if (known) {
    known.mark = mark;
  } else {
    const { folder, name } = parentOf(root, path);
    folder.files.set(name, mark);
  }
}

/** What is known of a path, and whether it was a folder. */
export function markAt(
  { root }: Standing,
  path: string,
): { readonly mark: Mark; readonly isFolder: boolean } | undefined {
  const known = folderIn(root, path);
  if (known) {
    return { mark: known.mark, isFolder: true };
  }
  const { folder, name } = parentOf(root, path);
  const mark = folder.files.get(name);
  return mark && { mark, isFolder: false };
}

/** The paths of all files that are known. */
export function filesOf({ root }: Standing): string[] {
  return below({ path: '', folder: root }).flatMap(({ path, isFolder }) => (isFolder ? [] : [path]));
}

/**
 * Compares what stands there with what was known, file by file and through no link. A folder that looks as it did has the
 * names that it had, and is not listed. Throws the system's error, and where another file system is mounted.
 */
export async function deviationsFrom({ top, root, foldersTell }: Standing): Promise<Deviations> {
  const found = { added: [] as string[], changed: [] as string[], gone: [] as string[], unsure: [] as string[] };
  const pending: Place[] = [{ path: '', folder: root }];
  let looked = 0;
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { path, folder } = place;
    const stats = lookAt(top, path);
    if (!stats?.isDirectory()) {
      (stats ? found.changed : found.gone).push(path);
      for (const inner of below(place)) {
        found.gone.push(inner.path);
      }
      continue;
    }
    if (stats.dev !== root.mark.dev) {
      throw mountedError(join(top, path));
    }
    if (stats.mode !== folder.mark.mode) {
      found.changed.push(path);
    }
    if (!foldersTell || folder.mark.isFresh || !isSame(stats, folder.mark)) {
      const added = namesIn(top, path).filter((name) => !folder.files.has(name) && !folder.folders.has(name));
      for (const name of added) {
        found.added.push(join(path, name));
      }
      if (added.length === 0) {
        folder.mark = { ...markOf(stats), mode: folder.mark.mode };
      }
    }
    for (const [name, mark] of folder.files) {
      const file = join(path, name);
      const now = lookAt(top, file);
      if (now === undefined) {
        found.gone.push(file);
      } else if (!isSame(now, mark)) {
        found.changed.push(file);
      } else if (mark.isFresh) {
        found.unsure.push(file);
      }
    }
    pending.push(...innerOf(place));
    looked += folder.files.size + 1;
    if (looked > atOnce) {
      looked = 0;
      await turn();
    }
  }
  return found;
}

interface Place {
  readonly path: string;
  readonly folder: StandingFolder;
}

function innerOf({ path, folder }: Place): Place[] {
  return [...folder.folders].map(([name, inner]) => ({ path: join(path, name), folder: inner }));
}

async function folderAt(top: string, path: string): Promise<StandingFolder> {
  const root = newFolder(lstatSync(join(top, path)));
  const pending: Place[] = [{ path, folder: root }];
  let looked = 0;
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { files, folders } = place.folder;
    for (const name of namesIn(top, place.path)) {
      const stats = lookAt(top, join(place.path, name));
      if (stats?.isDirectory()) {
        folders.set(name, newFolder(stats));
      } else {
        files.set(name, stats ? markOf(stats) : unknown);
      }
    }
    pending.push(...innerOf(place));
    looked += files.size + 1;
    if (looked > atOnce) {
      looked = 0;
      await turn();
    }
  }
  return root;
}

function newFolder(stats: Stats): StandingFolder {
  return { mark: markOf(stats), files: new Map(), folders: new Map() };
}

/** All that is known in a folder, at any depth. */
function below(place: Place): { readonly path: string; readonly isFolder: boolean }[] {
  const all: { path: string; isFolder: boolean }[] = [];
  const pending = [place];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const name of at.folder.files.keys()) {
      all.push({ path: join(at.path, name), isFolder: false });
    }
    for (const inner of innerOf(at)) {
      all.push({ path: inner.path, isFolder: true });
      pending.push(inner);
    }
  }
  return all;
}

function folderIn(root: StandingFolder, path: string): StandingFolder | undefined {
  const names = path === '' ? [] : path.split('/');
  return names.reduce<StandingFolder | undefined>((folder, name) => folder?.folders.get(name), root);
}

function parentOf(root: StandingFolder, path: string): { readonly folder: StandingFolder; readonly name: string } {
  const end = path.lastIndexOf('/');
  const folder = folderIn(root, path.slice(0, Math.max(end, 0)));
  if (folder === undefined) {
    throw new Error(`nothing is known of where ${path} lies`);
  }
  return { folder, name: path.slice(end + 1) };
}

function namesIn(top: string, path: string): string[] {
  const names = readdirSync(join(top, path));
  return path === '' ? names.filter((name) => name !== '.git') : names;
}

function lookAt(top: string, path: string): Stats | undefined {
  return lstatSync(join(top, path), { throwIfNoEntry: false });
}

/** Of what is clean by itself: to join paths with care takes longer than to look. */
function join(folder: string, name: string): string {
  return folder === '' ? name : name === '' ? folder : `${folder}/${name}`;
}

function isSame(stats: Stats, mark: Mark): boolean {
  return (
    mark.ino === stats.ino &&
    mark.ctimeMs === stats.ctimeMs &&
    mark.mtimeMs === stats.mtimeMs &&
    mark.size === stats.size &&
    mark.mode === stats.mode
  );
}

function markOf({ dev, ino, size, mode, mtimeMs, ctimeMs }: Stats): Mark {
  const step = ctimeMs % 1000 === 0 ? wholeSeconds : clockStep;
  return { dev, ino, size, mode, mtimeMs, ctimeMs, isFresh: ctimeMs > Date.now() - step };
}
