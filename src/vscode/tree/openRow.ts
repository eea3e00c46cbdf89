import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { type ElementId, parseElementId, type TreeElement } from '../elements';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import type { Row, RowAction } from './rows/row';

/** How long the editor may take to draw rows anew, and how often it is asked whether it has, in milliseconds. */
const drawing = { longest: 2_000, step: 25 };

/** What a click on a row, or the Enter key, does. */
const rowActions: Readonly<Record<RowAction, { readonly title: string; readonly command?: string }>> = {
  preview: { title: t('Preview'), command: commandIds.preview },
  open: { title: t('Open in Editor'), command: commandIds.openFinding },
  more: { title: t('Show More') },
  // A click on a row with a checkbox opens it only where its command does.
  expand: { title: t('Show Findings') },
  retry: { title: t('Retry'), command: commandIds.retryFailed },
  check: { title: t('Check Setup'), command: commandIds.checkSetup },
  model: { title: t('Use a Model'), command: commandIds.useModel },
};

/**
 * The command of a row. It has no arguments: the editor keeps those only until it draws the row anew, and a click in between
 * would do nothing. Whoever clicks a row, or presses Enter on it, has selected it.
 */
export const openRowCommand = (action: RowAction): vscode.Command => ({
  command: commandIds.openRow,
  title: rowActions[action].title,
});

/** The rows that a view shows. */
interface Rows {
  /** Undefined for one that has gone. */
  row(id: ElementId): Row | undefined;
  /** Shows the next rows of the level that a "more" row ends. */
  showMore(element: Extract<TreeElement, { kind: 'more' }>): void;
}

/** The command of rows, which does what the selected one is for. */
export function registerOpenRow(
  rows: Rows,
  view: vscode.TreeView<ElementId>,
  log: Pick<Log, 'error' | 'show'>,
): vscode.Disposable {
  return registerGuardedCommand(commandIds.openRow, log, async () => {
    const id = await selectedRow(view);
    const element = parseElementId(id);
    const action = id === undefined ? undefined : rows.row(id)?.action;
    if (id === undefined || action === undefined) return;
    if (element?.kind === 'more') {
      rows.showMore(element);
    } else if (action === 'expand') {
      await view.reveal(id, { expand: true, select: false }).then(undefined, () => undefined);
    } else {
      await vscode.commands.executeCommand(rowActions[action].command ?? '', id);
    }
  });
}

/** The selection is empty while the rows below one are drawn anew. */
async function selectedRow(view: vscode.TreeView<ElementId>): Promise<ElementId | undefined> {
  for (
    let waited = 0;
    view.visible && view.selection.length === 0 && waited < drawing.longest;
    waited += drawing.step
  ) {
    await sleep(drawing.step);
  }
  return view.selection[0];
}
