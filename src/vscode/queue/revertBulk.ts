import * as vscode from 'vscode';
import { isApplied } from '../../core/edits/proposalState';
import { hasProposal, isSetback, type QueueEntry } from '../../core/queue/queueEntry';
import { fileUri } from '../documents';
import { folderName } from '../folders';
import { t } from '../l10n';
import type { ReviewSession } from '../sessions';
import type { Ui } from '../ui';
import { appliedUri } from './preview';
import { nothingToRevert, revertQuestion, revertSummary, setbackMessage } from './queueMessages';

/** What of a review, or of a file or folder in it, could be taken back. */
interface Revertable {
  /** In each file the last one that was applied first. */
  readonly applied: readonly QueueEntry[];
  /** Those that were applied, and whose text somebody has changed since. */
  readonly lost: readonly QueueEntry[];
}

/** @param path of a file or folder; absent for all of the review */
function revertableIn({ run: { store } }: ReviewSession, path?: string): Revertable {
  const files = [...store.files()].filter((file) => {
    return path === undefined || file.path === path || file.path.startsWith(`${path}/`);
  });
  const all = files.flatMap((file) => file.findings.filter(hasProposal).map((finding) => ({ file, finding })));
  const lastChange = ({ file, finding }: QueueEntry) =>
    store.changes(file.path).all.findLastIndex((change) => change.finding === finding.id);
  const wasApplied = (entry: QueueEntry) => store.changes(entry.file.path).all[lastChange(entry)]?.action === 'apply';
  const applied = all.filter(({ finding }) => isApplied(finding.proposal.state));
  return {
    applied: files.flatMap(({ path: own }) =>
      applied.filter(({ file }) => file.path === own).sort((a, b) => lastChange(b) - lastChange(a)),
    ),
    lost: all.filter((entry) => entry.finding.proposal.state.kind === 'stale' && wasApplied(entry)),
  };
}

/** Takes back, after one question, all that is applied. Where the text no longer stands, the difference is offered. */
export async function revertBulk(session: ReviewSession, path: string | undefined, ui: Ui): Promise<void> {
  const recorded = revertableIn(session, path);
  for (const changed of new Set([...recorded.applied, ...recorded.lost].map(({ file }) => file.path))) {
    await session.look(changed);
  }
  const { applied, lost } = revertableIn(session, path);
  if (applied.length === 0) {
    void offerDifferences(session, nothingToRevert(lost), lost, ui);
  } else if (await ui.confirm(revertQuestion(applied, lost, folderName(session.folder)), t('Revert'))) {
    await revertEntries(session, applied, ui, lost);
  }
}

/**
 * Takes proposals back in their order, and says what came of it. Those that are not applied any more are left.
 *
 * @param lost Others whose text has changed, of which it is said, too.
 */
export async function revertEntries(
  session: ReviewSession,
  entries: readonly QueueEntry[],
  ui: Pick<Ui, 'status' | 'offer'>,
  lost: readonly QueueEntry[] = [],
): Promise<void> {
  const standing = entries.filter(({ finding }) => isApplied(session.queue.entry(finding.id)?.finding.proposal.state));
  const kept: QueueEntry[] = [];
  const setbacks: string[] = [];
  for (const entry of standing) {
    const result = await session.queue.revert(entry.finding.id);
    if (isSetback(result)) {
      kept.push(entry);
      setbacks.push(setbackMessage(entry, result));
    }
  }
  void session.save();
  const message = revertSummary(standing.length - kept.length, standing.length, setbacks, lost);
  const changed = [...kept, ...lost];
  void (changed.length > 0 || standing.length === 0
    ? offerDifferences(session, message, changed, ui)
    : offerQueue(session, message, ui));
}

/** Says what was taken back, and lets the person have it wait again: no bulk action takes up what was reverted. */
async function offerQueue(session: ReviewSession, message: string, ui: Pick<Ui, 'status' | 'offer'>): Promise<void> {
  const putBack = t('Put Back in Queue');
  if ((await ui.offer('info', message, putBack)) === putBack) {
    await session.queue.waitAgain();
    void session.save();
    ui.status(t('What was reverted waits again.'));
  }
}

/** Says something; where there are proposals whose text has changed since they were applied, they can be looked at. */
export async function offerDifferences(
  session: ReviewSession,
  message: string,
  changed: readonly QueueEntry[],
  ui: Pick<Ui, 'status' | 'offer'>,
): Promise<void> {
  const show = changed.length === 1 ? t('Show Difference') : t('Show Differences');
  if (changed.length === 0) {
    ui.status(message);
  } else if ((await ui.offer('warning', message, show)) === show) {
    await showDifferences(session, changed);
  }
}

/** The multi-diff editor loads every file at once. */
const mostShown = 60;

/** Opens what became of the texts that proposals made: as they were applied, and as they are now. */
async function showDifferences(session: ReviewSession, changed: readonly QueueEntry[]): Promise<void> {
  const resources: [vscode.Uri, vscode.Uri, vscode.Uri][] = [];
  // Of several in a file the last one made the text that stood there.
  for (const entry of new Map(changed.toReversed().map((one) => [one.file.path, one])).values()) {
    const file = fileUri(session.folder, entry.file.path);
    if ((await session.queue.textMade(entry)) !== undefined) {
      resources.push([file, appliedUri(session, entry), file]);
    }
  }
  const title = t('As Applied ↔ As It Is Now');
  const [only] = resources;
  if (resources.length > 1) {
    await vscode.commands.executeCommand('vscode.changes', title, resources.slice(0, mostShown));
  } else if (only) {
    await vscode.commands.executeCommand(
      'vscode.diff',
      only[1],
      only[2],
      `${only[0].path.split('/').at(-1)}: ${title}`,
    );
  }
}
