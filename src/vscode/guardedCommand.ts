import * as vscode from 'vscode';
import { errorMessage, errorStack } from '../core/text/errorMessage';
import { t } from './l10n';
import type { Log } from './log';
import { oneLine } from './plainText';
import { untied } from './threadElements';
import { refusesCommand } from './trust';

const showLog = t('Show Log');

/**
 * Registers a command that does nothing in Restricted Mode if it needs trust, whoever calls it, and whose defects end in
 * the log and in one message instead of nowhere.
 */
export function registerGuardedCommand(
  id: string,
  log: Pick<Log, 'error' | 'show'>,
  run: (...args: unknown[]) => void | Promise<void>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    if (refusesCommand(id)) {
      return;
    }
    try {
      await run(...args.map(untied));
    } catch (error) {
      log.error(errorStack(error));
      const message = errorMessage(error);
      void vscode.window.showErrorMessage(t('Folder Review failed: {0}', oneLine(message)), showLog).then((answer) => {
        if (answer === showLog) {
          log.show();
        }
      });
    }
  });
}
