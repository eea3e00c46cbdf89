import * as vscode from 'vscode';
import { groupBy } from '../core/groupBy';
import type { Renamed } from '../core/run/records';
import type { RunStore } from '../core/run/store';
import { fileUri, relativePath } from './documents';
import type { Log } from './log';
import type { ReviewSession, Sessions } from './sessions';

/** A file that goes and one that comes within so many milliseconds can be one that was renamed. */
const windowMs = 5_000;

/** After the last of them it takes so long, in milliseconds, until they are compared. */
const quietMs = 300;

/** So many that come or go at once are another state of the folder, not files that somebody has renamed. */
const mostAtOnce = 500;

/** Paths that went or came, with the time. */
type Recent = Map<string, number>;

/**
 * Has reviews follow files and folders to their new names: those that are renamed in the editor, and those that others
 * rename, as `git mv` does, where the text tells that a file which is gone is the one that has come.
 */
export function followRenames(sessions: Sessions, log: Pick<Log, 'error'>): vscode.Disposable {
  const followers = new Map<ReviewSession, RenameFollower>();
  const follow = () => {
    const present = sessions.all();
    for (const [session, follower] of followers) {
      if (!present.includes(session)) {
        follower.dispose();
        followers.delete(session);
      }
    }
    for (const session of present) {
      if (!followers.has(session)) {
        followers.set(session, new RenameFollower(session, log));
      }
    }
  };
  follow();
  return vscode.Disposable.from(
    sessions.onDidChange(({ list }) => list && follow()),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      // A review that has just been opened is told of a moment later.
      follow();
      for (const follower of followers.values()) {
        void follower.renamed(files);
      }
    }),
    new vscode.Disposable(() => {
      for (const follower of followers.values()) {
        follower.dispose();
      }
    }),
  );
}

class RenameFollower implements vscode.Disposable {
  readonly #session: ReviewSession;
  readonly #log: Pick<Log, 'error'>;
  readonly #watcher: vscode.FileSystemWatcher;
  readonly #came: Recent = new Map();
  readonly #went: Recent = new Map();
  /** The texts that files had when they went, by path. */
  readonly #texts = new Map<string, string | undefined>();
  #timer: NodeJS.Timeout | undefined;
  #isComparing = false;
  /** The folders of the run's files, while paths go. */
  #folders: ReadonlySet<string> | undefined;

  constructor(session: ReviewSession, log: Pick<Log, 'error'>) {
    this.#session = session;
    this.#log = log;
    const pattern = new vscode.RelativePattern(session.folder, '**');
    this.#watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, false);
    this.#watcher.onDidCreate((uri) => this.#note(uri, this.#came));
    this.#watcher.onDidDelete((uri) => this.#note(uri, this.#went));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher.dispose();
  }

  /** What the editor has renamed itself, files and folders. */
  renamed(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): Promise<void> {
    return this.#follow(
      files.flatMap(({ oldUri, newUri }) => {
        const from = relativePath(this.#session.folder, oldUri);
        const to = relativePath(this.#session.folder, newUri);
        return from && to
          ? filesAt(this.#session.run.store, from).map((path) => ({ from: path, to: to + path.slice(from.length) }))
          : [];
      }),
    );
  }

  #note(uri: vscode.Uri, recent: Recent): void {
    const path = relativePath(this.#session.folder, uri);
    if (!path) {
      return;
    }
    const files = recent === this.#went ? this.#filesAt(path) : [];
    for (const file of files) {
      this.#texts.set(file, this.#session.textHash(file));
    }
    for (const one of files.length > 0 ? files : [path]) {
      noteLatest(one, recent);
    }
    this.#compareSoon();
  }

  /** The files of the run at a path that goes. Most that go are none, of which that is told without a look at all files. */
  #filesAt(path: string): readonly string[] {
    const { store } = this.#session.run;
    if (store.file(path)) {
      return [path];
    }
    this.#folders ??= new Set([...store.files()].flatMap((file) => foldersOf(file.path)));
    return this.#folders.has(path) ? filesAt(store, path) : [];
  }

  #compareSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#compareAlone(), quietMs);
  }

  async #compareAlone(): Promise<void> {
    if (this.#isComparing) {
      this.#compareSoon();
      return;
    }
    this.#isComparing = true;
    this.#folders = undefined;
    for (const recent of [this.#came, this.#went]) {
      forgetOld(recent);
    }
    try {
      if ([this.#came, this.#went].every(({ size }) => size > 0 && size < mostAtOnce)) {
        await this.#compare();
      }
    } catch (error) {
      this.#log.error(`Renamed files: ${String(error)}`);
    } finally {
      this.#isComparing = false;
    }
    for (const path of [...this.#texts.keys()].filter((one) => !this.#went.has(one))) {
      this.#texts.delete(path);
    }
  }

  async #compare(): Promise<void> {
    const { run, presentHash } = this.#session;
    const gone: string[] = [];
    for (const path of this.#went.keys()) {
      if (run.store.file(path) && (await presentHash(path)) === undefined) {
        gone.push(path);
      }
    }
    const found = new Map<string, string>();
    for (const path of gone.length > 0 ? await this.#candidates(gone) : []) {
      const hash = run.store.file(path) ? undefined : await presentHash(path);
      if (hash !== undefined) {
        found.set(path, hash);
      }
    }
    const isTextOf = (path: string, hash: string) => this.#texts.get(path) === hash || hadText(run.store, path, hash);
    await this.#follow(pairs(gone, found, isTextOf));
  }

  /**
   * Where files that are gone can be now: at the paths that came. Of a folder that has come, the editor may not tell what is
   * in it: they are looked for there. None where there are too many.
   */
  async #candidates(gone: readonly string[]): Promise<ReadonlySet<string>> {
    const ends = groupBy([...new Set(gone.flatMap(endsOf))], (end) => end.split('/', 1)[0] ?? '');
    const candidates = new Set<string>();
    for (const path of [...this.#came.keys()]) {
      candidates.add(path);
      for (const name of await namesIn(fileUri(this.#session.folder, path))) {
        for (const end of ends.get(name) ?? []) {
          candidates.add(`${path}/${end}`);
        }
      }
      if (candidates.size >= mostAtOnce) {
        return new Set();
      }
    }
    return candidates;
  }

  async #follow(files: readonly Renamed[]): Promise<void> {
    try {
      if (files.length > 0) {
        await this.#session.rename(files);
      }
    } catch (error) {
      this.#log.error(`Renamed files: ${String(error)}`);
    }
  }
}

/** The files of a run at a path: that file, or all in that folder. */
function filesAt(store: RunStore, path: string): readonly string[] {
  return store.file(path)
    ? [path]
    : [...store.files()].flatMap((file) => (file.path.startsWith(`${path}/`) ? [file.path] : []));
}

/** Whether a file is known to have had a text: it was reviewed in it, or one of our changes has made it. */
function hadText(store: RunStore, path: string, hash: string): boolean {
  const file = store.file(path);
  return file?.textHash === hash || file?.editedHash === hash || store.changes(path).moment(hash) !== undefined;
}

function forgetOld(recent: Recent): void {
  for (const [path, at] of recent) {
    if (at < Date.now() - windowMs) {
      recent.delete(path);
    }
  }
}

/** Keeps as many as are compared, and of more the latest. */
function noteLatest(path: string, recent: Recent): void {
  recent.delete(path);
  recent.set(path, Date.now());
  const [oldest] = recent.keys();
  if (oldest !== undefined && recent.size > mostAtOnce) {
    recent.delete(oldest);
  }
}

function foldersOf(path: string): readonly string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
}

/** A path without the first of its names, the first two, and so on, and all of it. */
function endsOf(path: string): readonly string[] {
  return [path, ...[...path.matchAll(/\//g)].map(({ index }) => path.slice(index + 1))];
}

/** What is in a folder; nothing where that is none. */
async function namesIn(folder: vscode.Uri): Promise<readonly string[]> {
  const { Directory } = vscode.FileType;
  try {
    const { type } = await vscode.workspace.fs.stat(folder);
    return type === Directory ? (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name) : [];
  } catch {
    return [];
  }
}

/** Each file that is gone with the one that has come with its text; of several the one whose path ends most alike. */
function pairs(
  gone: readonly string[],
  found: ReadonlyMap<string, string>,
  isTextOf: (path: string, hash: string) => boolean,
): readonly Renamed[] {
  const wanted = gone.flatMap((from) => {
    const alike = [...found]
      .filter(([, hash]) => isTextOf(from, hash))
      .map(([to]) => ({ from, to, shared: sharedEnd(from, to) }))
      .sort((a, b) => b.shared - a.shared);
    const [best, next] = alike;
    return best && best.shared !== next?.shared ? [best] : [];
  });
  const isOnlyOne = ({ to }: Renamed) => wanted.filter((other) => other.to === to).length === 1;
  return wanted.filter(isOnlyOne).map(({ from, to }) => ({ from, to }));
}

/** How many names at the ends of two paths are the same. */
function sharedEnd(a: string, b: string): number {
  const [one, other] = [a.split('/').reverse(), b.split('/').reverse()];
  const differing = one.findIndex((name, index) => name !== other[index]);
  return differing === -1 ? one.length : differing;
}
