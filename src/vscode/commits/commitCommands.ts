import * as vscode from 'vscode';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import type { Log } from '../log';
import { editorRunUi } from '../runs/runUi';
import type { Sessions } from '../sessions';
import { editorUi } from '../ui';
import { Commits } from './commits';
import { followChanges } from './followChanges';
import { followCommitted } from './followCommitted';

/** The commands that commit what is applied and land it, and what is committed unasked. */
export function registerCommitCommands({
  sessions,
  log,
}: {
  readonly sessions: Sessions;
  readonly log: Log;
}): vscode.Disposable {
  const commits = new Commits({ sessions, log, ui: { ...editorUi, ask: editorRunUi.ask } });
  const unasked = (session: Parameters<Commits['commitUnasked']>[0]) => {
    commits.commitUnasked(session).catch((error: unknown) => log.error(String(error)));
  };
  return vscode.Disposable.from(
    registerGuardedCommand(commandIds.commit, log, (argument) => commits.commit(argument)),
    registerGuardedCommand(commandIds.land, log, (argument) => commits.land(argument)),
    followChanges(sessions, unasked),
    followCommitted(sessions, (error) => log.error(String(error))),
  );
}
