import * as vscode from 'vscode';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import type { Log } from '../log';
import { QueueWalk, type QueueWalkDependencies } from './queueWalk';
import type { Meaning } from './scope';

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
  /** Buttons in the title of the view, too, are called with the row that has the focus, which may be none. */
  const onQueue = (id: string, run: (argument: unknown) => Promise<void>) =>
    registerGuardedCommand(id, dependencies.log, (argument) => run(argument ?? undefined));
  const onProposal = (id: string, run: (argument: unknown, selected: unknown) => Promise<void>) =>
    registerGuardedCommand(id, dependencies.log, (...args) =>
      run(args.length > 0 ? (args[0] ?? lostRow) : undefined, args[1]),
    );
  const { bulk } = walk;
  const onRows = (id: string, run: (meaning: Meaning) => Promise<void>) =>
    onProposal(id, (argument, selected) => run({ argument, selected }));
  const onRowsOrView = (id: string, run: (meaning: Meaning) => Promise<void>) =>
    registerGuardedCommand(id, dependencies.log, (argument, selected) =>
      run({ argument: argument ?? undefined, selected }),
    );
  const onRule = (id: string, run: (meaning: Meaning) => Promise<void>) =>
    onRows(id, (meaning) => run({ ...meaning, ofRule: true }));
  return vscode.Disposable.from(
    onProposal(commandIds.preview, (argument, selected) => walk.preview(argument, selected)),
    onProposal(commandIds.apply, (argument, selected) => walk.apply(argument, selected)),
    onProposal(commandIds.skip, (argument, selected) => walk.skip(argument, selected)),
    onProposal(commandIds.dismiss, (argument, selected) => walk.dismiss(argument, selected)),
    onProposal(commandIds.dismissWithReason, (argument, selected) => walk.dismissWithReason(argument, selected)),
    onQueue(commandIds.undoDismiss, () => walk.undoDismiss()),
    onProposal(commandIds.leaveOutChange, (argument) => walk.leaveOutChange(argument)),
    onProposal(commandIds.applyChangeOnly, (argument) => walk.applyChangeOnly(argument)),
    onProposal(commandIds.restoreProposed, (argument) => walk.restoreProposed(argument)),
    onProposal(commandIds.revert, (argument, selected) => walk.revert(argument, selected)),
    onQueue(commandIds.revertAll, (argument) => walk.revertAll(argument)),
    onQueue(commandIds.previewNext, (argument) => walk.previewNext(argument)),
    onRowsOrView(commandIds.previewAll, (meaning) => bulk.previewAll(meaning)),
    onRowsOrView(commandIds.refactorPreview, (meaning) => bulk.refactorPreview(meaning)),
    onRows(commandIds.applyAll, (meaning) => bulk.applyAll('exact', meaning)),
    onRows(commandIds.dismissAll, (meaning) => walk.dismissAll(meaning)),
    onRule(commandIds.previewAllOfRule, (meaning) => bulk.previewAll(meaning)),
    onRule(commandIds.applyAllOfRule, (meaning) => bulk.applyAll('exact', meaning)),
    onRule(commandIds.dismissAllOfRule, (meaning) => walk.dismissAll(meaning)),
    onRowsOrView(commandIds.applyAllSafe, (meaning) => bulk.applyAll('safe', meaning)),
    onRows(commandIds.applyAllExact, (meaning) => bulk.applyAll('exact', meaning)),
    onQueue(commandIds.applyAllVerified, (argument) => bulk.applyAllVerified(argument)),
  );
}
