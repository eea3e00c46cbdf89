import { isAtWork } from '../../../core/fileReview';
import { atLeast, grouped } from '../../../core/report/spend';
import { verifiedText } from '../../../core/report/verifiedText';
import { dismissedCount, hiddenWords } from '../../../core/run/hiding';
import { shallowText } from '../../../core/run/looks';
import {
  appliedCount,
  changedCount,
  failedText,
  findingCount,
  finishedFiles,
  type Summary,
} from '../../../core/run/summary';
import { recordedText } from '../../../core/text/recorded';
import type { RunFacts } from '../../facts/runFacts';
import {
  committedWords,
  findingsText,
  pausedText,
  progressText,
  runTooltip,
  stoppedText,
  verifyingText,
} from '../../facts/runTexts';
import { t } from '../../l10n';
import { runStateName } from '../../names';
import { joinParts, oneLine } from '../../plainText';
import type { Tally } from './folderIndex';
import { openCount, openText, worstOpen } from './openCounts';
import { colors, elapsed, type Icon, type Row, type RowWord, severityIcon } from './row';

/** What the row of a run says of all its files together. */
type RunTally = Pick<Tally, 'error' | 'warning' | 'info' | 'findings' | 'viewed'>;

/**
 * @param now milliseconds since the epoch, for the time that a verification has taken so far
 * @param tally what is below it
 */
export function runRow(run: RunFacts, now = Date.now(), tally?: RunTally): Row {
  const label = oneLine(run.name);
  const parts = [...heldParts(run), ...pausedParts(run), ...verifyingParts(run, now), ...runParts(run, tally)];
  return {
    label,
    description: joinParts(parts),
    icon: iconOf(run, tally),
    tooltip: runTooltip(run),
    accessibleLabel: joinParts([label, ...parts], ', '),
    words: rowWordsOf(run),
    children: run.summary.files > 0 || isAtWork(run.state) ? 'expanded' : 'none',
  };
}

/** What is behind it is what its record told at the last look. */
function heldParts({ heldBy }: RunFacts): string[] {
  return heldBy === undefined ? [] : [t('open in {0}', oneLine(heldBy))];
}

function pausedParts({ pause }: RunFacts): string[] {
  return pause === undefined ? [] : [pausedText(pause)];
}

/** "verifying, 2 of 9 done: npm test, with 3 changes", and for how long; or that it was stopped. */
function verifyingParts({ verifying, stopped }: RunFacts, now: number): string[] {
  if (verifying) {
    return [oneLine(verifyingText(verifying)), elapsed(now - verifying.startedAt)];
  }
  return stopped ? [stoppedText(stopped)] : [];
}

function runParts(
  { state, summary, header, committed }: RunFacts,
  tally: RunTally | undefined,
): (string | undefined)[] {
  const scope = scopeText(header.options);
  // That nothing is found is no news before the end.
  const count = findingCount(summary);
  const found = count > 0 ? findingsText(summary) : undefined;
  // Where all are open, the number of them says so.
  const open = tally && openCount(tally) < tally.findings ? openText(tally, tally.findings) : undefined;
  switch (state.kind) {
    case 'discovering':
      return [t('looking for files'), scope];
    case 'running':
      return [progressText(summary), failedText(summary, t), found, open, hiddenText(summary), scope];
    case 'failed':
      return [t('failed: {0}', oneLine(recordedText(state.message, t))), scope];
    case 'finished':
      return summary.files === 0 ? [t('no files to review'), scope] : ledger(summary, committed, [open, scope]);
    case 'cancelled':
    case 'interrupted':
      return [runStateName(state.kind), ...ledger(summary, committed, [open, scope])];
  }
}

/** What only some of the files, or of the reviewers, had a part in. */
function scopeText({ changedSince, untrusted }: RunFacts['header']['options']): string | undefined {
  const changes = changedSince === undefined ? undefined : t('changes since {0}', oneLine(changedSince));
  return untrusted ? t('Restricted Mode') : changes;
}

/** "12 hidden by the profile", or "12 hidden" where the folder has a part in it. */
function hiddenText(summary: Summary): string | undefined {
  const { hidden, hiddenBy } = summary;
  const isProfiles = hidden > 0 && hiddenBy.every(({ by }) => by.kind === 'bounds' && by.by === undefined);
  return isProfiles ? t('{0} hidden by the profile', hidden) : hiddenWords(hidden, dismissedCount(summary), t);
}

/** What only the folder wants skipped, which a person may not expect. */
function leftOutText({ leftOut }: Summary): string | undefined {
  const count = leftOut.reduce((sum, { files, folders }) => sum + files + folders, 0);
  return count > 0 ? t('{0} left out by the folder', count) : undefined;
}

/** Accounts for every file. In a narrow view the end is cut off, so what went wrong comes first. */
function ledger(
  summary: Summary,
  committed: RunFacts['committed'],
  beside: readonly (string | undefined)[],
): (string | undefined)[] {
  const { files, reviewed, skipped, excluded, cancelled } = summary;
  const unfinished = files - finishedFiles(summary);
  return [
    failedText(summary, t),
    findingsText(summary),
    ...beside,
    ...verifiedText(summary, t),
    committed && committedWords(committed),
    appliedCount(summary) > 0 ? t('{0} applied', appliedCount(summary)) : undefined,
    hiddenText(summary),
    t('{0}/{1} reviewed', reviewed, files),
    shallowText(summary.shallow, t),
    skipped > 0 ? t('{0} skipped', skipped) : undefined,
    leftOutText(summary),
    excluded ? t('{0} excluded', excluded.files + excluded.folders) : undefined,
    cancelled > 0 ? t('{0} cancelled', cancelled) : undefined,
    unfinished > 0 ? t('{0} not finished', unfinished) : undefined,
    tokensText(summary),
  ];
}

/** What the model took, prompts and replies together. */
function tokensText(summary: Summary): string | undefined {
  const total = summary.promptTokens + summary.completionTokens;
  return total > 0 ? atLeast(t('{0} tokens', grouped(total, t)), summary, t) : undefined;
}

function rowWordsOf({ state, summary, verifying, isResumable, heldBy }: RunFacts): readonly RowWord[] {
  if (heldBy !== undefined) {
    return ['run', 'held'];
  }
  const isWaiting = summary.proposals.ready > 0;
  const words: readonly (readonly [RowWord, boolean])[] = [
    ['run', true],
    [isAtWork(state) ? 'running' : 'ended', true],
    ['resumable', isResumable],
    // To go on does that, too.
    ['retryable', !isResumable && summary.failed > 0],
    ['waiting', isWaiting],
    ['verifying', verifying !== undefined],
    ['verifiable', isWaiting && !isAtWork(state) && verifying === undefined],
    ['verified', summary.verifiedWaiting > 0],
    ['unproven', isUnproven(summary)],
    ['changed', changedCount(summary) > 0],
    ['applied', appliedCount(summary) > 0],
  ];
  return words.flatMap(([word, holds]) => (holds ? [word] : []));
}

function isUnproven({ proofs }: Summary): boolean {
  return Object.values(proofs).every((count) => count === 0);
}

function iconOf({ state, pause, summary, verifying, heldBy }: RunFacts, tally: RunTally | undefined): Icon {
  const worst = tally && worstOpen(tally);
  if (heldBy !== undefined) {
    return { id: 'lock', color: colors.dim };
  }
  if (pause !== undefined) {
    return { id: 'debug-pause', color: colors.warning };
  }
  if (verifying) {
    return { id: 'sync~spin' };
  }
  switch (state.kind) {
    case 'discovering':
    case 'running':
      return { id: 'sync~spin' };
    case 'finished':
      if (summary.failed > 0) {
        return { id: 'warning', color: colors.warning };
      }
      if (summary.reviewed === 0) {
        return { id: 'circle-slash', color: colors.dim };
      }
      if (worst !== undefined) {
        return severityIcon(worst);
      }
      if (tally && tally.viewed > 0 && findingCount(summary) > 0) {
        return { id: 'pass', color: colors.dim };
      }
      return summary.shallow.length > 0 ? { id: 'eye', color: colors.dim } : { id: 'pass', color: colors.good };
    case 'cancelled':
      return { id: 'circle-slash', color: colors.dim };
    case 'interrupted':
      return { id: 'debug-pause', color: colors.dim };
    case 'failed':
      return { id: 'close', color: colors.failed };
  }
}
