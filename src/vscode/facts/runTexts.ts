import { modelSentences, outcomeSentence } from '../../core/report/modelFigures';
import { usageSentence } from '../../core/report/spend';
import { hidingSentences } from '../../core/run/hiding';
import { shallowSentences } from '../../core/run/looks';
import {
  appliedCount,
  coverageSentence,
  findingCount,
  finishedFiles,
  nothingFoundSentence,
  type Summary,
} from '../../core/run/summary';
import { counted } from '../../core/text/counted';
import { severities } from '../../core/types';
import { joinParts, oneLine, paragraph } from '../plainText';
import { endpointLines } from './endpointLines';
import { isAtWork, type RunFacts } from './runFacts';

/** `12/80` */
export function progressText(summary: Summary): string {
  return `${finishedFiles(summary)}/${summary.files}`;
}

/** Undefined where nothing was reviewed: then it would be no news that nothing was found. */
export function findingsText(summary: Summary): string | undefined {
  const { files, reviewed, skipped } = summary;
  const count = findingCount(summary);
  if (count > 0) {
    return counted(count, 'finding');
  }
  if (reviewed === 0) {
    return undefined;
  }
  return reviewed + skipped === files ? 'no findings' : `no findings in ${counted(reviewed, 'file')}`;
}

/** What the numbers of a run say, line by line. */
export function runTooltip(run: RunFacts): string {
  const { header, state, summary, maxParallelFiles } = run;
  const { findings, proposals } = summary;
  const applied = appliedCount(summary);
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
        : nothingFoundText(run),
      ...shallowSentences(summary, oneLine),
      ...hidingSentences(summary, header.options, oneLine),
      proposals.ready + applied > 0 ? `Proposals: ${proposals.ready} to review, ${applied} applied.` : undefined,
    ],
    [usageSentence(summary, header.options.maxTokens), `Reviewers: ${header.options.reviewers.join(', ')}.`],
    ...run.models.map((figures) => [...modelSentences([figures], oneLine), outcomeSentence(figures)]),
  ];
  return joinParts(
    paragraphs.map((lines) => joinParts(lines, '\n')),
    '\n\n',
  );
}

/** Undefined before the end, and where the files were never found out. */
function nothingFoundText({ state, summary, header }: RunFacts): string | undefined {
  const since = header.options.changedSince;
  const isKnown = state.kind === 'finished' || (!isAtWork(state) && summary.files > 0);
  return isKnown ? nothingFoundSentence(summary, since === undefined ? undefined : oneLine(since)) : undefined;
}
