import * as vscode from 'vscode';
import { maskSecrets } from '../core/text/secrets';
import { commandIds } from './ids';

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
  /** Asks for a line of text. Undefined when the person turns away. */
  text(title: string, prompt: string): Promise<string | undefined>;
  /** Asks for something that must not be seen. */
  secret(title: string, prompt: string): Promise<string | undefined>;
}

const statusMs = 5_000;
/** Longer, so that there is time to click on it. */
const undoMs = 15_000;

let undoable: vscode.Disposable | undefined;

function showUndoable(message: string, command: string): void {
  const item = vscode.window.createStatusBarItem('folderReview.undo', vscode.StatusBarAlignment.Left);
  item.name = 'Folder Review: Undo';
  item.text = `${message} $(discard) Undo`;
  item.command = command;
  item.show();
  const timer = setTimeout(() => item.dispose(), undoMs);
  undoable = vscode.Disposable.from(item, { dispose: () => clearTimeout(timer) });
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
    const showLog = 'Show Log';
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
    return vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true });
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
  async text(title, prompt) {
    return vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
  },
  async secret(title, prompt) {
    return vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
  },
};
