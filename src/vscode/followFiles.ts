import * as vscode from 'vscode';
import { fileUri, relativePath } from './documents';
import { inTurns } from './inTurns';
import type { Log } from './log';
import type { ReviewSession, Sessions, SessionsChange } from './sessions';

/** How long after a change a file is looked at, and so how often at most, in milliseconds. */
const lookMs = 250;

/** The files of a session that have proposals, each with those that it was looked at with. */
interface Followed {
  readonly files: Map<string, string>;
  /** The folders they are in. */
  readonly folders: Set<string>;
  readonly watcher: vscode.Disposable;
}

/**
 * Keeps the rows of proposals in line with their files, whoever changes those: typing, undo, a save, format on save, git,
 * another editor, a rename. Every file with proposals is looked at once when they come or are shown again, and after each
 * change.
 */
export function followFiles(sessions: Sessions, log: Pick<Log, 'error'>): vscode.Disposable {
  return new FileFollower(sessions, log);
}

class FileFollower implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #log: Pick<Log, 'error'>;
  readonly #followed = new Map<ReviewSession, Followed>();
  /** Files to look at, by their URI, in the order in which they changed. */
  readonly #due = new Map<string, { readonly session: ReviewSession; readonly path: string; readonly at: number }>();
  readonly #subscriptions: vscode.Disposable;
  #isAtWork = false;

  constructor(sessions: Sessions, log: Pick<Log, 'error'>) {
    this.#sessions = sessions;
    this.#log = log;
    const { workspace } = vscode;
    this.#subscriptions = vscode.Disposable.from(
      sessions.onDidChange((change) => this.#follow(change)),
      // With the changes that were not saved before a reload.
      workspace.onDidOpenTextDocument(({ uri }) => this.#changed(uri)),
      workspace.onDidChangeTextDocument(({ document }) => this.#changed(document.uri)),
      workspace.onDidSaveTextDocument(({ uri }) => this.#changed(uri)),
      // What was not saved is gone with the tab.
      workspace.onDidCloseTextDocument(({ uri }) => this.#changed(uri)),
    );
    this.#follow({ list: true, paths: new Map() });
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const { watcher } of this.#followed.values()) {
      watcher.dispose();
    }
    this.#due.clear();
  }

  /** Takes up new sessions and files that have got proposals, and lets go of sessions that are gone. */
  #follow({ list, paths }: SessionsChange): void {
    const present = this.#sessions.all();
    for (const [session, { watcher }] of list ? this.#followed : []) {
      if (!present.includes(session)) {
        watcher.dispose();
        this.#followed.delete(session);
      }
    }
    for (const session of list ? present : []) {
      if (!this.#followed.has(session)) {
        this.#followed.set(session, { files: new Map(), folders: new Set(), watcher: this.#watch(session.folder) });
        void inTurns([...session.run.store.files()], ({ path }) => this.#take(session, [path]));
      }
    }
    for (const [session, changed] of paths) {
      this.#take(session, changed);
    }
  }

  #take(session: ReviewSession, paths: Iterable<string>): void {
    const followed = this.#followed.get(session);
    for (const path of followed ? paths : []) {
      const file = session.run.store.file(path);
      const proposals = file?.findings.filter(({ proposal }) => proposal).map(({ id }) => id) ?? [];
      const known = [file?.textHash, ...proposals].join();
      if (!file) {
        followed?.files.delete(path);
      }
      if (followed && proposals.length > 0 && followed.files.get(path) !== known) {
        followed.files.set(path, known);
        for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
          followed.folders.add(path.slice(0, end));
        }
        this.#look(session, path);
      }
    }
  }

  #watch(folder: vscode.Uri): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**'));
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange((uri) => this.#changed(uri)),
      watcher.onDidCreate((uri) => this.#changed(uri)),
      watcher.onDidDelete((uri) => this.#changed(uri)),
    );
  }

  /** Something happened to a file, or to a folder with all that is in it. */
  #changed(uri: vscode.Uri): void {
    for (const [session, { files, folders }] of this.#followed) {
      const isAll = uri.toString() === session.folder.toString();
      const path = relativePath(session.folder, uri);
      if (path !== undefined && files.has(path)) {
        this.#look(session, path);
      } else if (isAll || (path !== undefined && folders.has(path))) {
        for (const below of files.keys()) {
          if (isAll || below.startsWith(`${path}/`)) {
            this.#look(session, below);
          }
        }
      }
    }
  }

  #look(session: ReviewSession, path: string): void {
    const key = `${session.run.store.header.id}:${fileUri(session.folder, path)}`;
    if (!this.#due.has(key)) {
      this.#due.set(key, { session, path, at: Date.now() + lookMs });
      void this.#work();
    }
  }

  /** One file after another, and for no more than half of the time: what a person does meanwhile goes first. */
  async #work(): Promise<void> {
    if (this.#isAtWork) {
      return;
    }
    this.#isAtWork = true;
    for (const [key, { session, path, at }] of this.#due) {
      await delay(at - Date.now());
      this.#due.delete(key);
      const began = Date.now();
      if (this.#followed.has(session)) {
        const before = session.textHash(path);
        await session.look(path).catch((error: unknown) => this.#log.error(`${path}: ${String(error)}`));
        if (session.textHash(path) !== before) {
          this.#sessions.refresh(session, path);
        }
      }
      await delay(Date.now() - began);
    }
    this.#isAtWork = false;
  }
}

async function delay(ms: number): Promise<void> {
  if (ms > 0) {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}
