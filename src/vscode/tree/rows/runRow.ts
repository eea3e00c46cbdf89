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
import type { Severity } from '../../../core/types';
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
import { joinParts, oneLine } from '../../plainText';
import { colors, elapsed, type Icon, type Row, type RowWord, severityIcon } from './row';

/**
 * @param now milliseconds since the epoch, for the time that a verification has taken so far
 * @param worst severity among the findings that nobody has dealt with yet
 */
export function runRow(run: RunFacts, now = Date.now(), worst?: Severity): Row {
  const label = oneLine(run.name);
  const parts = [...heldParts(run), ...pausedParts(run), ...verifyingParts(run, now), ...runParts(run)];
  return {
    label,
    description: joinParts(parts),
    icon: iconOf(run, worst),
    tooltip: runTooltip(run),
    accessibleLabel: joinParts([label, ...parts], ', '),
    words: rowWordsOf(run),
    children: run.summary.files > 0 || isAtWork(run.state) ? 'expanded' : 'none',
  };
}

/** What is behind it is what its record told at the last look. */
function heldParts({ heldBy }: RunFacts): string[] {
  return heldBy === undefined ? [] : [`open in ${oneLine(heldBy)}`];
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

function runParts({ state, summary, header, committed }: RunFacts): (string | undefined)[] {
  const scope = scopeText(header.options);
  // That nothing is found is no news before the end.
  const found = findingCount(summary) > 0 ? findingsText(summary) : undefined;
  switch (state.kind) {
    case 'discovering':
      return ['looking for files', scope];
    case 'running':
      return [progressText(summary), failedText(summary), found, hiddenText(summary), scope];
    case 'failed':
      return [`failed: ${oneLine(state.message)}`, scope];
    case 'finished':
      return summary.files === 0 ? ['no files to review', scope] : ledger(summary, committed, scope);
    case 'cancelled':
    case 'interrupted':
      return [state.kind, ...ledger(summary, committed, scope)];
  }
}

/** What only some of the files, or of the reviewers, had a part in. */
function scopeText({ changedSince, untrusted }: RunFacts['header']['options']): string | undefined {
  const changes = changedSince === undefined ? undefined : `changes since ${oneLine(changedSince)}`;
  return untrusted ? 'Restricted Mode' : changes;
}

/** "12 hidden by the profile", or "12 hidden" where the folder has a part in it. */
function hiddenText(summary: Summary): string | undefined {
  const { hidden, hiddenBy } = summary;
  const isProfiles = hidden > 0 && hiddenBy.every(({ by }) => by.kind === 'bounds' && by.by === undefined);
  return isProfiles ? `${hidden} hidden by the profile` : hiddenWords(hidden, dismissedCount(summary));
}

/** What only the folder wants skipped, which a person may not expect. */
function leftOutText({ leftOut }: Summary): string | undefined {
  const count = leftOut.reduce((sum, { files, folders }) => sum + files + folders, 0);
  return count > 0 ? `${count} left out by the folder` : undefined;
}

/** Accounts for every file. In a narrow view the end is cut off, so what went wrong comes first. */
function ledger(summary: Summary, committed: RunFacts['committed'], scope: string | undefined): (string | undefined)[] {
  const { files, reviewed, skipped, excluded, cancelled } = summary;
  const unfinished = files - finishedFiles(summary);
  return [
    failedText(summary),
    findingsText(summary),
    scope,
    ...verifiedText(summary),
    committed && committedWords(committed),
    appliedCount(summary) > 0 ? `${appliedCount(summary)} applied` : undefined,
    hiddenText(summary),
    `${reviewed}/${files} reviewed`,
    shallowText(summary.shallow),
    skipped > 0 ? `${skipped} skipped` : undefined,
    leftOutText(summary),
    excluded ? `${excluded.files + excluded.folders} excluded` : undefined,
    cancelled > 0 ? `${cancelled} cancelled` : undefined,
    unfinished > 0 ? `${unfinished} not finished` : undefined,
    tokensText(summary),
  ];
}

/** What the model took, prompts and replies together. */
function tokensText(summary: Summary): string | undefined {
  const total = summary.promptTokens + summary.completionTokens;
  return total > 0 ? `${atLeast(summary)}${grouped(total)} tokens` : undefined;
}

function rowWordsOf({ state, summary, verifying, isCutShort, heldBy }: RunFacts): readonly RowWord[] {
  if (heldBy !== undefined) {
    return ['run', 'held'];
  }
  const isWaiting = summary.proposals.ready > 0;
  const words: readonly (readonly [RowWord, boolean])[] = [
    ['run', true],
    [isAtWork(state) ? 'running' : 'ended', true],
    ['interrupted', isCutShort],
    // To go on does that, too.
    ['retryable', !isCutShort && summary.failed + summary.cancelled > 0],
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

function iconOf({ state, pause, summary, verifying, heldBy }: RunFacts, worst: Severity | undefined): Icon {
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
      return summary.shallow.length > 0 ? { id: 'eye', color: colors.dim } : { id: 'pass', color: colors.good };
    case 'cancelled':
      return { id: 'circle-slash', color: colors.dim };
    case 'interrupted':
      return { id: 'debug-pause', color: colors.dim };
    case 'failed':
      return { id: 'close', color: colors.failed };
  }
}
