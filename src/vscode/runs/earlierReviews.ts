import * as vscode from 'vscode';
import type { RunState } from '../../core/fileReview';
import { coverageSentence, type FileCounts } from '../../core/run/summary';
import { folderName } from '../folders';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, viewIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { runStateName } from '../names';
import { joinParts, oneLine } from '../plainText';
import { region } from '../region';
import type { Reopened, Sessions } from '../sessions';
import { editorRunUi, type RunUi } from './runUi';

/** A run on disk. */
export interface EarlierReview {
  readonly id: string;
  /** The reviewed folder. */
  readonly folder: vscode.Uri;
  /** Milliseconds since the epoch. */
  readonly beganAt: number;
  readonly state: RunState['kind'];
  readonly counts: FileCounts;
}

/** What opening earlier reviews needs from the world. */
export interface EarlierReviewsDependencies {
  readonly sessions: Sessions;
  /** Those of the folders that are open in the window, and of folders in them, the one that began last first. */
  readonly list: () => Promise<readonly EarlierReview[]>;
  readonly open: (review: EarlierReview) => Promise<Reopened>;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<RunUi, 'pick' | 'tell'>;
}

/** The command that shows a review on disk again: the one with the id that it is called with, or one that is picked. */
export function registerEarlierReviews(dependencies: EarlierReviewsDependencies): vscode.Disposable {
  return registerGuardedCommand(commandIds.openEarlier, dependencies.log, (id) => openEarlier(id, dependencies));
}

export async function openEarlier(id: unknown, dependencies: EarlierReviewsDependencies): Promise<void> {
  const { sessions, list, open, ui = editorRunUi } = dependencies;
  const reviews = (await list()).filter((review) => !sessions.shownByRun(review.id));
  const named = typeof id === 'string' ? reviews.find((review) => review.id === id) : undefined;
  if (reviews.length === 0) {
    void ui.tell('info', t('There is no other review of the open folders on disk.'));
    return;
  }
  const review = named ?? (await ui.pick(reviews.map(itemOf), t('Open which review?')))?.review;
  const shown = review && sessions.of(review.folder);
  if (shown?.run.store.isUnfinished) {
    void ui.tell(
      'info',
      t('A review of “{0}” is running. Cancel it first, or wait until it ends.', oneLine(folderName(shown.folder))),
    );
  } else if (review) {
    await show(review, await open(review), dependencies);
  }
}

async function show(
  review: EarlierReview,
  reopened: Reopened,
  dependencies: EarlierReviewsDependencies,
): Promise<void> {
  const { sessions, ui = editorRunUi } = dependencies;
  if (reopened.kind === 'failed') {
    void ui.tell('error', t('The review cannot be opened: {0}', oneLine(reopened.message)));
    return;
  }
  const others = sessions.all().filter(({ folder }) => `${folder}` === `${review.folder}`);
  for (const other of others) {
    sessions.remove(other);
    await other.forget();
  }
  if (reopened.kind === 'open') {
    sessions.add(reopened.session);
  } else {
    sessions.addHeld(reopened.held);
  }
  await vscode.commands.executeCommand(`${viewIds.tree}.focus`);
}

function itemOf(review: EarlierReview): vscode.QuickPickItem & { readonly review: EarlierReview } {
  const { folder, beganAt, state, counts } = review;
  return {
    label: new Date(beganAt).toLocaleString(region()),
    description: joinParts([oneLine(folderName(folder)), state === 'finished' ? '' : runStateName(state)]),
    detail: coverageSentence(counts, t),
    review,
  };
}
