import { isAtWork } from '../../core/fileReview';
import { type ProofResult, proofKinds } from '../../core/proof';
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
import { idleConfirmEndpoint } from '../../core/strategy/idleConfirmEndpoint';
import { recordedText } from '../../core/text/recorded';
import { severities } from '../../core/types';
import { copyingText } from '../../core/verify/proofText';
import { t } from '../l10n';
import { countedFindings, countedSeverity } from '../names';
import { joinParts, oneLine, paragraph } from '../plainText';
import type { CommittedTo, StoppedVerification, UnderVerification } from '../sessions';
import { endpointLines } from './endpointLines';
import type { RunFacts } from './runFacts';

/** `12/80` */
export function progressText(summary: Summary): string {
  return `${finishedFiles(summary)}/${summary.files}`;
}

/** "verifying, 2 of 9 done: npm test, with 3 changes" */
export function verifyingText({ progress, copying }: UnderVerification): string {
  if (!progress) {
    return t('verifying: {0}', copying ? copyingText(copying, t) : t('copying the project'));
  }
  const { command, together, broken, done, of } = progress;
  if (together > 0) {
    const changes = t('with {0, plural, one {# change} other {# changes}}', together);
    return t('verifying, {0} of {1} done: {2}, {3}', done, of, command, changes);
  }
  const unchanged =
    broken > 0
      ? t('with {0, plural, one {# file} other {# files}} broken on purpose', broken)
      : t('on the files as they are');
  return t('verifying, {0} of {1} done: {2}, {3}', done, of, command, unchanged);
}

/** "verification cancelled, 2 of 9 done" */
export function stoppedText({ kind, done, of }: StoppedVerification): string {
  return kind === 'cancelled'
    ? t('verification cancelled, {0} of {1} done', done, of)
    : t('verification ended early, {0} of {1} done', done, of);
}

/** "paused: cannot save progress: ENOSPC: no space left on device" */
export function pausedText(reason: string): string {
  return t('paused: cannot save progress: {0}', oneLine(reason));
}

/** Says why a review does not go on, and when it will. */
export function pauseMessage(name: string, reason: string): string {
  return t(
    'The review of “{0}” is paused, because its progress cannot be saved: {1}. It continues as soon as that is possible; nothing is sent until then.',
    oneLine(name),
    oneLine(reason),
  );
}

/** "landed on main", or "committed, not landed". */
export function committedWords({ onto }: CommittedTo): string {
  return onto === undefined ? t('committed, not landed') : t('landed on {0}', oneLine(onto));
}

function committedSentence(committed: CommittedTo): string {
  const { branch, onto } = committed;
  return onto === undefined
    ? t('Commits: {0}, not landed.', oneLine(branch))
    : t('Commits: {0}, landed on {1}.', oneLine(branch), oneLine(onto));
}

/** Undefined where nothing was reviewed: then it would be no news that nothing was found. */
export function findingsText(summary: Summary): string | undefined {
  const { files, reviewed, skipped } = summary;
  const count = findingCount(summary);
  if (count > 0) {
    return countedFindings(count);
  }
  if (reviewed === 0) {
    return undefined;
  }
  return reviewed + skipped === files
    ? t('no findings')
    : t('no findings in {0, plural, one {# file} other {# files}}', reviewed);
}

/** What the numbers of a run say, line by line. */
export function runTooltip(run: RunFacts): string {
  const { header, state, summary, maxParallelFiles, heldBy } = run;
  const { findings, proposals } = summary;
  const applied = appliedCount(summary);
  const bySeverity = severities.filter((severity) => findings[severity] > 0);
  const stateLine = {
    discovering: t('Looking for files.'),
    running:
      heldBy === undefined
        ? t('{0} files done, up to {1} at once.', progressText(summary), maxParallelFiles)
        : t('{0} files done.', progressText(summary)),
    finished: undefined,
    cancelled: t('The run was cancelled. Results so far are kept.'),
    interrupted: t('The run was interrupted. Results so far are kept.'),
    failed: state.kind === 'failed' ? paragraph(recordedText(state.message, t)) : undefined,
  }[state.kind];
  const paragraphs = [
    [oneLine(header.folder)],
    [heldBy === undefined ? undefined : heldSentences(heldBy)],
    [
      run.pause !== undefined ? `${sentence(pausedText(run.pause))}.` : undefined,
      run.verifying && `${sentence(oneLine(verifyingText(run.verifying)))}.`,
      run.stopped && `${sentence(stoppedText(run.stopped))}. ${t('Results so far are kept.')}`,
      stateLine,
      ...endpointLines(run),
    ],
    [
      coverageSentence(summary, t),
      bySeverity.length > 0
        ? t('Findings: {0}.', bySeverity.map((severity) => countedSeverity(severity, findings[severity])).join(', '))
        : nothingFoundText(run),
      run.history,
      ...shallowSentences(summary, oneLine, t),
      ...hidingSentences(summary, header.options, oneLine, t),
      idleConfirmEndpoint(header.options, oneLine, t),
      proposals.ready + applied > 0 ? t('Proposals: {0} to review, {1} applied.', proposals.ready, applied) : undefined,
      proofsSentence(summary),
      run.committed && committedSentence(run.committed),
    ],
    [usageSentence(summary, header.options.maxTokens, t), t('Reviewers: {0}.', header.options.reviewers.join(', '))],
    ...run.models.map((figures) => [...modelSentences([figures], oneLine, t), outcomeSentence(figures, t)]),
  ];
  return joinParts(
    paragraphs.map((lines) => joinParts(lines, '\n')),
    '\n\n',
  );
}

/** What is said of a run that another process has open, on its row and where somebody would change it. */
export function heldSentences(holder: string): string {
  return t(
    '{0} has this review open. It is only shown here, as it was at the last look; decide there, or choose Try Again when that process is done.',
    sentence(oneLine(holder)),
  );
}

/** Undefined before the end, and where the files were never found out. */
function nothingFoundText({ state, summary, header }: RunFacts): string | undefined {
  const since = header.options.changedSince;
  const isKnown = state.kind === 'finished' || (!isAtWork(state) && summary.files > 0);
  return isKnown ? nothingFoundSentence(summary, since === undefined ? undefined : oneLine(since), t) : undefined;
}

/** "Verification: 7 verified, 2 failed, 1 not tried." Undefined where nothing was verified. */
export function proofsSentence({ proofs, untried }: Pick<Summary, 'proofs' | 'untried'>): string | undefined {
  const told = proofKinds.flatMap((kind) => (proofs[kind] > 0 ? [proofCount(kind, proofs[kind])] : []));
  const rest = untried > 0 ? [t('{0} not tried', untried)] : [];
  return told.length > 0 ? t('Verification: {0}.', [...told, ...rest].join(', ')) : undefined;
}

function proofCount(kind: ProofResult['kind'], count: number): string {
  switch (kind) {
    case 'verified':
      return t('{0} verified', count);
    case 'failed':
      return t('{0} failed', count);
    case 'flaky':
      return t('{0} flaky', count);
    case 'unverifiable':
      return t('{0} not verifiable', count);
  }
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
