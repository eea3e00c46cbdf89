import * as vscode from 'vscode';
import { type Bulk, isSetback, type QueueEntry } from '../../core/queue/queueEntry';
import { folderName } from '../folders';
import { t } from '../l10n';
import { oneLine } from '../plainText';
import type { ReviewSession } from '../sessions';
import type { Ui } from '../ui';
import { bulkSummary, setbackMessage } from './queueMessages';
import { revertEntries } from './revertBulk';

/** What became of proposals that were applied one after another. */
export interface AppliedEach {
  /** In the order in which they were. */
  readonly applied: readonly QueueEntry[];
  /** What kept the others from it, in words. */
  readonly setbacks: readonly string[];
  /** Fewer than there were when it was cancelled. */
  readonly tried: number;
}

type BulkUi = Pick<Ui, 'status' | 'problem' | 'offer'>;

/** Applies the proposals of a bulk action, says what came of it, and offers to take all of it back. */
export async function applyBulk(
  session: ReviewSession,
  bulk: Bulk | 'chosen',
  entries: readonly QueueEntry[],
  ui: BulkUi,
): Promise<void> {
  const { applied, setbacks, tried } = await applyEach(session, entries);
  const summary = bulkSummary(bulk, entries.length, tried, setbacks);
  if (applied.length > 0) {
    void offerUndo(session, summary, setbacks.length > 0 ? 'warning' : 'info', applied, ui);
  } else if (setbacks.length > 0) {
    ui.problem(summary);
  } else {
    ui.status(summary);
  }
}

async function offerUndo(
  session: ReviewSession,
  summary: string,
  level: 'info' | 'warning',
  applied: readonly QueueEntry[],
  ui: BulkUi,
): Promise<void> {
  const undo = t('Undo');
  if ((await ui.offer(level, summary, undo)) === undo) {
    await revertEntries(session, applied.toReversed(), ui);
  }
}

/** Applies proposals one after another, behind a progress message that can be cancelled. */
export async function applyEach(session: ReviewSession, entries: readonly QueueEntry[]): Promise<AppliedEach> {
  const total = entries.length;
  const applied: QueueEntry[] = [];
  const setbacks: string[] = [];
  const controller = new AbortController();
  const location = vscode.ProgressLocation.Notification;
  const title = t('Folder Review: applying to {0}', oneLine(folderName(session.folder)));
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => controller.abort());
    await session.queue.applyAll(entries, controller.signal, (entry, result) => {
      const tried = applied.length + setbacks.length + 1;
      progress.report({
        message: t('{0} of {1}: {2}', tried, total, oneLine(entry.file.path)),
        increment: 100 / total,
      });
      if (isSetback(result)) {
        setbacks.push(setbackMessage(entry, result));
      } else {
        applied.push(entry);
      }
    });
  });
  void session.save();
  return { applied, setbacks, tried: applied.length + setbacks.length };
}
