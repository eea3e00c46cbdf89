import * as vscode from 'vscode';
import { appliedCount, changedCount } from '../../core/run/summary';
import { isRowKey, parseElementId } from '../elements';
import { heldSentences } from '../facts/runTexts';
import { folderName } from '../folders';
import { previewScheme } from '../ids';
import { t } from '../l10n';
import type { ReviewSession, Sessions } from '../sessions';
import type { Ui } from '../ui';
import type { Previews, Target } from './preview';
import { parseQuery } from './previewText';

/** What a command of the queue is about. */
export type Subject =
  | ({ readonly kind: 'proposal' } & Target)
  /** A whole queue, or the part of it that belongs to a file or to a folder and what is in it. */
  | { readonly kind: 'queue'; readonly session: ReviewSession; readonly path?: string }
  | { readonly kind: 'none'; readonly message: string };

/**
 * What is meant by a command's first argument: an element of the tree, a list of one for a key pressed in the tree, the
 * URI of a preview (what a button in the editor's title gives), or nothing: then the preview that has the focus. Undefined
 * where that says nothing, as a key while no row has the focus.
 */
export function subjectOf(argument: unknown, sessions: Sessions, previews: Previews): Subject | undefined {
  if (isRowKey(argument)) {
    const [row] = argument;
    return row === undefined || row === null ? undefined : subjectOfElement(row, sessions);
  }
  if (argument === undefined || isForeignUri(argument)) {
    const active = previews.active();
    return active && { kind: 'proposal', ...active };
  }
  return argument instanceof vscode.Uri
    ? subjectOfPreview(argument, sessions, previews)
    : subjectOfElement(argument, sessions);
}

const goneReview = t('This review is no longer there.');

/** Why there is nothing to work on at the row that a command was called on; undefined where there is, or where it is no row. */
export function rowProblem(argument: unknown, sessions: Sessions): string | undefined {
  const element = parseElementId(argument);
  if (!element || sessions.byRun(element.run)) {
    return undefined;
  }
  const held = sessions.heldByRun(element.run);
  return held ? heldSentences(held.holder) : goneReview;
}

function subjectOfElement(argument: unknown, sessions: Sessions): Subject {
  const element = parseElementId(argument);
  if (!element) {
    return {
      kind: 'none',
      message: t('This command works on proposals in the Folder Review view and on their previews.'),
    };
  }
  const session = sessions.byRun(element.run);
  if (!session) {
    return { kind: 'none', message: rowProblem(argument, sessions) ?? goneReview };
  }
  if (element.kind === 'finding') {
    const entry = session.queue.entry(element.finding);
    return entry
      ? { kind: 'proposal', session, entry }
      : { kind: 'none', message: t('This finding has no proposal, or is no longer part of the review.') };
  }
  const isPlace = element.kind === 'folder' || element.kind === 'file' || element.kind === 'active';
  return { kind: 'queue', session, ...(isPlace && { path: element.path }) };
}

/** The queue to work on when a command does not say which: the only one where something waits, or else one picked. */
export async function chooseQueue(
  sessions: Sessions,
  ui: Pick<Ui, 'status' | 'pick'>,
): Promise<Extract<Subject, { kind: 'queue' }> | undefined> {
  const waiting = sessions.all().filter(({ queue }) => queue.waiting().length > 0);
  const [only] = waiting;
  if (!only) {
    ui.status(noneWaits(sessions.all()));
    return undefined;
  }
  if (waiting.length === 1) {
    return { kind: 'queue', session: only };
  }
  const items = waiting.map((session) => ({
    label: folderName(session.folder),
    description: t('{0, plural, one {# proposal waiting} other {# proposals waiting}}', session.queue.waiting().length),
    session,
  }));
  const picked = await ui.pick(items, t('Proposals of which folder?'));
  return picked && { kind: 'queue', session: picked.session };
}

/** The review to take edits back of when a command does not say which: the only one with some, or else one picked. */
export async function chooseApplied(
  sessions: Sessions,
  ui: Pick<Ui, 'status' | 'pick'>,
): Promise<Extract<Subject, { kind: 'queue' }> | undefined> {
  const changed = sessions.all().filter((session) => changedCount(sessions.summary(session)) > 0);
  const [only] = changed;
  if (!only) {
    ui.status(t('No proposal is applied.'));
  }
  if (changed.length < 2) {
    return only && { kind: 'queue', session: only };
  }
  const items = changed.map((session) => ({
    label: folderName(session.folder),
    description: t('{0} applied', appliedCount(sessions.summary(session))),
    session,
  }));
  const picked = await ui.pick(items, t('Revert the accepted edits of which folder?'));
  return picked && { kind: 'queue', session: picked.session };
}

/** Why there is nothing to do. */
export function noneWaits(sessions: readonly ReviewSession[]): string {
  const isRunning = sessions.some(({ run }) => run.store.isUnfinished);
  return isRunning ? t('No proposals to review yet; the review is still running.') : t('No proposals to review.');
}

function subjectOfPreview(uri: vscode.Uri, sessions: Sessions, previews: Previews): Subject {
  const target = previews.targetOf(uri);
  if (target) {
    return { kind: 'proposal', ...target };
  }
  const reference = parseQuery(uri.query);
  const session = reference?.finding === undefined ? sessions.byRun(reference?.run ?? '') : undefined;
  const held = sessions.heldByRun(reference?.run ?? '');
  if (held) {
    return { kind: 'none', message: heldSentences(held.holder) };
  }
  return session
    ? { kind: 'queue', session }
    : { kind: 'none', message: t('The proposal of this preview is no longer part of a review.') };
}

/** The file of an editor that happens to have the focus. */
function isForeignUri(argument: unknown): boolean {
  return argument instanceof vscode.Uri && argument.scheme !== previewScheme;
}
