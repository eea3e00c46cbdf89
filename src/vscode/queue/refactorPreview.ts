import * as vscode from 'vscode';
import { groupBy } from '../../core/groupBy';
import type { PlacedEdits } from '../../core/queue/adopting';
import type { QueueEntry } from '../../core/queue/queueEntry';
import { LineIndex } from '../../core/text/lines';
import { applyConfirmed } from '../applier';
import { fileUri, textOf } from '../documents';
import { oneLine } from '../plainText';
import { rangeOf } from '../problems/problemItems';
import type { ReviewSession } from '../sessions';
import type { Ui } from '../ui';
import { previewText } from './previewText';
import { refactorSummary } from './queueMessages';

/** A file whose proposals are in the preview. */
interface Offered {
  readonly path: string;
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly proposals: readonly PlacedEdits[];
}

/**
 * Shows proposals in VS Code's own list of changes, each with a box to check, where the person applies them as any
 * refactoring, and puts on record which of them are in the files then. Those that overlap with others are left out.
 */
export async function showRefactorPreview(
  session: ReviewSession,
  entries: readonly QueueEntry[],
  ui: Pick<Ui, 'status' | 'problem'>,
): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const offered: Offered[] = [];
  for (const [path, own] of groupBy(entries, ({ file }) => file.path)) {
    const uri = fileUri(session.folder, path);
    const text = await openText(uri);
    const shown = text === undefined ? [] : previewText(session.queue, own, text).shown;
    const proposals = shown.flatMap((entry) => placedIn(session, entry, text ?? '', edit, uri));
    offered.push({ path, uri, text: text ?? '', proposals });
  }
  const left = entries.length - offered.reduce((sum, { proposals }) => sum + proposals.length, 0);
  const isApplied = edit.size > 0 && (await applyConfirmed(edit));
  let made = 0;
  for (const { path, uri, text, proposals } of isApplied ? offered : []) {
    const now = await openText(uri);
    made += now === undefined ? 0 : await session.queue.adopt(text, proposals, now);
    await session.look(path);
  }
  void session.save();
  const summary = refactorSummary(made, entries.length, left);
  void (left > 0 ? ui.problem(summary) : ui.status(summary));
}

async function openText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return textOf(await vscode.workspace.openTextDocument(uri));
  } catch {
    return undefined;
  }
}

function placedIn(
  session: ReviewSession,
  entry: QueueEntry,
  text: string,
  edit: vscode.WorkspaceEdit,
  uri: vscode.Uri,
): PlacedEdits[] {
  const located = session.queue.locate(entry, text);
  if (located.kind !== 'located') {
    return [];
  }
  const lines = new LineIndex(text);
  const label = oneLine(entry.finding.title);
  const description = oneLine(entry.finding.source);
  for (const one of located.edits) {
    edit.replace(uri, rangeOf(lines, one), one.newText, { needsConfirmation: true, label, description });
  }
  return [{ id: entry.finding.id, edits: located.edits }];
}
