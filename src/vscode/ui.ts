import * as vscode from 'vscode';
import { maskSecrets } from '../core/text/secrets';
import { commandIds } from './ids';
import { t } from './l10n';

/** How commands speak with the person; tests bring their own. */
export interface Ui {
  /**
   * Says in passing that something went well.
   *
   * @param undo the command that takes it back, which a click on the message runs
   */
  status(message: string, undo?: string): void;
  /** Says that something did not work, and where to read more. */
  problem(message: string): void;
  /** Asks before something big, in a dialog, so that nobody waits for what a message hides. False when the person turns away. */
  confirm(question: string, action: string): Promise<boolean>;
  /** Says something that can be answered by a button. Undefined when the message was closed. */
  offer(level: 'info' | 'warning', message: string, ...buttons: readonly string[]): Promise<string | undefined>;
  pick<T extends vscode.QuickPickItem>(items: readonly T[], placeholder: string): Promise<T | undefined>;
  /** Lets some be picked. Undefined when the person turns away. */
  pickMany<T extends vscode.QuickPickItem>(items: readonly T[], placeholder: string): Promise<readonly T[] | undefined>;
  /**
   * Lets some be checked in a list beside which the person can look at the editors, and hears of each change. Answers with
   * those that are, or with a button of the list; undefined when the person turns away.
   */
  checklist<T extends vscode.QuickPickItem>(list: Checklist<T>): Promise<Checked<T> | undefined>;
  /** Asks for a line of text. Undefined when the person turns away. */
  text(title: string, prompt: string): Promise<string | undefined>;
  /** Asks for something that must not be seen. */
  secret(title: string, prompt: string): Promise<string | undefined>;
}

/** A list with boxes to check. */
export interface Checklist<T extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  /** Those with `picked` are checked at first. */
  readonly items: readonly T[];
  readonly buttons: readonly vscode.QuickInputButton[];
  onDidCheck(checked: readonly T[]): void;
}

/** What the person did with such a list. */
export type Checked<T> =
  | { readonly kind: 'checked'; readonly items: readonly T[] }
  | { readonly kind: 'button'; readonly button: vscode.QuickInputButton };

const statusMs = 5_000;
/** Longer, so that there is time to click on it. */
const undoMs = 15_000;

let undoable: vscode.Disposable | undefined;

function showUndoable(message: string, command: string): void {
  const item = vscode.window.createStatusBarItem('folderReview.undo', vscode.StatusBarAlignment.Left);
  item.name = t('Folder Review: Undo');
  item.text = t('{0} $(discard) Undo', message);
  item.command = command;
  item.show();
  const timer = setTimeout(() => item.dispose(), undoMs);
  undoable = vscode.Disposable.from(item, { dispose: () => clearTimeout(timer) });
}

function showChecklist<T extends vscode.QuickPickItem>(list: Checklist<T>): Promise<Checked<T> | undefined> {
  const pick = vscode.window.createQuickPick<T>();
  pick.title = list.title;
  pick.placeholder = list.placeholder;
  pick.canSelectMany = true;
  // Else it is gone with a click into the editors that it goes with.
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.buttons = list.buttons;
  pick.items = list.items;
  pick.selectedItems = list.items.filter(({ picked }) => picked);
  return new Promise((resolve) => {
    const answer = (checked: Checked<T> | undefined) => {
      resolve(checked);
      pick.dispose();
    };
    pick.onDidChangeSelection((checked) => list.onDidCheck(checked));
    pick.onDidTriggerButton((button) => answer({ kind: 'button', button }));
    pick.onDidAccept(() => answer({ kind: 'checked', items: pick.selectedItems }));
    pick.onDidHide(() => answer(undefined));
    pick.show();
  });
}

export const editorUi: Ui = {
  status(message, undo) {
    undoable?.dispose();
    if (undo === undefined) {
      vscode.window.setStatusBarMessage(maskSecrets(message), statusMs);
    } else {
      showUndoable(maskSecrets(message), undo);
    }
  },
  problem(message) {
    const showLog = t('Show Log');
    void vscode.window.showWarningMessage(maskSecrets(message), showLog).then((chosen) => {
      if (chosen === showLog) {
        void vscode.commands.executeCommand(commandIds.showLog);
      }
    });
  },
  async confirm(question, action) {
    return (await vscode.window.showInformationMessage(maskSecrets(question), { modal: true }, action)) === action;
  },
  async offer(level, message, ...buttons) {
    const { showInformationMessage, showWarningMessage } = vscode.window;
    return (level === 'info' ? showInformationMessage : showWarningMessage)(maskSecrets(message), ...buttons);
  },
  async pick(items, placeHolder) {
    // The menu that it was asked for from may take the focus back after the list is there.
    return vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true, matchOnDescription: true });
  },
  async pickMany(items, placeHolder) {
    return vscode.window.showQuickPick(items, {
      placeHolder,
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDescription: true,
      matchOnDetail: true,
    });
  },
  checklist: showChecklist,
  async text(title, prompt) {
    return vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
  },
  async secret(title, prompt) {
    return vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
  },
};
