import * as vscode from 'vscode';
import { isApplied } from '../../core/edits/proposalState';
import type { QueueEntry } from '../../core/queue/queueEntry';
import type { VerifiedSet } from '../../core/queue/verifiedSet';
import { toElementId } from '../elements';
import { folderName } from '../folders';
import { commandIds } from '../ids';
import { t } from '../l10n';
import { oneLine } from '../plainText';
import type { ReviewSession } from '../sessions';
import type { Ui } from '../ui';
import { applyEach } from './bulkApply';
import { noneVerifiedMessage, verifiedQuestion, verifiedSummary } from './queueMessages';
import { revertEntries } from './revertBulk';

type Proven = Extract<VerifiedSet, { kind: 'set' }>;

const verifyAgain = t('Verify Again');

/** What is verified, if the folder is still the tree that it was verified in and the person wants it applied. */
export async function askForVerified(session: ReviewSession, ui: Ui): Promise<Proven | undefined> {
  const proven = await lookingAt(session, (signal) => session.verifier.provenNow(signal));
  switch (proven.kind) {
    case 'set': {
      const waiting = session.queue.waiting();
      const question = verifiedQuestion(proven.entries, waiting, folderName(session.folder));
      return (await ui.confirm(question, t('Apply'))) ? proven : undefined;
    }
    case 'refused':
      void answer(
        session,
        ui.offer('warning', t('Nothing was applied. {0}', oneLine(proven.message)), verifyAgain),
        ui,
        [],
      );
      return undefined;
    case 'several': {
      const message = t(
        'The {0} verified proposals were each tried without the others. Verify them together before any of them is applied?',
        proven.entries.length,
      );
      void offerTogether(session, message, ui);
      return undefined;
    }
    case 'none':
      // In a message: who clicks on one about a verification of a while ago looks for an answer there.
      void ui.offer('info', noneVerifiedMessage(appliedVerified(session), folderName(session.folder)));
      return undefined;
    case 'cancelled':
      return undefined;
  }
}

/** Applies what was verified and says whether the folder is now the tree that was tested. */
export async function applyVerified(session: ReviewSession, { entries, tree }: Proven, ui: Ui): Promise<void> {
  const outcome = await applyEach(session, entries);
  const isWhole = outcome.applied.length === entries.length;
  const check = isWhole ? await lookingAt(session, (signal) => session.verifier.checkTree(tree, signal)) : undefined;
  const isTested = check?.kind === 'tested';
  const revertAll = outcome.applied.length > 0 ? [revertAllText(outcome.applied)] : [];
  const offered = ui.offer(
    isTested ? 'info' : 'warning',
    verifiedSummary(entries.length, { ...outcome, applied: outcome.applied.length }, check),
    ...(isTested ? revertAll : [verifyAgain, ...revertAll]),
  );
  void answer(session, offered, ui, outcome.applied);
}

function appliedVerified({ run: { store } }: ReviewSession): number {
  const all = [...store.files()].flatMap(({ findings }) => findings.flatMap(({ proposal }) => proposal ?? []));
  return all.filter(({ state, proof }) => isApplied(state) && proof?.result.kind === 'verified').length;
}

function revertAllText(applied: readonly QueueEntry[]): string {
  return applied.length === 1 ? t('Revert') : t('Revert All {0}', applied.length);
}

/** Says of one that was applied by itself that it was verified with others alone, and offers to have the rest tried anew. */
export function offerVerifyingAgain(session: ReviewSession, message: string, ui: Pick<Ui, 'status' | 'offer'>): void {
  void answer(session, ui.offer('info', message, verifyAgain), ui, []);
}

async function answer(
  session: ReviewSession,
  offered: Promise<string | undefined>,
  ui: Pick<Ui, 'status' | 'offer'>,
  applied: readonly QueueEntry[],
): Promise<void> {
  const chosen = await offered;
  if (chosen === verifyAgain) {
    const row = toElementId({ kind: 'run', run: session.run.store.header.id });
    await vscode.commands.executeCommand(commandIds.verify, row);
  } else if (chosen !== undefined) {
    await revertEntries(session, applied.toReversed(), ui);
  }
}

async function offerTogether(session: ReviewSession, message: string, ui: Ui): Promise<void> {
  const together = t('Verify Together');
  if ((await ui.offer('info', message, together)) === together) {
    const row = toElementId({ kind: 'run', run: session.run.store.header.id });
    await vscode.commands.executeCommand(commandIds.verify, row, together);
  }
}

/** Reading a large folder takes its time. */
function lookingAt<T>(session: ReviewSession, look: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const title = t('Folder Review: comparing {0} with what was tested', oneLine(folderName(session.folder)));
  const location = vscode.ProgressLocation.Notification;
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
      token.onCancellationRequested(() => controller.abort());
      return look(controller.signal);
    }),
  );
}
