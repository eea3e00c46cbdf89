import * as vscode from 'vscode';
import { errorMessage, errorStack } from '../core/text/errorMessage';
import type { Log } from './log';
import { oneLine } from './plainText';

const showLog = 'Show Log';

/**
 * Registers a command that does nothing in a workspace that is not trusted, and whose defects end in the log and in one
 * message instead of nowhere.
 */
export function registerGuardedCommand(
  id: string,
  log: Pick<Log, 'error' | 'show'>,
  run: (...args: unknown[]) => void | Promise<void>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showErrorMessage('Folder Review works only in a trusted workspace.');
      return;
    }
    try {
      await run(...args);
    } catch (error) {
      log.error(errorStack(error));
      const message = errorMessage(error);
      void vscode.window.showErrorMessage(`Folder Review failed: ${oneLine(message)}`, showLog).then((answer) => {
        if (answer === showLog) {
          log.show();
        }
      });
    }
  });
}
