import * as vscode from 'vscode';
import { isAtWork } from '../../core/fileReview';
import { failedText } from '../../core/run/summary';
import type { DocumentationOf } from '../../core/strategy/rules';
import { recordedText } from '../../core/text/recorded';
import { type ElementId, parseElementId } from '../elements';
import { nothingFound } from '../facts/endingMessage';
import { Paces } from '../facts/paces';
import { factsOf, type RunFacts } from '../facts/runFacts';
import { progressText } from '../facts/runTexts';
import { viewIds } from '../ids';
import { t } from '../l10n';
import { joinParts, oneLine, paragraph } from '../plainText';
import type { Sessions } from '../sessions';
import { countsMs, Throttle } from '../throttle';
import type { Ui } from '../ui';
import { onDidShowPreview } from './followPreview';
import { registerGoToFinding } from './goToFinding';
import { registerOpenRow } from './openRow';
import { badgeOf } from './rows/badge';
import { treeFilters } from './rows/filter';
import { groupedText } from './rows/grouping';
import { registerShape, type ShapeDependencies } from './shapeCommands';
import { ReviewTree } from './tree';
import { markViewed, registerToggleViewed } from './viewed';

/** The tree in its view, with the command of its "more" rows. */
export function registerTreeView({ documentationOf, ...dependencies }: TreeViewDependencies): vscode.Disposable {
  const paces = new Paces(dependencies.sessions);
  const tree = new ReviewTree(dependencies.sessions, { documentationOf, leftOf: (session) => paces.left(session) });
  const view = new ReviewTreeView(tree, paces, dependencies);
  return vscode.Disposable.from(
    view,
    paces,
    registerShape(tree, () => view.update(), dependencies),
    registerGoToFinding((finding) => view.reveal(finding), dependencies),
    registerToggleViewed(dependencies),
  );
}

/** What the view is made with. */
export interface TreeViewDependencies extends ShapeDependencies {
  readonly sessions: Sessions;
  readonly documentationOf: DocumentationOf;
  readonly ui?: Ui;
}

/** The view around the tree: its badge, description, message and progress bar. */
export class ReviewTreeView implements vscode.Disposable {
  readonly #tree: ReviewTree;
  readonly #sessions: Sessions;
  readonly #view: vscode.TreeView<ElementId>;
  readonly #paces: Pick<Paces, 'left'>;
  readonly #subscriptions: vscode.Disposable;
  /** Ends the progress bar. */
  #endProgress: (() => void) | undefined;
  #shown = { badge: '', description: '', message: '' };

  constructor(
    tree: ReviewTree,
    paces: Pick<Paces, 'left'>,
    { sessions, log }: Pick<TreeViewDependencies, 'sessions' | 'log'>,
  ) {
    this.#tree = tree;
    this.#sessions = sessions;
    this.#paces = paces;
    const updates = new Throttle(countsMs, () => this.update());
    // Several findings can be dismissed at once; every other command takes the row that it is called on.
    this.#view = vscode.window.createTreeView(viewIds.tree, {
      ...{ treeDataProvider: tree, showCollapseAll: true, canSelectMany: true },
      // That a folder is viewed is for nobody to say who has not looked at its files.
      manageCheckboxStateManually: true,
    });
    tree.visible = this.#view.visible;
    this.#subscriptions = vscode.Disposable.from(
      tree,
      this.#view,
      registerOpenRow(tree, this.#view, log),
      this.#view.onDidChangeVisibility(({ visible }) => {
        tree.visible = visible;
      }),
      this.#view.onDidChangeCheckboxState(({ items }) => void this.#mark(items)),
      onDidShowPreview((finding) => void this.reveal(finding)),
      updates,
      sessions.onDidChange(() => updates.request()),
    );
    this.update();
  }

  /** Selects a row, if the view is in sight. */
  async reveal(id: ElementId): Promise<void> {
    if (!this.#view.visible || !this.#tree.has(id)) {
      return;
    }
    try {
      await this.#view.reveal(id, { select: true, focus: false });
    } catch {
      // The rows changed while the editor looked for this one: then there is nothing to select.
    }
  }

  dispose(): void {
    this.#endProgress?.();
    this.#subscriptions.dispose();
  }

  /** Tells the editor only what is new to it: each assignment is a message to the window. */
  update(): void {
    const sessions = this.#sessions.all();
    const runs = sessions.map((session) => factsOf(this.#sessions, session));
    const { value, tooltip: badge } = badgeOf(runs.map(({ summary }) => summary));
    const description = runs
      .flatMap(({ state, summary, verifying }, index) => {
        const session = sessions[index];
        const left = session && this.#paces.left(session);
        return [
          ...(isAtWork(state) ? [joinParts([progressText(summary), failedText(summary, t), left])] : []),
          ...(verifying ? [t('verifying')] : []),
        ];
      })
      .join(' + ');
    const message = runs[0] ? messageOf(runs[0]) || shapeMessage(this.#tree) : '';
    if (badge !== this.#shown.badge) {
      this.#view.badge = badge === '' ? undefined : { value, tooltip: badge };
    }
    if (description !== this.#shown.description) {
      this.#view.description = description;
    }
    if (message !== this.#shown.message) {
      this.#view.message = message;
    }
    this.#shown = { badge, description, message };
    this.#showProgress(description !== '');
  }

  async #mark(items: readonly (readonly [ElementId, vscode.TreeItemCheckboxState])[]): Promise<void> {
    for (const state of [vscode.TreeItemCheckboxState.Checked, vscode.TreeItemCheckboxState.Unchecked]) {
      const files = items
        .flatMap(([id, now]) => (now === state ? (parseElementId(id) ?? []) : []))
        .filter((element) => element.kind === 'file');
      await markViewed(files, state === vscode.TreeItemCheckboxState.Checked, { sessions: this.#sessions });
    }
  }

  #showProgress(wanted: boolean): void {
    if (!wanted) {
      this.#endProgress?.();
      this.#endProgress = undefined;
    } else if (!this.#endProgress) {
      const ended = new Promise<void>((resolve) => {
        this.#endProgress = resolve;
      });
      void vscode.window.withProgress({ location: { viewId: viewIds.tree } }, () => ended);
    }
  }
}

/** That the tree leaves files out or is grouped otherwise, where it does. */
function shapeMessage(tree: ReviewTree): string {
  const { filter, grouping } = tree.shape;
  const { shown, files } = tree.counts();
  return joinParts([
    filter === 'all'
      ? undefined
      : t('{0}: {1} of {2, plural, one {# file} other {# files}}', ...[treeFilters[filter].name, shown, files]),
    grouping === 'folder' ? undefined : groupedText(grouping),
  ]);
}

/** Why a run has no rows to show. */
function messageOf({ state, summary, name, header }: RunFacts): string {
  if (state.kind === 'failed') {
    return t("Couldn't review “{0}”: {1}", oneLine(name), paragraph(recordedText(state.message, t)));
  }
  return state.kind === 'finished' && summary.files === 0 ? nothingFound(name, header.options.changedSince) : '';
}
