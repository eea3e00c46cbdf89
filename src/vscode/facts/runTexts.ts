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
import { counted } from '../../core/text/counted';
import { severities } from '../../core/types';
import { copyingText } from '../../core/verify/proofText';
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
    return `verifying: ${copying ? copyingText(copying) : 'copying the project'}`;
  }
  const { command, together, broken, done, of } = progress;
  const unchanged = broken > 0 ? `with ${counted(broken, 'file')} broken on purpose` : 'on the files as they are';
  const what = together === 0 ? unchanged : `with ${counted(together, 'change')}`;
  return `verifying, ${done} of ${of} done: ${command}, ${what}`;
}

/** "verification cancelled, 2 of 9 done" */
export function stoppedText({ kind, done, of }: StoppedVerification): string {
  return `verification ${kind === 'cancelled' ? 'cancelled' : 'ended early'}, ${done} of ${of} done`;
}

/** "paused: cannot save progress: ENOSPC: no space left on device" */
export function pausedText(reason: string): string {
  return `paused: cannot save progress: ${oneLine(reason)}`;
}

/** Says why a review does not go on, and when it will. */
export function pauseMessage(name: string, reason: string): string {
  const why = `The review of “${oneLine(name)}” is paused, because its progress cannot be saved: ${oneLine(reason)}.`;
  return `${why} It continues as soon as that is possible; nothing is sent until then.`;
}

/** "landed on main", or "committed, not landed". */
export function committedWords({ onto }: CommittedTo): string {
  return onto === undefined ? 'committed, not landed' : `landed on ${oneLine(onto)}`;
}

function committedSentence(committed: CommittedTo): string {
  return `Commits: ${oneLine(committed.branch)}, ${committed.onto === undefined ? 'not landed' : committedWords(committed)}.`;
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
  const { header, state, summary, maxParallelFiles, heldBy } = run;
  const { findings, proposals } = summary;
  const applied = appliedCount(summary);
  const bySeverity = severities.filter((severity) => findings[severity] > 0);
  const stateLine = {
    discovering: 'Looking for files.',
    running: `${progressText(summary)} files done${heldBy === undefined ? `, up to ${maxParallelFiles} at once` : ''}.`,
    finished: undefined,
    cancelled: 'The run was cancelled. What was finished is kept.',
    interrupted: 'The run was interrupted. What was finished is kept.',
    failed: state.kind === 'failed' ? paragraph(state.message) : undefined,
  }[state.kind];
  const paragraphs = [
    [oneLine(header.folder)],
    [heldBy === undefined ? undefined : heldSentences(heldBy)],
    [
      run.pause !== undefined ? `${sentence(pausedText(run.pause))}.` : undefined,
      run.verifying && `${sentence(oneLine(verifyingText(run.verifying)))}.`,
      run.stopped && `${sentence(stoppedText(run.stopped))}. What was found out is kept.`,
      stateLine,
      ...endpointLines(run),
    ],
    [
      coverageSentence(summary),
      bySeverity.length > 0
        ? `Findings: ${bySeverity.map((severity) => counted(findings[severity], severity)).join(', ')}.`
        : nothingFoundText(run),
      run.history,
      ...shallowSentences(summary, oneLine),
      ...hidingSentences(summary, header.options, oneLine),
      idleConfirmEndpoint(header.options, oneLine),
      proposals.ready + applied > 0 ? `Proposals: ${proposals.ready} to review, ${applied} applied.` : undefined,
      proofsSentence(summary),
      run.committed && committedSentence(run.committed),
    ],
    [usageSentence(summary, header.options.maxTokens), `Reviewers: ${header.options.reviewers.join(', ')}.`],
    ...run.models.map((figures) => [...modelSentences([figures], oneLine), outcomeSentence(figures)]),
  ];
  return joinParts(
    paragraphs.map((lines) => joinParts(lines, '\n')),
    '\n\n',
  );
}

/** What is said of a run that another process has open, on its row and where somebody would change it. */
export function heldSentences(holder: string): string {
  return `${sentence(oneLine(holder))} has this review open. It is only shown here, as it was at the last look; decide there, or choose Try Again when that process is done.`;
}

/** Undefined before the end, and where the files were never found out. */
function nothingFoundText({ state, summary, header }: RunFacts): string | undefined {
  const since = header.options.changedSince;
  const isKnown = state.kind === 'finished' || (!isAtWork(state) && summary.files > 0);
  return isKnown ? nothingFoundSentence(summary, since === undefined ? undefined : oneLine(since)) : undefined;
}

/** "Verification: 7 verified, 2 failed, 1 not tried." Undefined where nothing was verified. */
export function proofsSentence({ proofs, untried }: Pick<Summary, 'proofs' | 'untried'>): string | undefined {
  const told = proofKinds.flatMap((kind) => (proofs[kind] > 0 ? [`${proofs[kind]} ${proofWords[kind]}`] : []));
  const rest = untried > 0 ? [`${untried} not tried`] : [];
  return told.length > 0 ? `Verification: ${[...told, ...rest].join(', ')}.` : undefined;
}

const proofWords: Readonly<Record<ProofResult['kind'], string>> = {
  verified: 'verified',
  failed: 'failed',
  flaky: 'flaky',
  unverifiable: 'not verifiable',
};

function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
