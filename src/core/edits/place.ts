import { countWhile } from '../binarySearch';
import type { Anchoring, LineRange } from '../types';
import type { Candidate } from './fold';
import { hasEscapedBreaks, withoutEscapes } from './foldEscapes';
import { areNumbered, withoutNumbers } from './foldNumbers';
import { folds } from './folds';
import { withoutWrapping } from './foldWrapping';
import { type LineChange, toTextEdit } from './lineChange';
import { asIs, keepRepeated, type LineFold, withoutTrailing } from './lineFolds';
import { matchLines, reach } from './matchLines';
import { type QuotedEdit, type Reading, readings } from './quotedEdit';
import type { QuotedText } from './quotedText';
import { minimise } from './toEdits';

/** A change at its place in a text. */
export interface PlacedChange extends LineChange {
  readonly anchoring: Anchoring;
}

/** Where an edit stands in a text (see `folds`), and what becomes of that place; or why it has no certain place. */
export function placeEdit(text: QuotedText, edit: QuotedEdit, shown: LineRange): PlacedChange | string {
  if (!/\S/.test(edit.oldText)) {
    return 'it quotes no text to replace';
  }
  const written = readings(edit);
  const atHint = written.find(
    ({ oldLines, literal }) =>
      isShownAt(text, oldLines, edit.startLine, shown) && (literal || !standsLiterally(text, written)),
  );
  if (atHint) {
    return asWritten(text, atHint, edit.startLine);
  }
  const folded = folds.flatMap((fold) => fold(text, edit));
  const rivals = [...written.map((reading) => trailingCandidate(text, reading)), ...folded];
  return (
    placeWritten(text, edit, shown, asIs, rivals) ??
    placeWritten(text, edit, shown, withoutTrailing, rivals) ??
    placeFolded(text, edit, shown, folded) ??
    notInFile
  );
}

function isShownAt(text: QuotedText, oldLines: readonly string[], line: number, shown: LineRange): boolean {
  return shown.startLine <= line && line + oldLines.length - 1 <= shown.endLine && text.standsAt(line, oldLines);
}

/** Whether all that is quoted stands somewhere: then less of it, at the hint, is not surely what is meant. */
function standsLiterally(text: QuotedText, written: readonly Reading[]): boolean {
  return written.some(({ oldLines, literal }) => literal && text.places(oldLines, asIs).length > 0);
}

/** Places what is quoted as it is, or but for trailing white space, unless it may stand elsewhere near the hint. */
function placeWritten(
  text: QuotedText,
  edit: QuotedEdit,
  shown: LineRange,
  foldLine: LineFold,
  rivals: readonly Candidate[],
): PlacedChange | string | undefined {
  const hint = hintOf(text, edit);
  const near = hint ? { startLine: hint.startLine - reach, endLine: hint.endLine + reach } : shown;
  for (const reading of readings(edit)) {
    const match = matchLines(text.places(reading.oldLines, foldLine), reading.oldLines.length, hint?.startLine, shown);
    if (match.kind === 'ambiguous') {
      return `the quoted text is in the file ${match.count} times`;
    }
    if (match.kind === 'hidden') {
      return hiddenReason;
    }
    if (match.kind === 'found') {
      const meant =
        foldLine === asIs
          ? { ...reading, literal: reading.literal && !match.guessed }
          : { ...reading, newLines: trailingChange(text, reading, match.line).newLines, literal: false };
      const change = asWritten(text, meant, match.line);
      const isRivalled = rivals.some((rival) => standsBeside(text, rival, match.line, near, change));
      return isRivalled ? rivalReason : change;
    }
  }
  return undefined;
}

/** Whether a candidate stands on another line of a range, and does not mean the same change there. */
function standsBeside(
  text: QuotedText,
  { places, changeAt }: Candidate,
  line: number,
  range: LineRange,
  change: LineChange | string,
): boolean {
  const before = within(places, { ...range, endLine: Math.min(range.endLine, line - 1) });
  const behind = within(places, { ...range, startLine: Math.max(range.startLine, line + 1) });
  return [...before, ...behind].some((place) => {
    const other = changeAt(place);
    const isComparable = typeof change === 'object' && typeof other === 'object';
    return !isComparable || distinct(text, [change, other]).length > 1;
  });
}

export const notInFile = 'the quoted text is not in the file';
const hiddenReason = 'it changes lines that were not shown';
const escapedReason = 'its new text may be escaped, in one of two ways';
const rivalReason = 'the quoted text can be meant in two ways';

/** The change of lines that are quoted as they are, or nearly; what is around the new ones alone goes. */
function asWritten(
  text: QuotedText,
  { oldLines, newLines, literal }: Reading,
  startLine: number,
): PlacedChange | string {
  const endLine = startLine + oldLines.length - 1;
  const unnumbered = areNumbered(oldLines) ? newLines : withoutNumbers(newLines, startLine);
  if (unnumbered === undefined) {
    return 'its new text has line numbers that are not those of its lines';
  }
  const bareLines = withoutWrapping(text, { oldLines, newLines: unnumbered });
  if (bareLines === undefined) {
    return 'its new text may have the signs of a diff';
  }
  const made = withoutEscapes(text, { oldLines, newLines: bareLines });
  return made === undefined
    ? escapedReason
    : { startLine, endLine, newLines: made, anchoring: literal && made === newLines ? 'exact' : 'normalised' };
}

function trailingCandidate(text: QuotedText, reading: Reading): Candidate {
  const places = text.places(reading.oldLines, withoutTrailing);
  return { places, changeAt: (line) => trailingChange(text, reading, line) };
}

function trailingChange(text: QuotedText, { oldLines, newLines }: Reading, startLine: number): LineChange {
  const endLine = startLine + oldLines.length - 1;
  return { startLine, endLine, newLines: keepRepeated(oldLines, text.slice(startLine, endLine), newLines) };
}

/** Places what stands under folds alone. */
function placeFolded(
  text: QuotedText,
  edit: QuotedEdit,
  shown: LineRange,
  candidates: readonly Candidate[],
): PlacedChange | string | undefined {
  const standing = candidates.filter(({ places }) => places.length > 0);
  if (standing.length === 0) {
    return undefined;
  }
  const hint = hintOf(text, edit);
  const line = (hint && onlyLineAt(standing, hint)) ?? onlyLine(standing);
  if (line === undefined) {
    return 'the quoted text is in the file several times';
  }
  const changes = standing
    .filter(({ places }) => within(places, { startLine: line, endLine: line }).length > 0)
    .map((candidate) => candidate.changeAt(line))
    .filter((change) => change !== undefined);
  const refusal = changes.find((change) => typeof change === 'string');
  if (refusal !== undefined) {
    return refusal;
  }
  const [change, another] = distinct(
    text,
    changes.filter((each) => typeof each !== 'string'),
  );
  if (change === undefined) {
    return 'the quoted text is indented differently, and the new text does not fit';
  }
  if (another !== undefined) {
    return rivalReason;
  }
  if (hasEscapedBreaks(text, change.newLines)) {
    return escapedReason;
  }
  return change.startLine < shown.startLine || change.endLine > shown.endLine
    ? hiddenReason
    : { ...change, anchoring: 'normalised' };
}

/** Lines the edit names, if the text has them. */
function hintOf({ lines }: QuotedText, { startLine, endLine }: QuotedEdit): LineRange | undefined {
  const isLine = Number.isInteger(startLine) && 1 <= startLine && startLine <= lines.count;
  return isLine ? { startLine, endLine: Math.max(startLine, Math.min(endLine, lines.count)) } : undefined;
}

/** The line where any of the candidates stands at the hint, if none stands on another line there or near it. */
function onlyLineAt(candidates: readonly Candidate[], { startLine, endLine }: LineRange): number | undefined {
  const near = { startLine: startLine - reach, endLine: endLine + reach };
  const [line, another] = new Set(candidates.flatMap(({ places }) => within(places, near)));
  const isAt = another === undefined && line !== undefined && startLine <= line && line <= endLine;
  return isAt ? line : undefined;
}

/** The line where all of the candidates stand, if it is one. */
function onlyLine(candidates: readonly Candidate[]): number | undefined {
  const [line, another] = new Set(candidates.flatMap(({ places }) => places.slice(0, 2)));
  return another === undefined && candidates.every(({ places }) => places.length === 1) ? line : undefined;
}

/** Of the lines of places that are within a range the first two. */
function within(places: readonly number[], { startLine, endLine }: LineRange): number[] {
  const found = new Set<number>();
  for (let at = countWhile(places, (place) => place < startLine); at < places.length && found.size < 2; at += 1) {
    const place = places[at] ?? endLine;
    if (place > endLine) {
      break;
    }
    found.add(place);
  }
  return [...found];
}

/** Changes that make different texts. */
function distinct(text: QuotedText, changes: readonly LineChange[]): LineChange[] {
  const known = new Map<string, LineChange>();
  for (const change of changes) {
    const { start, end, newText } = minimise(text.text, toTextEdit(text.lines.index, change));
    known.set(JSON.stringify([start, end, newText]), change);
  }
  return [...known.values()];
}
