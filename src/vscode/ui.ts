import * as vscode from 'vscode';
import { maskSecrets } from '../core/text/secrets';
import { commandIds } from './ids';

/** How commands speak with the person; tests bring their own. */
export interface Ui {
  /** Says in passing that something went well. */
  status(message: string): void;
  /** Says that something did not work, and where to read more. */
  problem(message: string): void;
  /** Asks before something big. False when the person turns away. */
  confirm(question: string, action: string): Promise<boolean>;
  pick<T extends vscode.QuickPickItem>(items: readonly T[], placeholder: string): Promise<T | undefined>;
  /** Asks for something that must not be seen. */
  secret(title: string, prompt: string): Promise<string | undefined>;
}

const statusMs = 5000;

export const editorUi: Ui = {
  status(message) {
    vscode.window.setStatusBarMessage(maskSecrets(message), statusMs);
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
    return (await vscode.window.showInformationMessage(maskSecrets(question), action)) === action;
  },
  async pick(items, placeHolder) {
    return vscode.window.showQuickPick(items, { placeHolder });
  },
  async secret(title, prompt) {
    return vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
  },
};
