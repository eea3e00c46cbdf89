import * as vscode from 'vscode';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import type { Log } from '../log';
import { QueueWalk, type QueueWalkDependencies } from './queueWalk';

export interface QueueCommandsDependencies extends QueueWalkDependencies {
  readonly log: Pick<Log, 'error' | 'show'>;
}

/** The commands that work on proposals. */
export function registerQueueCommands(dependencies: QueueCommandsDependencies): vscode.Disposable {
  const walk = new QueueWalk(dependencies);
  const register = (id: string, run: (argument: unknown) => Promise<void>) =>
    registerGuardedCommand(id, dependencies.log, run);
  return vscode.Disposable.from(
    register(commandIds.preview, (argument) => walk.preview(argument)),
    register(commandIds.previewAll, (argument) => walk.previewAll(argument)),
    register(commandIds.apply, (argument) => walk.apply(argument)),
    register(commandIds.applyNext, (argument) => walk.applyNext(argument)),
    register(commandIds.applyAllSafe, (argument) => walk.applyAll('safe', argument)),
    register(commandIds.applyAllExact, (argument) => walk.applyAll('exact', argument)),
    register(commandIds.skip, (argument) => walk.skip(argument)),
    register(commandIds.dismiss, (argument) => walk.dismiss(argument)),
    register(commandIds.revert, (argument) => walk.revert(argument)),
  );
}
