import { grouped, usageSentence } from '../../../core/report/spend';
import { hidingSentences } from '../../../core/run/hiding';
import { coverageSentence, findingCount, finishedFiles, type Summary } from '../../../core/run/summary';
import { severities } from '../../../core/types';
import { counted, oneLine, paragraph } from '../../plainText';
import { endpointLines } from './endpointLines';
import { colors, type Icon, joinParts, type Row, type RowWord } from './row';
import { isAtWork, type RunFacts } from './runFacts';

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

/** `12/80` */
export function progressText(summary: Summary): string {
  return `${finishedFiles(summary)}/${summary.files}`;
}

function runParts({ state, summary, header }: RunFacts): (string | undefined)[] {
  const since = header.options.changedSince;
  const scope = since === undefined ? undefined : `changes since ${oneLine(since)}`;
  const findings = findingsText(summary);
  switch (state.kind) {
    case 'discovering':
      return ['looking for files', scope];
    case 'running':
      return [progressText(summary), findings === noFindings ? undefined : findings, hiddenText(summary), scope];
    case 'failed':
      return [`failed: ${oneLine(state.message)}`, scope];
    case 'finished':
      return summary.files === 0 ? ['no files to review', scope] : [...ledger(summary), scope];
    case 'cancelled':
    case 'interrupted':
      return [state.kind, ...ledger(summary), scope];
  }
}

const noFindings = 'no findings';

/** Undefined where nothing was reviewed: then it would be no news that nothing was found. */
function findingsText(summary: Summary): string | undefined {
  const count = findingCount(summary);
  return count > 0 ? counted(count, 'finding') : summary.reviewed > 0 ? noFindings : undefined;
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
  const { files, reviewed, failed, skipped, cancelled } = summary;
  const unfinished = files - finishedFiles(summary);
  return [
    failed > 0 ? `${failed} failed` : undefined,
    findingsText(summary),
    hiddenText(summary),
    `${reviewed}/${files} reviewed`,
    skipped > 0 ? `${skipped} skipped` : undefined,
    leftOutText(summary),
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

/** What the numbers of a run say, line by line. */
export function runTooltip(run: RunFacts): string {
  const { header, state, summary, maxParallelFiles } = run;
  const { findings, proposals } = summary;
  const applied = proposals.applied + proposals['applied with editor changes'];
  const bySeverity = severities.filter((severity) => findings[severity] > 0);
  const stateLine = {
    discovering: 'Looking for files.',
    running: `${progressText(summary)} files done, up to ${maxParallelFiles} at once.`,
    finished: undefined,
    cancelled: 'The run was cancelled. What was finished is kept.',
    interrupted: 'The run was interrupted. What was finished is kept.',
    failed: state.kind === 'failed' ? paragraph(state.message) : undefined,
  }[state.kind];
  const paragraphs = [
    [oneLine(header.folder)],
    [stateLine, ...endpointLines(run)],
    [
      coverageSentence(summary),
      bySeverity.length > 0
        ? `Findings: ${bySeverity.map((severity) => counted(findings[severity], severity)).join(', ')}.`
        : findingsText(summary) && 'No findings.',
      ...hidingSentences(summary, header.options, oneLine),
      proposals.ready + applied > 0 ? `Proposals: ${proposals.ready} to review, ${applied} applied.` : undefined,
    ],
    [usageSentence(summary, header.options.maxTokens), `Reviewers: ${header.options.reviewers.join(', ')}.`],
  ];
  return joinParts(
    paragraphs.map((lines) => joinParts(lines, '\n')),
    '\n\n',
  );
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
      return summary.reviewed > 0 ? { id: 'pass', color: colors.good } : { id: 'circle-slash', color: colors.dim };
    case 'cancelled':
      return { id: 'circle-slash', color: colors.dim };
    case 'interrupted':
      return { id: 'debug-pause', color: colors.dim };
    case 'failed':
      return { id: 'close', color: colors.failed };
  }
}
