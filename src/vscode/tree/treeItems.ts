import * as vscode from 'vscode';
import type { ElementId } from '../elements';
import { commandIds } from '../ids';
import type { Row } from './rows/row';

const states = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
} as const;

const actions = {
  preview: { command: commandIds.preview, title: 'Preview' },
  open: { command: commandIds.openFinding, title: 'Open in Editor' },
  more: { command: commandIds.showMore, title: 'Show More' },
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
  if (row.action) {
    item.command = { ...actions[row.action], arguments: [id] };
  }
  return item;
}

function toIcon({ id, color }: Row['icon']): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
}
