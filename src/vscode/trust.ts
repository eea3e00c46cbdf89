import * as vscode from 'vscode';
import type { RunOptions } from '../core/options';
import { reviewFailures } from '../core/text/reviewFailures';
import { t } from './l10n';
import { trustReasons } from './trustReasons';

/** Git, models and the folder's settings may have a part in it. */
const begunInTrust = t('this review began in a trusted folder and goes on only in one');

/** Whether a review may be at work in this window as it is now. What began in Restricted Mode may always. */
export function mayReview({ untrusted }: Pick<RunOptions, 'untrusted'>): boolean {
  return vscode.workspace.isTrusted || untrusted === true;
}

/** What a step of a review comes to that this window may not be at, as a value of the port that it belongs to. */
export const notTrusted = {
  kind: 'failed',
  reason: 'not permitted',
  message: reviewFailures.restricted,
} as const;

/** A step of a review, or its failure where the window may not be at the review when the step is to be taken. */
export function whereTrusted<Args extends unknown[], Outcome>(
  options: Pick<RunOptions, 'untrusted'>,
  step: (...args: Args) => Promise<Outcome>,
): (...args: Args) => Promise<Outcome | typeof notTrusted> {
  return async (...args) => (mayReview(options) ? step(...args) : notTrusted);
}

const manage = t('Manage Workspace Trust');

/** How it is told that something needs trust. */
interface TrustUi {
  tell(level: 'warning', message: string, ...buttons: readonly string[]): Promise<string | undefined>;
}

const messages: TrustUi = {
  tell: async (_, message, ...buttons) => vscode.window.showWarningMessage(message, ...buttons),
};

/** Says so where a command needs trust, and this is Restricted Mode. */
export function refusesCommand(id: string): boolean {
  const reason = vscode.workspace.isTrusted ? undefined : trustReasons.get(id);
  if (reason !== undefined) {
    void tellUntrusted(reason, messages);
  }
  return reason !== undefined;
}

/** Says that something is not done in Restricted Mode, and where the person can trust the folder. */
async function tellUntrusted(reason: string, ui: TrustUi): Promise<void> {
  if ((await ui.tell('warning', t('Not available in Restricted Mode: {0}.', reason), manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
}

/** Says so where a review may not go on in this window as it is now. */
export function refusesUntrusted(options: Pick<RunOptions, 'untrusted'>, ui: TrustUi): boolean {
  const refuses = !mayReview(options);
  if (refuses) {
    void tellUntrusted(begunInTrust, ui);
  }
  return refuses;
}
