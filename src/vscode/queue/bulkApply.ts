import * as vscode from 'vscode';
import type { Bulk } from '../../core/queue/queueEntry';
import { folderName } from '../folders';
import { oneLine } from '../plainText';
import type { ReviewSession } from '../sessions';
import { bulkSummary, isSetback, setbackMessage } from './queueMessages';

export interface BulkOutcome {
  /** What it came to, in words. */
  readonly summary: string;
  /** Whether some of the proposals could not be applied. */
  readonly hasSetbacks: boolean;
}

/** Applies the proposals of a bulk action one after another, behind a progress message that can be cancelled. */
export async function applyBulk(session: ReviewSession, bulk: Bulk): Promise<BulkOutcome> {
  const entries = session.queue.inBulk(bulk);
  const total = entries.length;
  const setbacks: string[] = [];
  let tried = 0;
  const controller = new AbortController();
  const location = vscode.ProgressLocation.Notification;
  const title = `Folder Review: applying to ${oneLine(folderName(session.folder))}`;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => controller.abort());
    await session.queue.applyAll(entries, controller.signal, (entry, result) => {
      tried += 1;
      progress.report({ message: `${tried} of ${total}: ${oneLine(entry.file.path)}`, increment: 100 / total });
      if (isSetback(result)) {
        setbacks.push(setbackMessage(entry, result));
      }
    });
  });
  void session.save();
  return { summary: bulkSummary(bulk, total, tried, setbacks), hasSetbacks: setbacks.length > 0 };
}
