import * as vscode from 'vscode';
import { isAtWork } from '../../core/fileReview';
import { failedText } from '../../core/run/summary';
import type { DocumentationOf } from '../../core/strategy/rules';
import { counted } from '../../core/text/counted';
import { type ElementId, parseElementId } from '../elements';
import { nothingFound } from '../facts/endingMessage';
import { factsOf, type RunFacts } from '../facts/runFacts';
import { progressText } from '../facts/runTexts';
import { commandIds, viewIds } from '../ids';
import { joinParts, oneLine, paragraph } from '../plainText';
import type { Sessions } from '../sessions';
import { type FilterDependencies, registerFilter } from './filterCommands';
import { onDidShowPreview } from './followPreview';
import { treeFilters } from './rows/filter';
import { ReviewTree } from './tree';

/** The tree in its view, with the command of its "more" rows. */
export function registerTreeView({ documentationOf, ...filter }: TreeViewDependencies): vscode.Disposable {
  const tree = new ReviewTree(filter.sessions, { documentationOf });
  const view = new ReviewTreeView(tree, filter.sessions);
  return vscode.Disposable.from(
    view,
    registerFilter(tree, () => view.update(), filter),
  );
}

/** What the view is made with. */
export interface TreeViewDependencies extends FilterDependencies {
  readonly sessions: Sessions;
  readonly documentationOf: DocumentationOf;
}

/** The view around the tree: its badge, description, message and progress bar. */
export class ReviewTreeView implements vscode.Disposable {
  readonly #tree: ReviewTree;
  readonly #sessions: Sessions;
  readonly #view: vscode.TreeView<ElementId>;
  readonly #subscriptions: vscode.Disposable;
  /** Ends the progress bar. */
  #endProgress: (() => void) | undefined;
  #shown = { badge: '', description: '', message: '' };

  constructor(tree: ReviewTree, sessions: Sessions) {
    this.#tree = tree;
    this.#sessions = sessions;
    // Several findings can be dismissed at once; every other command takes the row that it is called on.
    const options = { treeDataProvider: tree, showCollapseAll: true, canSelectMany: true };
    this.#view = vscode.window.createTreeView(viewIds.tree, options);
    tree.visible = this.#view.visible;
    this.#subscriptions = vscode.Disposable.from(
      tree,
      this.#view,
      vscode.commands.registerCommand(commandIds.showMore, (argument: unknown) => {
        const element = parseElementId(argument);
        if (element?.kind === 'more') {
          tree.showMore(element);
        }
      }),
      this.#view.onDidChangeVisibility(({ visible }) => {
        tree.visible = visible;
      }),
      onDidShowPreview((finding) => void this.reveal(finding)),
      sessions.onDidChange(() => this.update()),
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
    const runs = this.#sessions.all().map((session) => factsOf(this.#sessions, session));
    const waiting = runs.reduce((sum, { summary }) => sum + summary.proposals.ready, 0);
    const failed = failedText({
      failed: runs.reduce((sum, { summary }) => sum + summary.failed, 0),
      files: runs.reduce((sum, { summary }) => sum + summary.files, 0),
    });
    const badge = waiting > 0 ? joinParts([`${counted(waiting, 'proposal')} to review`, failed], ', ') : '';
    const description = runs
      .flatMap(({ state, summary, verifying }) => [
        ...(isAtWork(state) ? [progressText(summary)] : []),
        ...(verifying ? ['verifying'] : []),
      ])
      .join(' + ');
    const message = runs[0] ? messageOf(runs[0]) || filterMessage(this.#tree) : '';
    if (badge !== this.#shown.badge) {
      this.#view.badge = badge === '' ? undefined : { value: waiting, tooltip: badge };
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

/** That the tree leaves files out, where it does. */
function filterMessage(tree: ReviewTree): string {
  const { shown, files } = tree.counts();
  return tree.filter === 'all' ? '' : `${treeFilters[tree.filter].name}: ${shown} of ${counted(files, 'file')}`;
}

/** Why a run has no rows to show. */
function messageOf({ state, summary, name, header }: RunFacts): string {
  if (state.kind === 'failed') {
    return `Could not review “${oneLine(name)}”: ${paragraph(state.message)}`;
  }
  return state.kind === 'finished' && summary.files === 0 ? nothingFound(name, header.options.changedSince) : '';
}
