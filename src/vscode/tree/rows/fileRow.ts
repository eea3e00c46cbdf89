import { isApplied } from '../../../core/edits/proposalState';
import { type Coverage, type FileReview, type FileStatus, isViewable } from '../../../core/fileReview';
import { isDismissed } from '../../../core/findings/bounds';
import { confirmationText } from '../../../core/findings/confirmations';
import { placeText } from '../../../core/findings/placeText';
import { usageText } from '../../../core/report/spend';
import { hiddenWords } from '../../../core/run/hiding';
import { contextTexts, depthText, looksText, notShownTexts, shallowDepth } from '../../../core/run/looks';
import { uncountedIn } from '../../../core/run/spend/usage';
import { firstOf } from '../../../core/text/counted';
import { recordedText } from '../../../core/text/recorded';
import type { Finding, ReviewerKind } from '../../../core/types';
import { t } from '../../l10n';
import { countedFindings } from '../../names';
import { joinParts, oneLine, paragraph } from '../../plainText';
import { failureName, skipName } from '../../reasonNames';
import { findingsBeside, openIn, openText, worstOpen } from './openCounts';
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
  const inOrder = (first: typeof found) => [
    ...(isFoundFirst ? [...first, ...state] : [...state, ...first]),
    gap(file),
    answeredAs(file),
  ];
  return {
    label,
    description: joinParts(inOrder(openFirst(file, found))),
    icon: iconOf(file),
    tooltip: joinParts(
      [
        oneLine(file.path),
        stateSentence(file),
        looksSentence(file),
        contextSentence(file),
        notShownSentence(file),
        joinParts(found),
        ...doubtedSentences(file),
        usageText({ ...file.usage, uncounted: uncountedIn(file.uses ?? []) }, t),
        ...applies.map(oneLine),
      ],
      '\n\n',
    ),
    accessibleLabel: joinParts([label, ...inOrder([...found, openText(openIn(file), file.findings.length)])], ', '),
    words: [
      ...rowWordsOf(file.status),
      ...(file.findings.some(({ proposal }) => proposal?.state.kind === 'ready') ? (['waiting'] as const) : []),
      ...(hasApplied(file) ? (['applied'] as const) : []),
      ...(isViewable(file.status) ? (['viewable'] as const) : []),
    ],
    ...(isViewable(file.status) && { isViewed: file.isViewed === true }),
    children: file.findings.length > 0 ? 'collapsed' : 'none',
    ...(file.findings.length > 0 && isViewable(file.status) && { action: 'expand' }),
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
      return [t('queued')];
    case 'cancelled':
      return [t('cancelled')];
    case 'skipped':
      return [t('skipped: {0}', skipName(status.reason))];
    case 'failed':
      return [t('failed: {0}', failureName(status.reason))];
    case 'reviewing':
      return [
        doing(status),
        status.confirming && t('confirming {0} of {1}', status.confirming.index, status.confirming.count),
        status.chunk && t('part {0} of {1}', status.chunk.index, status.chunk.count),
        status.waiting === 'slot' ? undefined : elapsed(now - status.startedAt),
      ];
    case 'reviewed': {
      const depth = shallowDepth(status);
      return [depth === 'nobody' ? t('looked at by nobody') : depth && depthText(depth, t)];
    }
  }
}

const engines: Readonly<Record<ReviewerKind, string>> = {
  local: t('the analyzers'),
  editor: t('the editor'),
  model: t('the model'),
};

function doing(status: Extract<FileStatus, { kind: 'reviewing' }>): string | undefined {
  switch (status.waiting) {
    case 'slot':
      return t('waiting for {0}', engines[status.phase]);
    case 'retry':
      return t('retrying');
    case 'pause':
      return t('paused');
    case 'model load':
      return t('loading the model');
    default:
      return status.confirming ? undefined : t('reviewing');
  }
}

/** The same with what is open in the place of how many there are, where all are. */
function openFirst(file: FileReview, [total, ...rest]: readonly (string | undefined)[]): (string | undefined)[] {
  const count = file.findings.length;
  if (file.isViewed && count > 0) {
    return [t('viewed'), total, ...rest.filter((part) => part !== t('viewed'))];
  }
  return count === 0 ? [total, ...rest] : [openText(openIn(file), count), findingsBeside(openIn(file), count), ...rest];
}

function findingParts({ findings, hidden = [], status, isViewed }: FileReview): (string | undefined)[] {
  const hiddenPart = hiddenWords(hidden.length, hidden.filter(isDismissed).length, t);
  const viewed = isViewed ? t('viewed') : undefined;
  if (findings.length === 0) {
    // Where nobody looked with rules, that nothing was found does not mean anything.
    return [status.kind === 'reviewed' && !shallowDepth(status) ? t('no findings') : undefined, viewed, hiddenPart];
  }
  const applied = countWhere(findings, (state) => state === 'applied' || state === 'applied with editor changes');
  const stale = countWhere(findings, (state) => state === 'stale');
  return [
    countedFindings(findings.length),
    applied > 0 ? t('{0} applied', applied) : undefined,
    stale > 0 ? t('{0} outdated', stale) : undefined,
    viewed,
    hiddenPart,
  ];
}

/** More would make the tooltip longer than a screen. */
const mostDoubted = 5;

/** Findings that are hidden after a model was asked about them once more, each with what it said. */
function doubtedSentences({ hidden = [] }: FileReview): string[] {
  const doubted = hidden.flatMap((finding) => {
    const { title, confirmation } = finding;
    const place = placeText(finding, t);
    const what = place ? `${oneLine(title)} (${place})` : oneLine(title);
    const said = confirmation && oneLine(confirmationText(confirmation, finding, t));
    return said ? [t('Hidden: {0}, {1}', what, said)] : [];
  });
  const more = doubted.length - mostDoubted;
  return [...doubted.slice(0, mostDoubted), ...(more > 0 ? [t('… and {0} more after such a question.', more)] : [])];
}

/** Says so when not all of the file was reviewed, or a part of one that failed. */
function gap({ status }: FileReview): string | undefined {
  const coverage = 'coverage' in status ? status.coverage : undefined;
  return coverage && coverage.reviewedLines < coverage.totalLines ? t('{0} reviewed', linesText(coverage)) : undefined;
}

/** Says so when the model was asked about another file of the same text. */
function answeredAs({ status }: FileReview): string | undefined {
  const path = status.kind === 'reviewed' ? status.looks?.answerOf : undefined;
  return path === undefined ? undefined : t('as {0}', oneLine(path));
}

/** "3 of 10 lines" */
function linesText({ reviewedLines, totalLines }: Coverage): string {
  return t('{0} of {1, plural, one {# line} other {# lines}}', reviewedLines, totalLines);
}

function countWhere(findings: readonly Finding[], test: (state: string | undefined) => boolean): number {
  return findings.filter((finding) => test(finding.proposal?.state.kind)).length;
}

function stateSentence({ status }: FileReview): string {
  switch (status.kind) {
    case 'queued':
      return t('Waiting to be reviewed.');
    case 'skipped':
      return t('Not reviewed: {0}', paragraph(recordedText(status.message, t)));
    case 'reviewing':
      if (status.confirming) {
        return t('A model is asked to confirm each finding, in a request of its own.');
      }
      return status.waiting === 'pause'
        ? t('Under review by {0}, which asked for a pause.', engines[status.phase])
        : t('Under review by {0}.', engines[status.phase]);
    case 'reviewed':
      return t('Reviewed {0}.', linesText(status.coverage));
    case 'failed':
      return joinParts(
        [
          t('The review by {0} failed: {1}', engines[status.phase], paragraph(recordedText(status.message, t))),
          status.coverage && t('Before that, {0} were reviewed.', linesText(status.coverage)),
        ],
        '\n\n',
      );
    case 'cancelled':
      return t('Not reviewed to the end: the review was cancelled or interrupted.');
  }
}

function looksSentence({ status }: FileReview): string | undefined {
  const looks = looksText(status, oneLine, t);
  return looks && t('Looked at by {0}.', looks);
}

/** More are counted. */
const mostShownAlong = 10;

function contextSentence({ status }: FileReview): string | undefined {
  const texts = 'looks' in status && status.looks ? contextTexts(status.looks, oneLine, t) : [];
  return texts.length > 0 ? t('Shown with it: {0}.', firstOf(texts, mostShownAlong, undefined, t)) : undefined;
}

function notShownSentence({ status }: FileReview): string | undefined {
  const texts = 'looks' in status && status.looks ? notShownTexts(status.looks, oneLine, t) : [];
  return texts.length > 0
    ? t('Used but not shown with it: {0}.', firstOf(texts, mostShownAlong, undefined, t))
    : undefined;
}

const reviewingIcons = {
  nothing: { id: 'sync~spin' },
  slot: { id: 'circle-outline' },
  retry: { id: 'history' },
  pause: { id: 'debug-pause' },
  'model load': { id: 'sync~spin' },
} as const;

function iconOf(file: FileReview): Icon {
  const { status, findings } = file;
  const { isViewed, ...unviewed } = file;
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
      const worst = worstOpen(openIn(unviewed));
      if (worst) {
        // What a person has set aside is still there.
        return isViewed ? { id: worst, color: colors.dim } : severityIcon(worst);
      }
      // What was found there may still be wrong: nobody has looked at the text as it is now.
      if (findings.some(({ proposal }) => proposal?.state.kind === 'stale')) {
        return { id: 'history', color: colors.dim };
      }
      return shallowDepth(status) ? { id: 'eye', color: colors.dim } : { id: 'pass', color: colors.good };
    }
  }
}
