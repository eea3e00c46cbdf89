import * as vscode from 'vscode';
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

/** Applies the safe proposals of a queue one after another, behind a progress message that can be cancelled. */
export async function applyAllSafe(session: ReviewSession): Promise<BulkOutcome> {
  const total = session.queue.safe().length;
  const setbacks: string[] = [];
  let tried = 0;
  const controller = new AbortController();
  const location = vscode.ProgressLocation.Notification;
  const title = `Folder Review: applying to ${oneLine(folderName(session.folder))}`;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => controller.abort());
    await session.queue.applySafe(controller.signal, (entry, result) => {
      tried += 1;
      progress.report({ message: `${tried} of ${total}: ${oneLine(entry.file.path)}`, increment: 100 / total });
      if (isSetback(result)) {
        setbacks.push(setbackMessage(entry, result));
      }
    });
  });
  return { summary: bulkSummary(total, tried, setbacks), hasSetbacks: setbacks.length > 0 };
}
