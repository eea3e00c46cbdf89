import * as vscode from 'vscode';
import { type Bulk, isSetback, type QueueEntry } from '../../core/queue/queueEntry';
import { folderName } from '../folders';
import { oneLine } from '../plainText';
import type { ReviewSession } from '../sessions';
import type { Ui } from '../ui';
import { bulkSummary, setbackMessage } from './queueMessages';

/** What became of proposals that were applied one after another. */
export interface AppliedEach {
  /** In the order in which they were. */
  readonly applied: readonly QueueEntry[];
  /** What kept the others from it, in words. */
  readonly setbacks: readonly string[];
  /** Fewer than there were when it was cancelled. */
  readonly tried: number;
}

/** Applies the proposals of a bulk action and says what came of it. */
export async function applyBulk(session: ReviewSession, bulk: Bulk, ui: Pick<Ui, 'status' | 'problem'>): Promise<void> {
  const entries = session.queue.inBulk(bulk);
  const { setbacks, tried } = await applyEach(session, entries);
  const summary = bulkSummary(bulk, entries.length, tried, setbacks);
  if (setbacks.length > 0) {
    ui.problem(summary);
  } else {
    ui.status(summary);
  }
}

/** Applies proposals one after another, behind a progress message that can be cancelled. */
export async function applyEach(session: ReviewSession, entries: readonly QueueEntry[]): Promise<AppliedEach> {
  const total = entries.length;
  const applied: QueueEntry[] = [];
  const setbacks: string[] = [];
  const controller = new AbortController();
  const location = vscode.ProgressLocation.Notification;
  const title = `Folder Review: applying to ${oneLine(folderName(session.folder))}`;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => controller.abort());
    await session.queue.applyAll(entries, controller.signal, (entry, result) => {
      const tried = applied.length + setbacks.length + 1;
      progress.report({ message: `${tried} of ${total}: ${oneLine(entry.file.path)}`, increment: 100 / total });
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
