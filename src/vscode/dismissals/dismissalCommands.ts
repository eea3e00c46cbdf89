import * as vscode from 'vscode';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import type { Log } from '../log';
import { editorUi } from '../ui';
import { type DismissedListDependencies, followOthers, shareDismissed, showDismissed } from './dismissedList';

export interface DismissalCommandsDependencies extends Omit<DismissedListDependencies, 'ui'> {
  readonly log: Pick<Log, 'error' | 'show' | 'warn'>;
}

/** The commands about what is dismissed already; and reviews follow other windows when this one is looked at again. */
export function registerDismissalCommands({ log, ...others }: DismissalCommandsDependencies): vscode.Disposable {
  const dependencies = { ...others, ui: editorUi };
  const followAll = () => {
    for (const session of dependencies.sessions.all()) {
      followOthers(session).catch((error: unknown) => log.warn(`Dismissed findings cannot be shown: ${String(error)}`));
    }
  };
  return vscode.Disposable.from(
    registerGuardedCommand(commandIds.showDismissed, log, () => showDismissed(dependencies)),
    registerGuardedCommand(commandIds.shareDismissed, log, () => shareDismissed(dependencies)),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && followAll()),
    // What the folder dismisses counts from then on.
    vscode.workspace.onDidGrantWorkspaceTrust(followAll),
  );
}
