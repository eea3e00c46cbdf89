import pLimit from 'p-limit';
import * as vscode from 'vscode';
import type { Hasher } from '../../core/ports';
import { LineIndex } from '../../core/text/lines';
import type { FileReview, Finding, Severity, Span } from '../../core/types';
import { fileUri, openDocument, readText, relativePath } from '../documents';
import { toElementId } from '../elements';
import { commandIds } from '../ids';
import { oneLine, paragraph } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import { certainPlaces, isOpenFinding, moveRange, searchPlace } from './findingPlaces';

/** Begins the source of all our problems, which tells them from those of others. */
export const problemSource = 'Folder Review';

export interface ProblemsDependencies {
  readonly sessions: Sessions;
  readonly hash: Hasher;
}

/** Shows findings in the Problems panel, with quick fixes that go through the queue. */
export function registerProblems(dependencies: ProblemsDependencies): vscode.Disposable {
  const problems = new Problems(dependencies);
  return vscode.Disposable.from(
    problems,
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, problems, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}

/** A finding at its present place. */
interface Placed {
  readonly session: ReviewSession;
  readonly finding: Finding;
  readonly range: vscode.Range;
}

/** After a document changed its problems wait this long, in milliseconds, for more changes. */
const quietMs = 200;

/** Files are read again to place what was found in them; only so many at once. */
const parallelReads = 4;

class Problems implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #hash: Hasher;
  readonly #collection = vscode.languages.createDiagnosticCollection('folder-review');
  readonly #subscription: vscode.Disposable;
  readonly #watchers = new Map<ReviewSession, vscode.Disposable>();
  readonly #seen = new WeakMap<ReviewSession, Map<string, readonly Finding[]>>();
  /** By the string of the file's URI. */
  readonly #placed = new Map<string, readonly Placed[]>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #limit = pLimit(parallelReads);
  #isDisposed = false;

  constructor({ sessions, hash }: ProblemsDependencies) {
    this.#sessions = sessions;
    this.#hash = hash;
    const refresh = ({ uri }: vscode.TextDocument) => this.#isKnown(uri) && this.#refresh(uri);
    this.#subscription = vscode.Disposable.from(
      this.#collection,
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

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return (this.#placed.get(document.uri.toString()) ?? [])
      .filter((placed) => placed.range.intersection(range) !== undefined)
      .flatMap((placed) => {
        const shown = toDiagnostic(placed);
        return codeActions(
          placed,
          diagnostics.filter((diagnostic) => isSame(diagnostic, shown)),
        );
      });
  }

  #followSessions(): void {
    const current = this.#sessions.all();
    for (const session of current) {
      if (!this.#watchers.has(session)) {
        this.#watchers.set(session, this.#watch(session));
        this.#refreshPaths(
          session,
          Array.from(session.run.store.files(), ({ path }) => path),
        );
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
    const refresh = (uri: vscode.Uri) => this.#placed.has(uri.toString()) && !openDocument(uri) && this.#refresh(uri);
    watcher.onDidChange(refresh);
    watcher.onDidDelete(refresh);
    return watcher;
  }

  /** A file's state changes often, its findings seldom. */
  #refreshPaths(session: ReviewSession, paths: Iterable<string>): void {
    const seen = this.#seen.get(session) ?? new Map<string, readonly Finding[]>();
    this.#seen.set(session, seen);
    for (const path of paths) {
      const findings = session.run.store.file(path)?.findings ?? [];
      const before = seen.get(path) ?? [];
      seen.set(path, findings);
      if (findings !== before && (findings.length > 0 || before.length > 0)) {
        this.#refresh(fileUri(session.folder, path));
      }
    }
  }

  #isKnown(uri: vscode.Uri): boolean {
    return this.#reviewsOf(uri).some(({ file }) => file.findings.some(isShown));
  }

  #reviewsOf(uri: vscode.Uri): { readonly session: ReviewSession; readonly file: FileReview }[] {
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
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.#refresh(document.uri);
    }, quietMs);
    this.#timers.set(key, timer);
  }

  #refresh(uri: vscode.Uri): void {
    void this.#limit(async () => {
      const isNeeded = this.#isKnown(uri);
      const text = isNeeded ? await readText(uri) : undefined;
      if (this.#isDisposed) {
        return;
      }
      const reviews = text === undefined ? [] : this.#reviewsOf(uri);
      const placed = reviews.flatMap((review) => this.#place(uri, review, text ?? ''));
      if (placed.length > 0) {
        this.#placed.set(uri.toString(), placed);
        this.#collection.set(uri, placed.map(toDiagnostic));
      } else if (this.#placed.delete(uri.toString())) {
        this.#collection.delete(uri);
      }
    });
  }

  #place(uri: vscode.Uri, { session, file }: { session: ReviewSession; file: FileReview }, text: string): Placed[] {
    const certain = certainPlaces(file, text, this.#hash);
    const followed = openDocument(uri) ? (this.#placed.get(uri.toString()) ?? []) : [];
    const lines = new LineIndex(text);
    const toLineRange = (span: Span | undefined) => span && rangeOf(lines, span);
    return file.findings.filter(isShown).flatMap((finding) => {
      const range = certain
        ? toLineRange(certain.get(finding.id))
        : (followed.find((item) => item.session === session && item.finding.id === finding.id)?.range ??
          toLineRange(finding.place && searchPlace(text, finding.place)));
      return range ? [{ session, finding, range }] : [];
    });
  }
}

/** What the editor reviewer found is in the Problems panel already. */
function isShown(finding: Finding): boolean {
  return finding.place !== undefined && finding.reviewer !== 'editor' && isOpenFinding(finding);
}

const severityOf: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

function toDiagnostic({ finding, range }: Placed): vscode.Diagnostic {
  const explanation = finding.explanation === '' ? '' : `\n${paragraph(finding.explanation)}`;
  const message = `${oneLine(finding.title)}${explanation}`;
  const diagnostic = new vscode.Diagnostic(range, message, severityOf[finding.severity]);
  diagnostic.source = `${problemSource} (${oneLine([finding.source, ...(finding.alsoFrom ?? [])].join(', '))})`;
  if (finding.rule !== undefined) {
    diagnostic.code = oneLine(finding.rule);
  }
  return diagnostic;
}

function isSame(a: vscode.Diagnostic, b: vscode.Diagnostic): boolean {
  return a.source === b.source && a.message === b.message && a.range.isEqual(b.range);
}

/** They run commands and carry no edits, so that nothing bypasses the queue. A flagged proposal must be looked at. */
function codeActions({ session, finding }: Placed, diagnostics: vscode.Diagnostic[]): vscode.CodeAction[] {
  const { proposal } = finding;
  if (proposal?.state.kind !== 'ready' && proposal?.state.kind !== 'reverted') {
    return [];
  }
  const element = toElementId({ kind: 'finding', run: session.run.store.header.id, finding: finding.id });
  const action = (verb: string, command: string): vscode.CodeAction => {
    const title = `${verb}: ${oneLine(finding.title)}`;
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command, arguments: [element] };
    action.diagnostics = diagnostics;
    return action;
  };
  const preview = action('Preview', commandIds.preview);
  return proposal.flags.length > 0 ? [preview] : [preview, action('Apply', commandIds.apply)];
}

function rangeOf(lines: LineIndex, { start, end }: Span): vscode.Range {
  const position = (offset: number) => new vscode.Position(lines.lineAt(offset) - 1, lines.columnAt(offset));
  return new vscode.Range(position(start), position(end));
}

function toRange(range: ReturnType<typeof moveRange>): vscode.Range | undefined {
  return range && new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
}
