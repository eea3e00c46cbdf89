import * as vscode from 'vscode';
import { t } from '../l10n';
import type { Command, ListAction, ListedCommand } from './commandList';

/** A command that may be ticked, or a heading, which has none. */
export interface ListItem extends vscode.QuickPickItem {
  readonly command?: ListedCommand;
}

/** A list of commands while a person is at it. */
export interface ArrangedList {
  /** What it is about, and where the commands run. */
  title(): string;
  items(): readonly ListItem[];
  /** Remembers which are ticked. */
  tick(commands: readonly Command[]): void;
  /** Changes the items. */
  act(action: ListAction): Promise<void>;
}

const buttons = {
  up: { iconPath: new vscode.ThemeIcon('arrow-up'), tooltip: t('Run Earlier') },
  down: { iconPath: new vscode.ThemeIcon('arrow-down'), tooltip: t('Run Later') },
  edit: { iconPath: new vscode.ThemeIcon('edit'), tooltip: t('Edit…') },
  remove: { iconPath: new vscode.ThemeIcon('trash'), tooltip: t('Remove') },
} as const;

/** Beside the title, as every row has a box: what can be done to the list is nothing to tick. */
const listButtons: readonly (vscode.QuickInputButton & { readonly action: ListAction })[] = [
  {
    iconPath: new vscode.ThemeIcon('add'),
    tooltip: t('Enter a Command…'),
    action: { kind: 'enter', role: 'check' },
  },
  {
    iconPath: new vscode.ThemeIcon('tools'),
    tooltip: t('Enter a Set-Up Command, Run First in Each Copy…'),
    action: { kind: 'enter', role: 'set-up' },
  },
  { iconPath: new vscode.ThemeIcon('folder'), tooltip: t('Run in Another Folder…'), action: { kind: 'folder' } },
];

/** What the folder speaks for would be back with the next look: it is left without a tick instead. */
function buttonsOf({ from }: ListedCommand): readonly vscode.QuickInputButton[] {
  return [buttons.up, buttons.down, buttons.edit, ...(from === undefined ? [buttons.remove] : [])];
}

function actionOf({ tooltip }: vscode.QuickInputButton, command: Command): ListAction {
  switch (tooltip) {
    case buttons.up.tooltip:
      return { kind: 'move', command, by: -1 };
    case buttons.down.tooltip:
      return { kind: 'move', command, by: 1 };
    case buttons.edit.tooltip:
      return { kind: 'edit', command };
    default:
      return { kind: 'remove', command };
  }
}

/** Has commands ticked and put in order. False when the person turns away. */
export async function arrange(list: ArrangedList): Promise<boolean> {
  for (;;) {
    const { end, ticked } = await showList(list.title(), list.items());
    if (end === 'turned away') {
      return false;
    }
    list.tick(ticked);
    if (end === 'accepted') {
      return true;
    }
    await list.act(end);
  }
}

/** How the person left a list, and with what ticked. */
interface ListEnd {
  readonly end: 'accepted' | 'turned away' | ListAction;
  readonly ticked: readonly Command[];
}

function commandsIn(items: readonly ListItem[]): readonly ListedCommand[] {
  return items.flatMap(({ command }) => command ?? []);
}

/** A list of its own for each order: of one whose items are replaced, what is ticked is told by their former places. */
function showList(title: string, items: readonly ListItem[]): Promise<ListEnd> {
  const pick = vscode.window.createQuickPick<ListItem>();
  Object.assign(pick, { title, canSelectMany: true, ignoreFocusOut: true, matchOnDescription: true });
  pick.placeholder =
    commandsIn(items).length > 0
      ? t('Select commands, or add one with +. You are asked before they run.')
      : t('Add a command with +. You are asked before it runs.');
  pick.buttons = listButtons;
  pick.items = items.map((item) => (item.command ? { ...item, buttons: buttonsOf(item.command) } : item));
  pick.selectedItems = pick.items.filter(({ picked }) => picked === true);
  return new Promise<ListEnd>((resolve) => {
    const leave = (end: ListEnd['end']) => {
      resolve({ end, ticked: commandsIn(pick.selectedItems) });
      pick.dispose();
    };
    pick.onDidTriggerItemButton(({ item: { command }, button }) => command && leave(actionOf(button, command)));
    pick.onDidTriggerButton((button) => {
      const pressed = listButtons.find(({ tooltip }) => tooltip === button.tooltip);
      if (pressed) {
        leave(pressed.action);
      }
    });
    pick.onDidAccept(() => leave('accepted'));
    pick.onDidHide(() => leave('turned away'));
    pick.show();
  });
}
