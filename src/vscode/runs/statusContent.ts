import { isAtWork } from '../../core/fileReview';
import { shallowText } from '../../core/run/looks';
import { failedText, finishedFiles, type Summary } from '../../core/run/summary';
import type { RunFacts } from '../facts/runFacts';
import { runTooltip } from '../facts/runTexts';
import { t } from '../l10n';
import { joinParts } from '../plainText';
import type { UnderVerification } from '../sessions';

export interface StatusContent {
  /** With a codicon in front. */
  readonly text: string;
  readonly tooltip: string;
  readonly accessibleLabel: string;
}

/** What the status bar says about the runs, the newest first; undefined when there are none. */
export function statusContent(runs: readonly RunFacts[]): StatusContent | undefined {
  if (runs.length === 0) {
    return undefined;
  }
  const { icon, words } = headline(runs);
  return {
    text: `$(${icon}) ${words}`,
    tooltip: runs.map(runTooltip).join('\n\n'),
    accessibleLabel: t('Folder Review: {0}', words),
  };
}

function headline(runs: readonly RunFacts[]): { readonly icon: string; readonly words: string } {
  const atWork = runs.filter(({ state }) => isAtWork(state));
  if (atWork.length > 0) {
    const done = sum(atWork, finishedFiles);
    const all = sum(atWork, ({ files }) => files);
    const isPaused = atWork.every(({ pause }) => pause !== undefined);
    const progress = all === 0 ? t('looking for files') : joinParts([`${done}/${all}`, failures(atWork)]);
    return isPaused
      ? { icon: 'debug-pause', words: joinParts([t('paused'), progress]) }
      : { icon: 'sync~spin', words: progress };
  }
  const verifying = runs.find((run) => run.verifying)?.verifying;
  if (verifying) {
    return { icon: 'sync~spin', words: verifyingWords(verifying) };
  }
  const waiting = sum(runs, ({ proposals }) => proposals.ready);
  const toReview = waiting > 0 ? t('{0, plural, one {# fix} other {# fixes}} to review', waiting) : undefined;
  const failed = failures(runs);
  if (failed !== undefined) {
    return { icon: 'warning', words: joinParts([failed, toReview]) };
  }
  if (toReview !== undefined) {
    return { icon: 'checklist', words: toReview };
  }
  if (sum(runs, ({ files }) => files) === 0) {
    return { icon: 'circle-slash', words: t('no files to review') };
  }
  if (sum(runs, ({ reviewed }) => reviewed) === 0) {
    return { icon: 'circle-slash', words: t('nothing reviewed') };
  }
  const isWhole = runs.every(({ state, summary }) => state.kind === 'finished' && summary.cancelled === 0);
  if (!isWhole) {
    return { icon: 'circle-slash', words: t('partly reviewed') };
  }
  const shallow = shallowText(
    runs.flatMap((run) => run.summary.shallow),
    t,
  );
  return shallow === undefined
    ? { icon: 'check', words: t('reviewed') }
    : { icon: 'eye', words: t('reviewed, {0}', shallow) };
}

function verifyingWords({ progress, copying }: UnderVerification): string {
  const { done, of } = progress ?? copying ?? { done: 0, of: 0 };
  if (of === 0) {
    return t('verifying');
  }
  return progress ? t('verifying {0}/{1}', done, of) : t('copying {0}/{1}', done, of);
}

/** What failed of some runs: first of all, as it says how much the findings are worth. */
function failures(runs: readonly RunFacts[]): string | undefined {
  const all = { failed: sum(runs, ({ failed }) => failed), files: sum(runs, ({ files }) => files) };
  const isRunFailed = runs.some(({ state }) => state.kind === 'failed');
  return joinParts([isRunFailed ? t('review failed') : undefined, failedText(all, t)]) || undefined;
}

function sum(runs: readonly RunFacts[], count: (summary: Summary) => number): number {
  return runs.reduce((total, { summary }) => total + count(summary), 0);
}
