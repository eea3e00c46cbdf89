import * as vscode from 'vscode';
import type { ElementId } from '../elements';
import { t } from '../l10n';
import { openRowCommand } from './openRow';
import type { Row } from './rows/row';

const states = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
} as const;

/** A row as VS Code wants it; an empty one for what has gone. The tooltip comes when it is asked for. */
export function toTreeItem(id: ElementId, row: Row | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(row?.label ?? '', states[row?.children ?? 'none']);
  item.id = id;
  if (!row) {
    return item;
  }
  item.description = row.description;
  // No `resourceUri`: it would bring in the colours and badges of git and of the Problems panel.
  item.iconPath = toIcon(row.icon);
  item.contextValue = row.words.join(' ');
  item.accessibilityInformation = { label: row.accessibleLabel };
  if (row.isViewed !== undefined) {
    item.checkboxState = {
      state: vscode.TreeItemCheckboxState[row.isViewed ? 'Checked' : 'Unchecked'],
      tooltip: row.isViewed ? t('Viewed: its findings no longer count as open') : t('Mark as viewed'),
      accessibilityInformation: { label: t('Viewed: {0}', row.label), role: 'checkbox' },
    };
  }
  if (row.action) {
    item.command = openRowCommand(row.action);
  }
  return item;
}

/** A codicon in its colour. */
export function toIcon({ id, color }: Row['icon']): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
}
