import type { Coverage, Failure, FileStatus, Looks, NotShown, ShownAlong } from '../fileReview';
import type { Spent } from '../modelUse';
import type { Part } from '../parts';
import type { ReviewOutcome } from '../ports';
import type { Finding, ReportedFinding } from '../types';
import { bothLooks } from './looks';
import { spentOnAll } from './spend/usage';

/** How one part of a file ended. */
export interface EndedPart<Outcome = ReviewOutcome> {
  /** Absent where the file is not divided. */
  readonly part: Part | undefined;
  readonly outcome: Outcome;
}

/** What all the parts of a file together came to. */
export interface Merged {
  readonly findings: readonly ReportedFinding[];
  readonly coverage: Coverage;
  /** Absent when nobody came to the end of a look. */
  readonly looks?: Looks;
  readonly spent: Spent;
  /** The first failure in the order of the parts, with the findings that none of them could read. */
  readonly failure?: Failure & Pick<FileStatus & { readonly kind: 'failed' }, 'unread'>;
  readonly isCancelled: boolean;
  /** The answers that it was made of, by what they are kept under. */
  readonly answers: readonly string[];
  /** Chance had a part in it: another review may come to more, or ask otherwise. Absent: none. */
  readonly isUnsettled?: true;
  /** What of other files was meant to be shown along, see `shownAlong`; absent where nothing is divided. */
  readonly shown?: string | undefined;
  /** What the reviewer was told of earlier findings, see `toldOf`. */
  readonly told?: string;
}

/** What a reviewer is told of earlier findings: equal where it is told the same of the same places. */
export function toldOf(known: readonly Finding[]): string {
  return JSON.stringify(known.map(({ title, place }) => [title, place?.start, place?.end]));
}

/**
 * Puts the parts of a file together, in their order, whatever order they ended in. A part that failed keeps what it
 * found, and takes nothing from the others.
 *
 * @param spent what tries have cost whose outcomes do not count
 */
export function mergeParts(ended: readonly EndedPart[], spent: Spent, totalLines: number): Merged {
  const outcomes = ended.flatMap(({ outcome }) => (outcome.kind === 'cancelled' ? [] : [outcome]));
  const failures = outcomes.filter((outcome) => outcome.kind === 'failed');
  const looks = outcomes
    .flatMap((outcome) => (outcome.kind === 'reviewed' ? [outcome.looks] : []))
    .reduce(bothLooks, undefined);
  const context = contextOf(ended);
  const notShown = notShownOf(ended);
  return {
    findings: outcomes.flatMap(({ findings = [] }) => findings),
    coverage: { reviewedLines: reviewedLines(ended, totalLines), totalLines },
    ...(looks && {
      looks: { ...looks, ...(context.length > 0 && { context }), ...(notShown.length > 0 && { notShown }) },
    }),
    spent: spentOnAll(outcomes, spent),
    ...failureOf(failures, ended.length),
    isCancelled: outcomes.length < ended.length,
    answers: outcomes.flatMap((outcome) => (outcome.kind === 'reviewed' ? (outcome.answers ?? []) : [])),
    ...((Object.keys(spent).length > 0 || outcomes.some(isUnsettled)) && { isUnsettled: true }),
  };
}

type Failed = ReviewOutcome & { readonly kind: 'failed' };

function isUnsettled(outcome: ReviewOutcome): boolean {
  return outcome.kind === 'reviewed' && outcome.isUnsettled === true;
}

function failureOf(failures: readonly Failed[], parts: number): Pick<Merged, 'failure'> {
  const [first] = failures;
  if (!first) {
    return {};
  }
  const unread = failures.reduce((sum, failure) => sum + (failure.unread ?? 0), 0);
  const message = messageOf(first, failures.length, parts);
  return { failure: { reason: first.reason, message, ...(unread > 0 && { unread }) } };
}

function messageOf(first: Failure, failed: number, parts: number): string {
  return failed < parts ? `${failed} of ${parts} parts failed. ${first.message}` : first.message;
}

/** What was shown of other files along with the parts that were reviewed, each definition once. */
function contextOf(ended: readonly EndedPart[]): ShownAlong[] {
  const shown = new Map<string, Set<string>>();
  for (const { part, outcome } of ended) {
    for (const { path, definitions } of (outcome.kind === 'reviewed' && part?.neighbours?.files) || []) {
      const known = shown.get(path) ?? new Set();
      shown.set(path, known);
      for (const definition of definitions) {
        known.add(definition.split('\n', 1)[0] ?? '');
      }
    }
  }
  return [...shown].map(([path, { size }]) => ({ path, definitions: size }));
}

/** What was left out along with any of the parts that were reviewed, each definition and each reason once. */
function notShownOf(ended: readonly EndedPart[]): NotShown[] {
  const rooms = new Map<string, Set<string>>();
  const others = new Map<string, NotShown>();
  for (const { part, outcome } of ended) {
    for (const one of (outcome.kind === 'reviewed' && part?.leftOut) || []) {
      if (one.kind === 'room') {
        rooms.set(one.path, new Set([...(rooms.get(one.path) ?? []), ...one.definitions]));
      } else {
        others.set(JSON.stringify(one), one);
      }
    }
  }
  const noRoom = [...rooms].map(([path, { size }]) => ({ kind: 'room', path, definitions: size }) as const);
  return [...noRoom, ...others.values()];
}

/** A line counts when every pass has been over it. */
function reviewedLines(ended: readonly EndedPart[], totalLines: number): number {
  const [only] = ended;
  if (ended.length === 1 && only?.outcome.kind === 'reviewed') {
    return only.outcome.coverage.reviewedLines;
  }
  const seen = new Map(ended.map(({ part }) => [part?.pass, new Uint8Array(totalLines + 1)]));
  for (const { part, outcome } of ended) {
    const { startLine, endLine } = part?.chunk.lines ?? { startLine: 1, endLine: totalLines };
    seen.get(part?.pass)?.fill(outcome.kind === 'reviewed' ? 1 : 0, startLine, endLine + 1);
  }
  const passes = [...seen.values()];
  const lines = Array.from({ length: totalLines }, (_, index) => index + 1);
  return lines.filter((line) => passes.every((pass) => pass[line] === 1)).length;
}
