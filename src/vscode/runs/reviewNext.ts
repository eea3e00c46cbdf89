import * as vscode from 'vscode';
import type { FileReview } from '../../core/fileReview';
import { recordedText } from '../../core/text/recorded';
import { relativePath } from '../documents';
import { parseElementId, toElementId } from '../elements';
import { heldSentences } from '../facts/runTexts';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { oneLine, paragraph } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import { editorUi, type Ui } from '../ui';

/** What the command needs. */
export interface ReviewNextDependencies {
  readonly sessions: Sessions;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<Ui, 'status'>;
}

interface Target {
  readonly session: ReviewSession;
  readonly file: FileReview;
}

/** The command that puts one file before all others that wait. */
export function registerReviewNext({ sessions, log, ui = editorUi }: ReviewNextDependencies): vscode.Disposable {
  return registerGuardedCommand(commandIds.reviewNext, log, async (argument) => {
    ui.status(await reviewNext(argument, sessions));
  });
}

/**
 * Has a file reviewed before all others that wait; again, if it has come to its end. Answers with what to say.
 *
 * @param argument what the command was called with
 */
export async function reviewNext(argument: unknown, sessions: Sessions): Promise<string> {
  const held = sessions.heldByRun(parseElementId(argument)?.run ?? '');
  if (held) {
    return heldSentences(held.holder);
  }
  const target = targetOf(argument, sessions);
  return target ? putFirst(target) : t('This file is not part of a review.');
}

/** What is meant: a row of the tree, or else the file in the editor that has the focus. */
function targetOf(argument: unknown, sessions: Sessions): Target | undefined {
  const element = parseElementId(argument);
  if (element) {
    const session = sessions.byRun(element.run);
    const file = element.kind === 'file' ? session?.run.store.file(element.path) : undefined;
    return session && file && { session, file };
  }
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const targets = sessions.all().flatMap((session): Target[] => {
    const path = relativePath(session.folder, uri);
    const file = path === undefined ? undefined : session.run.store.file(path);
    return file ? [{ session, file }] : [];
  });
  return targets.find(({ session }) => session.run.store.isUnfinished) ?? targets[0];
}

async function putFirst({ session, file: { path, status } }: Target): Promise<string> {
  const name = oneLine(path.slice(path.lastIndexOf('/') + 1));
  if (status.kind === 'skipped') {
    return t('{0} is not reviewed: {1}', name, paragraph(recordedText(status.message, t)));
  }
  if (status.kind === 'reviewing' && status.waiting === undefined) {
    return t('{0} is under review already.', name);
  }
  if (status.kind === 'queued' || status.kind === 'reviewing') {
    await session.run.reviewNext(path);
  } else {
    const { id } = session.run.store.header;
    await vscode.commands.executeCommand(commandIds.retry, toElementId({ kind: 'file', run: id, path }));
  }
  return t('{0} is reviewed next.', name);
}
