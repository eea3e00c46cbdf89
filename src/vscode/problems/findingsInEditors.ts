import * as vscode from 'vscode';
import { groupBy } from '../../core/groupBy';
import { newsOf } from '../../core/report/historyText';
import type { DocumentationOf } from '../../core/strategy/rules';
import { type Severity, severities } from '../../core/types';
import { toElementId } from '../elements';
import { beginThread, fillThread, threadText } from '../facts/findingThread';
import { findingControllerId, settingsSection } from '../ids';
import { t } from '../l10n';
import { readSettings } from '../settings';
import { Throttle } from '../throttle';
import type { Placed } from './problemItems';

/** Where findings are in the files of the editor. */
export interface FindingPlaces {
  placedIn(uri: vscode.Uri): readonly Placed[];
  /** The places in a file are known, or others than before. */
  readonly onDidPlace: vscode.Event<vscode.Uri>;
}

/** What findings are shown with in editors. */
export interface FindingsInEditorsDependencies {
  readonly places: FindingPlaces;
  readonly documentationOf: DocumentationOf;
}

/** More threads make the editor slow. */
const mostThreads = 100;

/** So often at most editors are brought in line, in milliseconds. */
const refreshMs = 100;

/** Shows the findings of the editors in sight beside their lines, as the setting says: as icons, or as threads to open. */
export class FindingsInEditors implements vscode.Disposable {
  readonly #dependencies: FindingsInEditorsDependencies;
  readonly #controller = vscode.comments.createCommentController(findingControllerId, t('Folder Review Findings'));
  readonly #icons = new Map(severities.map((severity) => [severity, iconOf(severity)] as const));
  readonly #threads = new Map<string, vscode.CommentThread>();
  readonly #refresh = new Throttle(refreshMs, () => this.#show());
  readonly #subscription: vscode.Disposable;

  constructor(dependencies: FindingsInEditorsDependencies) {
    this.#dependencies = dependencies;
    const refresh = () => this.#refresh.request();
    this.#subscription = vscode.Disposable.from(
      this.#refresh,
      this.#controller,
      ...this.#icons.values(),
      // Bulk actions change files by the thousand, few of which anybody sees.
      dependencies.places.onDidPlace((uri) => isInSight(uri) && refresh()),
      vscode.window.onDidChangeVisibleTextEditors(refresh),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(settingsSection) && refresh()),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #show(): void {
    const read = readSettings(vscode.Uri.file('/'));
    const way = read.kind === 'settings' ? read.settings.findingsInEditor : 'icons';
    const editors = editorsInSight();
    for (const editor of editors) {
      this.#showIcons(editor, way === 'icons' ? this.#dependencies.places.placedIn(editor.document.uri) : []);
    }
    this.#showThreads(way === 'threads' ? editors.map(({ document }) => document.uri) : []);
  }

  #showIcons(editor: vscode.TextEditor, placed: readonly Placed[]): void {
    const bySeverity = groupBy(placed, ({ finding }) => finding.severity);
    for (const [severity, icon] of this.#icons) {
      const ranges = (bySeverity.get(severity) ?? []).map(({ range }) => new vscode.Range(range.start, range.start));
      editor.setDecorations(icon, ranges);
    }
  }

  #showThreads(files: readonly vscode.Uri[]): void {
    const wanted = new Map(
      [...new Map(files.map((uri) => [`${uri}`, uri] as const)).values()]
        .flatMap((uri) => this.#dependencies.places.placedIn(uri).map((placed) => ({ uri, placed })))
        .slice(0, mostThreads)
        .map((one): [string, typeof one] => [`${one.placed.finding.id} ${one.uri}`, one]),
    );
    for (const [key, thread] of this.#threads) {
      if (!wanted.has(key)) {
        thread.dispose();
        this.#threads.delete(key);
      }
    }
    for (const [key, { uri, placed }] of wanted) {
      const thread = this.#threads.get(key) ?? this.#begin(uri, placed);
      this.#threads.set(key, thread);
      this.#fill(thread, placed);
    }
  }

  #begin(uri: vscode.Uri, { session, finding, range }: Placed): vscode.CommentThread {
    const element = toElementId({ kind: 'finding', run: session.run.store.header.id, finding: finding.id });
    return beginThread(this.#controller, uri, range, element);
  }

  #fill(thread: vscode.CommentThread, { session, finding, range }: Placed): void {
    const { store } = session.run;
    const path = store.finding(finding.id)?.file.path ?? '';
    if (!thread.range?.isEqual(range)) {
      thread.range = range;
    }
    fillThread(
      thread,
      threadText(finding, {
        textHash: session.textHash(path),
        news: newsOf(store, path, finding),
        isDocumented: this.#dependencies.documentationOf(finding) !== undefined,
      }),
    );
  }
}

function editorsInSight(): readonly vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme === 'file');
}

function isInSight(uri: vscode.Uri): boolean {
  const wanted = uri.toString();
  return editorsInSight().some(({ document }) => document.uri.toString() === wanted);
}

function iconOf(severity: Severity): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    gutterIconPath: vscode.Uri.joinPath(vscode.Uri.file(__dirname), '..', 'media', `finding-${severity}.svg`),
    gutterIconSize: 'contain',
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}
