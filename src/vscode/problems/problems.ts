import pLimit from 'p-limit';
import * as vscode from 'vscode';
import type { Hasher } from '../../core/ports';
import type { DocumentationOf } from '../../core/strategy/rules';
import type { Finding } from '../../core/types';
import { fileUri, openDocument, readText, relativePath } from '../documents';
import { moveRange } from '../facts/findingPlaces';
import { inTurns } from '../inTurns';
import type { ReviewSession, Sessions } from '../sessions';
import { type FindingPlaces, FindingsInEditors } from './findingsInEditors';
import { type FileInReview, place, placeUnread } from './placing';
import { codeActions, isSame, isShown, type Placed, toDiagnostic, toRange } from './problemItems';

export interface ProblemsDependencies {
  readonly sessions: Sessions;
  readonly hash: Hasher;
  readonly documentationOf: DocumentationOf;
}

/** Shows findings in the Problems panel, with quick fixes that go through the queue. */
export function registerProblems(dependencies: ProblemsDependencies): vscode.Disposable {
  const problems = new Problems(dependencies);
  return vscode.Disposable.from(
    problems,
    new FindingsInEditors({ ...dependencies, places: problems }),
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, problems, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}

/** After a document changed its problems wait this long, in milliseconds, for more changes. */
const quietMs = 200;

/** Files that may have changed are read again to place what was found in them; only so many at once. */
const parallelReads = 4;

/** The editor is told of so many problems at once; of more in one message it drops the rest. */
const problemsPerMessage = 500;

class Problems implements FindingPlaces, vscode.CodeActionProvider, vscode.Disposable {
  readonly #didPlace = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidPlace = this.#didPlace.event;
  readonly #sessions: Sessions;
  readonly #hash: Hasher;
  readonly #documentationOf: DocumentationOf;
  readonly #collection = vscode.languages.createDiagnosticCollection('folder-review');
  readonly #subscription: vscode.Disposable;
  readonly #watchers = new Map<ReviewSession, vscode.Disposable>();
  readonly #seen = new WeakMap<ReviewSession, Map<string, readonly Finding[]>>();
  /** By the string of the file's URI. */
  readonly #placed = new Map<string, readonly Placed[]>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #limit = pLimit(parallelReads);
  /** Files that others changed while they were not open, by the string of the URI. */
  readonly #changedByOthers = new Set<string>();
  /** The number of the last look at a file, by the string of its URI: one that ends after it counts for nothing. */
  readonly #looks = new Map<string, number>();
  #lastLook = 0;
  #isDisposed = false;

  constructor({ sessions, hash, documentationOf }: ProblemsDependencies) {
    this.#documentationOf = documentationOf;
    this.#sessions = sessions;
    this.#hash = hash;
    const refresh = ({ uri }: vscode.TextDocument) => this.#isKnown(uri) && this.#refresh(uri);
    this.#subscription = vscode.Disposable.from(
      this.#collection,
      this.#didPlace,
      sessions.onDidChange(({ list, paths }) => {
        if (list) {
          this.#followSessions();
        }
        for (const [session, changed] of paths) {
          this.#refreshPaths(session, changed);
        }
      }),
      vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      vscode.workspace.onDidOpenTextDocument(refresh),
      vscode.workspace.onDidCloseTextDocument(refresh),
    );
    this.#followSessions();
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const disposable of [this.#subscription, ...this.#watchers.values()]) {
      disposable.dispose();
    }
    for (const timer of this.#timers.values()) {
      clearTimeout(timer);
    }
  }

  placedIn(uri: vscode.Uri): readonly Placed[] {
    return this.#placed.get(uri.toString()) ?? [];
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return this.placedIn(document.uri)
      .filter((placed) => placed.range.intersection(range) !== undefined)
      .flatMap((placed) => {
        const shown = toDiagnostic(placed, this.#documentationOf);
        return codeActions(
          placed,
          diagnostics.filter((diagnostic) => isSame(diagnostic, shown)),
          this.#documentationOf,
        );
      });
  }

  #followSessions(): void {
    const current = this.#sessions.all();
    for (const session of current) {
      if (!this.#watchers.has(session)) {
        this.#watchers.set(session, this.#watch(session));
        void inTurns([...session.run.store.files()], ({ path }) => {
          for (const uri of this.#watchers.has(session) ? this.#withNewFindings(session, [path]) : []) {
            this.#refresh(uri);
          }
        });
      }
    }
    for (const [session, watcher] of this.#watchers) {
      if (!current.includes(session)) {
        watcher.dispose();
        this.#watchers.delete(session);
      }
    }
    for (const [key, placed] of this.#placed) {
      if (placed.some(({ session }) => !current.includes(session))) {
        this.#refresh(vscode.Uri.parse(key, true));
      }
    }
  }

  /** Files that are not open change without an event of the editor's own. */
  #watch(session: ReviewSession): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(session.folder, '**/*'));
    const refresh = (uri: vscode.Uri) => {
      if (this.#reviewsOf(uri).length > 0 && !openDocument(uri)) {
        this.#changedByOthers.add(uri.toString());
        if (this.#placed.has(uri.toString())) {
          this.#refresh(uri);
        }
      }
    };
    watcher.onDidChange(refresh);
    watcher.onDidDelete(refresh);
    return watcher;
  }

  /** Shows what was found while somebody watched: what is not open and was not changed still has the reviewed text. */
  #refreshPaths(session: ReviewSession, paths: Iterable<string>): void {
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    const certain: [vscode.Uri, readonly Placed[]][] = [];
    for (const uri of this.#withNewFindings(session, paths)) {
      const key = uri.toString();
      const placed = open.has(key) || this.#changedByOthers.has(key) ? undefined : placeUnread(this.#reviewsOf(uri));
      if (placed) {
        certain.push([uri, placed]);
      } else {
        this.#refresh(uri);
      }
    }
    this.#show(certain);
  }

  /** A file's state changes often, its findings seldom. */
  #withNewFindings(session: ReviewSession, paths: Iterable<string>): vscode.Uri[] {
    const seen = this.#seen.get(session) ?? new Map<string, readonly Finding[]>();
    this.#seen.set(session, seen);
    const changed: vscode.Uri[] = [];
    for (const path of paths) {
      const findings = session.run.store.file(path)?.findings ?? [];
      const before = seen.get(path) ?? [];
      seen.set(path, findings);
      if (findings !== before && (findings.length > 0 || before.length > 0)) {
        changed.push(fileUri(session.folder, path));
      }
    }
    return changed;
  }

  #isKnown(uri: vscode.Uri): boolean {
    return this.#reviewsOf(uri).some(({ file }) => file.findings.some(isShown));
  }

  #reviewsOf(uri: vscode.Uri): FileInReview[] {
    return this.#sessions.all().flatMap((session) => {
      const path = relativePath(session.folder, uri);
      const file = path === undefined ? undefined : session.run.store.file(path);
      return file ? [{ session, file }] : [];
    });
  }

  /** Between two looks at the text, a problem moves with it, and disappears when the change reaches into its place. */
  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    const placed = this.#placed.get(key);
    if (!placed && !this.#isKnown(document.uri)) {
      return;
    }
    if (placed) {
      this.#placed.set(
        key,
        placed.flatMap((item) => {
          const range = contentChanges.reduce(
            (moved: vscode.Range | undefined, change) => moved && toRange(moveRange(moved, change)),
            item.range,
          );
          return range ? [{ ...item, range }] : [];
        }),
      );
    }
    this.#newLook(key);
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.#refresh(document.uri);
    }, quietMs);
    this.#timers.set(key, timer);
  }

  #refresh(uri: vscode.Uri): void {
    const key = uri.toString();
    const look = this.#newLook(key);
    void this.#limit(async () => {
      const isNeeded = this.#isKnown(uri);
      const text = isNeeded ? await readText(uri) : undefined;
      if (this.#isDisposed || this.#looks.get(key) !== look) {
        return;
      }
      this.#looks.delete(key);
      const reviews = text === undefined ? [] : this.#reviewsOf(uri);
      this.#show([
        [
          uri,
          reviews.flatMap((review) =>
            place(review, text ?? '', this.#hash, openDocument(uri) ? this.placedIn(uri) : []),
          ),
        ],
      ]);
    });
  }

  #newLook(key: string): number {
    this.#lastLook += 1;
    this.#looks.set(key, this.#lastLook);
    return this.#lastLook;
  }

  #show(files: readonly (readonly [vscode.Uri, readonly Placed[]])[]): void {
    let message: [vscode.Uri, vscode.Diagnostic[] | undefined][] = [];
    let count = 0;
    for (const [uri, placed] of files) {
      const key = uri.toString();
      const isShown = this.#placed.delete(key);
      if (placed.length > 0) {
        this.#placed.set(key, placed);
      }
      if (placed.length > 0 || isShown) {
        count += placed.length;
        message.push([
          uri,
          placed.length > 0 ? placed.map((one) => toDiagnostic(one, this.#documentationOf)) : undefined,
        ]);
        this.#didPlace.fire(uri);
      }
      if (count >= problemsPerMessage) {
        this.#collection.set(message);
        message = [];
        count = 0;
      }
    }
    if (message.length > 0) {
      this.#collection.set(message);
    }
  }
}
