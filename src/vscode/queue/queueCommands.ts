import * as vscode from 'vscode';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import type { Log } from '../log';
import { QueueWalk, type QueueWalkDependencies } from './queueWalk';

export interface QueueCommandsDependencies extends QueueWalkDependencies {
  readonly log: Pick<Log, 'error' | 'show'>;
}

/**
 * In the place of a row that the editor has lost while it draws them anew: it calls with an argument that has no value. To
 * take that for a call without one would mean the preview in front, which is another proposal.
 */
const lostRow = 'lost row';

/** The commands that work on proposals. */
export function registerQueueCommands(dependencies: QueueCommandsDependencies): vscode.Disposable {
  const walk = new QueueWalk(dependencies);
  /** A button of the view, too, is called with the row that has the focus, which may be none. */
  const onQueue = (id: string, run: (argument: unknown) => Promise<void>) =>
    registerGuardedCommand(id, dependencies.log, (argument) => run(argument ?? undefined));
  const onProposal = (id: string, run: (argument: unknown, selected: unknown) => Promise<void>) =>
    registerGuardedCommand(id, dependencies.log, (...args) =>
      run(args.length > 0 ? (args[0] ?? lostRow) : undefined, args[1]),
    );
  return vscode.Disposable.from(
    onProposal(commandIds.preview, (argument) => walk.preview(argument)),
    onProposal(commandIds.apply, (argument) => walk.apply(argument)),
    onProposal(commandIds.skip, (argument) => walk.skip(argument)),
    onProposal(commandIds.dismiss, (argument, selected) => walk.dismiss(argument, selected)),
    onProposal(commandIds.dismissWithReason, (argument, selected) => walk.dismissWithReason(argument, selected)),
    onQueue(commandIds.undoDismiss, () => walk.undoDismiss()),
    onProposal(commandIds.revert, (argument) => walk.revert(argument)),
    onQueue(commandIds.revertAll, (argument) => walk.revertAll(argument)),
    onQueue(commandIds.previewAll, (argument) => walk.previewAll(argument)),
    onQueue(commandIds.applyNext, (argument) => walk.applyNext(argument)),
    onQueue(commandIds.applyAllSafe, (argument) => walk.applyAll('safe', argument)),
    onQueue(commandIds.applyAllExact, (argument) => walk.applyAll('exact', argument)),
    onQueue(commandIds.applyAllVerified, (argument) => walk.applyAllVerified(argument)),
  );
}
