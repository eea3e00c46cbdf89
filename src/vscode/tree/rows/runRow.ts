import { grouped } from '../../../core/report/spend';
import { shallowText } from '../../../core/run/looks';
import { failedText, findingCount, finishedFiles, type Summary } from '../../../core/run/summary';
import { isAtWork, type RunFacts } from '../../facts/runFacts';
import { findingsText, progressText, runTooltip } from '../../facts/runTexts';
import { joinParts, oneLine } from '../../plainText';
import { colors, type Icon, type Row, type RowWord } from './row';

export function runRow(run: RunFacts): Row {
  const label = oneLine(run.name);
  const parts = runParts(run);
  return {
    label,
    description: joinParts(parts),
    icon: iconOf(run),
    tooltip: runTooltip(run),
    accessibleLabel: joinParts([label, ...parts], ', '),
    words: wordsOf(run),
    children: run.summary.files > 0 || isAtWork(run.state) ? 'expanded' : 'none',
  };
}

function runParts({ state, summary, header }: RunFacts): (string | undefined)[] {
  const since = header.options.changedSince;
  const scope = since === undefined ? undefined : `changes since ${oneLine(since)}`;
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
      return summary.files === 0 ? ['no files to review', scope] : [...ledger(summary), scope];
    case 'cancelled':
    case 'interrupted':
      return [state.kind, ...ledger(summary), scope];
  }
}

/** "12 hidden by the profile", or "12 hidden" where the folder has a part in it. */
function hiddenText({ hidden, hiddenBy }: Summary): string | undefined {
  const isProfiles = hiddenBy.every(({ by }) => by.kind === 'bounds' && by.by === undefined);
  return hidden === 0 ? undefined : isProfiles ? `${hidden} hidden by the profile` : `${hidden} hidden`;
}

/** What only the folder wants skipped, which a person may not expect. */
function leftOutText({ leftOut }: Summary): string | undefined {
  const count = leftOut.reduce((sum, { files, folders }) => sum + files + folders, 0);
  return count > 0 ? `${count} left out by the folder` : undefined;
}

/** Accounts for every file. In a narrow view the end is cut off, so what went wrong comes first. */
function ledger(summary: Summary): (string | undefined)[] {
  const { files, reviewed, skipped, excluded, cancelled } = summary;
  const unfinished = files - finishedFiles(summary);
  return [
    failedText(summary),
    findingsText(summary),
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
function tokensText({ promptTokens, completionTokens }: Summary): string | undefined {
  const total = promptTokens + completionTokens;
  return total > 0 ? `${grouped(total)} tokens` : undefined;
}

function wordsOf({ state, summary }: RunFacts): readonly RowWord[] {
  const retryable: readonly RowWord[] = summary.failed + summary.cancelled > 0 ? ['retryable'] : [];
  const waiting: readonly RowWord[] = summary.proposals.ready > 0 ? ['waiting'] : [];
  return ['run', isAtWork(state) ? 'running' : 'ended', ...retryable, ...waiting];
}

function iconOf({ state, summary }: RunFacts): Icon {
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
      return summary.shallow.length > 0 ? { id: 'eye', color: colors.dim } : { id: 'pass', color: colors.good };
    case 'cancelled':
      return { id: 'circle-slash', color: colors.dim };
    case 'interrupted':
      return { id: 'debug-pause', color: colors.dim };
    case 'failed':
      return { id: 'close', color: colors.failed };
  }
}
