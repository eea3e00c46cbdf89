import { isApplied } from '../../../core/edits/proposalState';
import type { Coverage, FileReview, FileStatus } from '../../../core/fileReview';
import { isDismissed } from '../../../core/findings/bounds';
import { confirmationText } from '../../../core/findings/confirmations';
import { placeText } from '../../../core/findings/placeText';
import { usageText } from '../../../core/report/spend';
import { hiddenWords } from '../../../core/run/hiding';
import { contextTexts, looksText, shallowDepth } from '../../../core/run/looks';
import { uncountedIn } from '../../../core/run/spend/usage';
import { counted, firstOf } from '../../../core/text/counted';
import { type Finding, type ReviewerKind, type Severity, severities } from '../../../core/types';
import { isOpenFinding } from '../../facts/findingPlaces';
import { joinParts, oneLine, paragraph } from '../../plainText';
import { colors, elapsed, type Icon, type Row, type RowWord, severityIcon } from './row';

/**
 * @param now milliseconds since the epoch, for the time a review has taken so far
 * @param applies what applies to it and not to all, a line each
 */
export function fileRow(file: FileReview, now: number, applies: readonly string[] = []): Row {
  const label = oneLine(file.path.slice(file.path.lastIndexOf('/', file.path.length - 2) + 1));
  const { kind } = file.status;
  const isFoundFirst = kind === 'reviewed' || (kind === 'reviewing' && file.status.waiting === 'slot');
  const state = stateParts(file, now);
  const found = findingParts(file);
  // In a narrow view the end is cut off: what is found says more than what the file waits for or who looked.
  const parts = [...(isFoundFirst ? [...found, ...state] : [...state, ...found]), gap(file)];
  return {
    label,
    description: joinParts(parts),
    icon: iconOf(file),
    tooltip: joinParts(
      [
        oneLine(file.path),
        stateSentence(file),
        looksSentence(file),
        contextSentence(file),
        joinParts(found),
        ...doubtedSentences(file),
        usageText({ ...file.usage, uncounted: uncountedIn(file.uses ?? []) }),
        ...applies.map(oneLine),
      ],
      '\n\n',
    ),
    accessibleLabel: joinParts([label, ...parts], ', '),
    words: [...rowWordsOf(file.status), ...(hasApplied(file) ? (['applied'] as const) : [])],
    children: file.findings.length > 0 ? 'collapsed' : 'none',
    ...(file.findings.length === 0 && !file.path.endsWith('/') && { action: 'open' }),
  };
}

function hasApplied({ findings }: FileReview): boolean {
  return findings.some(({ proposal }) => isApplied(proposal?.state));
}

function rowWordsOf(status: FileStatus): readonly RowWord[] {
  switch (status.kind) {
    case 'failed':
    case 'cancelled':
      return ['file', 'ended', 'retryable'];
    case 'reviewed':
      return ['file', 'ended'];
    case 'queued':
      return ['file', 'queued'];
    case 'reviewing':
      return status.waiting === 'slot' ? ['file', 'queued'] : ['file'];
    case 'skipped':
      return ['file'];
  }
}

function stateParts({ status }: FileReview, now: number): (string | undefined)[] {
  switch (status.kind) {
    case 'queued':
    case 'cancelled':
      return [status.kind];
    case 'skipped':
    case 'failed':
      return [`${status.kind}: ${status.reason}`];
    case 'reviewing':
      return [
        doing(status),
        status.confirming && `confirming ${status.confirming.index} of ${status.confirming.count}`,
        status.chunk && `part ${status.chunk.index} of ${status.chunk.count}`,
        status.waiting === 'slot' ? undefined : elapsed(now - status.startedAt),
      ];
    case 'reviewed': {
      const depth = shallowDepth(status);
      return [depth === 'nobody' ? 'looked at by nobody' : depth];
    }
  }
}

const engines: Readonly<Record<ReviewerKind, string>> = {
  local: 'the analyzers',
  editor: 'the editor',
  model: 'the model',
};

function doing(status: Extract<FileStatus, { kind: 'reviewing' }>): string | undefined {
  switch (status.waiting) {
    case 'slot':
      return `waiting for ${engines[status.phase]}`;
    case 'retry':
      return 'retrying';
    case 'pause':
      return 'paused';
    case 'model load':
      return 'loading the model';
    default:
      return status.confirming ? undefined : 'reviewing';
  }
}

function findingParts({ findings, hidden = [], status }: FileReview): (string | undefined)[] {
  const hiddenPart = hiddenWords(hidden.length, hidden.filter(isDismissed).length);
  if (findings.length === 0) {
    // Where nobody looked with rules, that nothing was found does not mean anything.
    return [status.kind === 'reviewed' && !shallowDepth(status) ? 'no findings' : undefined, hiddenPart];
  }
  const applied = countWhere(findings, (state) => state === 'applied' || state === 'applied with editor changes');
  const stale = countWhere(findings, (state) => state === 'stale');
  return [
    counted(findings.length, 'finding'),
    applied > 0 ? `${applied} applied` : undefined,
    stale > 0 ? `${stale} stale` : undefined,
    hiddenPart,
  ];
}

/** More would make the tooltip longer than a screen. */
const mostDoubted = 5;

/** Findings that are hidden after a model was asked about them once more, each with what it said. */
function doubtedSentences({ hidden = [] }: FileReview): string[] {
  const doubted = hidden.flatMap((finding) => {
    const { title, confirmation } = finding;
    const place = placeText(finding);
    const where = place ? ` (${place})` : '';
    const said = confirmation && oneLine(confirmationText(confirmation, finding));
    return said ? [`Hidden: ${oneLine(title)}${where}, ${said}`] : [];
  });
  const more = doubted.length - mostDoubted;
  return [...doubted.slice(0, mostDoubted), ...(more > 0 ? [`… and ${more} more after such a question.`] : [])];
}

/** Says so when not all of the file was reviewed, or a part of one that failed. */
function gap({ status }: FileReview): string | undefined {
  const coverage = 'coverage' in status ? status.coverage : undefined;
  return coverage && coverage.reviewedLines < coverage.totalLines ? `${linesText(coverage)} reviewed` : undefined;
}

/** "3 of 10 lines" */
function linesText({ reviewedLines, totalLines }: Coverage): string {
  return `${reviewedLines} of ${counted(totalLines, 'line')}`;
}

function countWhere(findings: readonly Finding[], test: (state: string | undefined) => boolean): number {
  return findings.filter((finding) => test(finding.proposal?.state.kind)).length;
}

function stateSentence({ status }: FileReview): string {
  switch (status.kind) {
    case 'queued':
      return 'Waits for its review.';
    case 'skipped':
      return `Not reviewed: ${paragraph(status.message)}`;
    case 'reviewing':
      if (status.confirming) {
        return 'Each of its findings is put to a model once more, in a request of its own.';
      }
      return status.waiting === 'pause'
        ? `Under review by ${engines[status.phase]}, which asked for a pause.`
        : `Under review by ${engines[status.phase]}.`;
    case 'reviewed':
      return `Reviewed ${linesText(status.coverage)}.`;
    case 'failed':
      return joinParts(
        [
          `The review by ${engines[status.phase]} failed: ${paragraph(status.message)}`,
          status.coverage && `Before that, ${linesText(status.coverage)} were reviewed.`,
        ],
        '\n\n',
      );
    case 'cancelled':
      return 'Not reviewed to the end: the review was cancelled or interrupted.';
  }
}

function looksSentence({ status }: FileReview): string | undefined {
  const looks = looksText(status, oneLine);
  return looks && `Looked at by ${looks}.`;
}

/** More are counted. */
const mostShownAlong = 10;

function contextSentence({ status }: FileReview): string | undefined {
  const texts = 'looks' in status && status.looks ? contextTexts(status.looks, oneLine) : [];
  return texts.length > 0 ? `Shown with it: ${firstOf(texts, mostShownAlong)}.` : undefined;
}

const reviewingIcons = {
  nothing: { id: 'sync~spin' },
  slot: { id: 'circle-outline' },
  retry: { id: 'history' },
  pause: { id: 'debug-pause' },
  'model load': { id: 'sync~spin' },
} as const;

function iconOf({ status, findings }: FileReview): Icon {
  switch (status.kind) {
    case 'queued':
      return { id: 'circle-outline', color: colors.dim };
    case 'skipped':
      return { id: 'debug-step-over', color: colors.dim };
    case 'cancelled':
      return { id: 'circle-slash', color: colors.dim };
    case 'reviewing':
      return reviewingIcons[status.waiting ?? 'nothing'];
    case 'failed':
      return { id: 'close', color: colors.failed };
    case 'reviewed': {
      const worst = worstOpen(findings);
      if (worst) {
        return severityIcon(worst);
      }
      // What was found there may still be wrong: nobody has looked at the text as it is now.
      if (findings.some(({ proposal }) => proposal?.state.kind === 'stale')) {
        return { id: 'history', color: colors.dim };
      }
      return shallowDepth(status) ? { id: 'eye', color: colors.dim } : { id: 'pass', color: colors.good };
    }
  }
}

/** The heaviest severity among the findings nobody has dealt with yet. */
function worstOpen(findings: readonly Finding[]): Severity | undefined {
  const open = new Set(findings.filter(isOpenFinding).map((finding) => finding.severity));
  return severities.find((severity) => open.has(severity));
}
