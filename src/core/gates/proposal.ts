import { editsProblem, isSpanOf } from '../edits/applyEdits';
import { ownText } from '../edits/ownText';
import { toEdits } from '../edits/toEdits';
import type { Hasher } from '../ports';
import type { LineIndex } from '../text/lines';
import { mapStrings } from '../text/mapStrings';
import { reasons } from '../text/reasons';
import { maskSecrets } from '../text/secrets';
import { TextSecrets } from '../text/textSecrets';
import type {
  Edit,
  FileSnapshot,
  Finding,
  Place,
  Proposal,
  ReportedFinding,
  ReportedFix,
  ReviewerKind,
  Span,
} from '../types';
import { GatedFile } from './gatedFile';
import { flagsOf, type Rejection, rejectionOf } from './gates';

/**
 * Takes a reviewer's fix through the gates. A rejected proposal has no edits, only the reason.
 *
 * @param place of the finding
 */
export function toProposal(gated: GatedFile, fix: ReportedFix, place?: Span): Proposal {
  const { file, lines, secrets } = gated;
  if (fix.kind === 'rejected') {
    return rejected({ gate: 'place', reason: fix.reason });
  }
  const problem = editsProblem(file.text, fix.edits);
  if (problem !== undefined) {
    return rejected({ gate: 'place', reason: problem });
  }
  const edits = toEdits(file.text, fix.edits, lines)
    .map((edit) => withOwnText(file.text, edit, place))
    .map((edit) => marked(edit, secrets));
  const rejection = edits.length === 0 ? noChange : rejectionOf(gated, edits);
  return rejection === undefined
    ? {
        edits,
        anchoring: fix.anchoring,
        flags: flagsOf(gated, edits),
        ...(fix.preservesBehaviour && { preservesBehaviour: true }),
        ...(file.lineEnding === 'mixed' && { mixedLineEnds: true }),
        state: { kind: 'ready' },
      }
    : rejected(rejection);
}

const noChange: Rejection = { gate: 'place', reason: reasons.changesNothing };

function withOwnText(text: string, edit: Edit, place: Span | undefined): Edit {
  const own = ownText(text, edit, place);
  return own ? { ...edit, own } : edit;
}

/** The edit with a mark if it holds a secret, so that no record has it as it is. @param secrets of the text it is placed in */
export function marked(edit: Edit, secrets: TextSecrets): Edit {
  const { linePrefix, oldText, newText, lineSuffix, linesBefore = '', linesAfter = '' } = edit;
  const newLines = linePrefix + newText + lineSuffix;
  const isHidden = secrets.isHiddenIn(`${linePrefix + oldText + lineSuffix}\n${newLines}`);
  const carried = {
    start: edit.start - linePrefix.length - linesBefore.length,
    end: edit.end + lineSuffix.length + linesAfter.length,
  };
  if (isHidden) {
    return { ...edit, secret: 'hidden' };
  }
  // A record is masked text by text, and what is masked cannot be applied: each counts alone, too.
  const holds = secrets.isIn(carried) || secrets.mask(newLines) !== newLines || mapStrings(edit, maskSecrets) !== edit;
  return holds ? { ...edit, secret: 'held' } : edit;
}

/**
 * Turns what one reviewer reported about a file into findings, in the order of their places, those without one first.
 * The order and the ids do not depend on the order of `reported`. A span the text does not have is no place at all,
 * and a fix that came with it is rejected. What is reported twice over counts once. They come one by one for who wants
 * to pause in between: a proposal for a long file can take milliseconds.
 *
 * @param within where the reviewed folder lies, see `RunHeader`
 * @param secretsOf those of the file, asked for when there is something to say about it
 */
export function* eachFinding(
  file: FileSnapshot,
  reviewer: ReviewerKind,
  reported: readonly ReportedFinding[],
  hash: Hasher,
  within = '',
  secretsOf = () => new TextSecrets(file.text, file.path),
): Generator<Finding> {
  if (reported.length === 0) {
    return;
  }
  const fixes = reported.filter(({ fix }) => fix?.kind === 'edits').length;
  const gated = new GatedFile(file, within, fixes, reviewer, secretsOf);
  const { secrets, lines } = gated;
  const placed = reported
    .map((finding) => toPlaced(file, lines.index, finding))
    .sort((a, b) => byPlace(a, b) || compare(a.order, b.order));
  const distinct = placed.filter((entry, position) => entry.order !== placed[position - 1]?.order);
  const seen = new Map<string, number>();
  for (const { finding, place } of distinct) {
    const { fix, span: _, ...observation } = finding;
    const { source, rule, title, explanation } = observation;
    const identity = [file.path, reviewer, source, rule ?? null, title, place?.quote ?? null];
    const key = JSON.stringify(identity);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    yield {
      id: hash(JSON.stringify([...identity, occurrence])).slice(0, 12),
      reviewer,
      ...observation,
      title: secrets.mask(title),
      explanation: secrets.mask(explanation),
      ...(place && { place: withMask(place, secrets) }),
      ...(fix && { proposal: toProposal(gated, fix, place) }),
    };
  }
}

function withMask(place: Place, secrets: TextSecrets): Place {
  const masked = secrets.quote(place);
  return masked === place.quote ? place : { ...place, masked };
}

interface PlacedFinding extends Placed {
  readonly finding: ReportedFinding;
  /** Everything the reviewer said, as one string: equal for equal findings only. */
  readonly order: string;
}

function toPlaced(file: FileSnapshot, index: LineIndex, finding: ReportedFinding): PlacedFinding {
  const { span } = finding;
  if (span === undefined || isSpanOf(file.text, span)) {
    const place = span && toPlace(file.text, index, span.start, span.end);
    return { ...namesOf(finding), finding, ...(place && { place }), order: orderOf(finding) };
  }
  const { span: _, ...rest } = finding;
  const misplaced: ReportedFinding =
    rest.hiddenBy === undefined && rest.fix?.kind === 'edits'
      ? { ...rest, fix: { kind: 'rejected', reason: reasons.noSuchPlace } }
      : rest;
  return { ...namesOf(finding), finding: misplaced, order: orderOf(misplaced) };
}

function namesOf({ source, rule, title }: ReportedFinding): Placed {
  return { source, title, ...(rule !== undefined && { rule }) };
}

function toPlace(text: string, index: LineIndex, start: number, end: number): Place {
  // The line end that closes the last line is still that line's.
  const endLine = index.lineAt(end > start ? end - 1 : end);
  const startLine = index.lineAt(start);
  const startColumn = start - index.startOf(startLine);
  return { start, end, startLine, endLine, startColumn, quote: text.slice(start, end) };
}

function orderOf(finding: ReportedFinding) {
  const { span, named, source, rule, title, explanation, severity, category, confidence, fix } = finding;
  return JSON.stringify([
    [
      span?.start,
      span?.end,
      named?.startLine,
      named?.endLine,
      source,
      rule,
      title,
      explanation,
      severity,
      category,
      confidence,
    ],
    fix?.kind === 'edits'
      ? [fix.anchoring, fix.edits.map(({ start, end, newText }) => [start, end, newText])]
      : [fix?.reason],
  ]);
}

type Placed = Pick<Finding, 'place' | 'source' | 'rule' | 'title'>;

/** The order of what one reviewer has found in a file. */
export function byPlace(a: Placed, b: Placed): number {
  return (
    (a.place?.start ?? -1) - (b.place?.start ?? -1) ||
    (a.place?.end ?? -1) - (b.place?.end ?? -1) ||
    compare(a.source, b.source) ||
    compare(a.rule ?? '', b.rule ?? '') ||
    compare(a.title, b.title)
  );
}

/** By code units: the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A proposal that did not pass a gate, or that is lost. */
export function rejected(rejection: Omit<Rejection, 'gate'> & Partial<Rejection>): Proposal {
  return { edits: [], anchoring: 'normalised', flags: [], state: { kind: 'rejected', ...rejection } };
}
