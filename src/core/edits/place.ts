import { countWhile } from '../binarySearch';
import { reasons } from '../text/reasons';
import type { Anchoring, LineRange } from '../types';
import { doubtOfSigns } from './diffSigns';
import { mayStandForCode } from './elision';
import type { Candidate } from './fold';
import { hasEscapedBreaks, withoutEscapes } from './foldEscapes';
import { withoutNumbers } from './foldNumbers';
import { doubtOfReferences } from './foldReferences';
import { folds } from './folds';
import { isFencedAlone, withoutWrapping } from './foldWrapping';
import { type LineChange, toTextEdit } from './lineChange';
import { asIs, keepRepeated, type LineFold, withoutTrailing } from './lineFolds';
import { mayBeLabelled } from './lineLabels';
import { mayLackIndentation } from './lostIndentation';
import { matchLines, reach } from './matchLines';
import { doubtOfNumbers } from './numberDoubt';
import { type QuotedEdit, type Reading, readings } from './quotedEdit';
import type { QuotedText } from './quotedText';
import { minimise } from './toEdits';

/** A change at its place in a text. */
export interface PlacedChange extends LineChange {
  readonly anchoring: Anchoring;
}

/** Where an edit stands in a text (see `folds`), and what becomes of that place; or why it has no certain place. */
export function placeEdit(text: QuotedText, edit: QuotedEdit, shown: LineRange): PlacedChange | string {
  const placed = placeQuoted(text, edit, shown);
  return typeof placed === 'string' ? placed : doubted(text, placed, edit);
}

/** Whether a new text alone ends with a line break: an empty line more, or no more than how a model ends a text. */
function endsOtherwise({ oldText, newText }: QuotedEdit): boolean {
  return newText.endsWith('\n') && !oldText.endsWith('\n');
}

/** A change of lines that is exact only where nothing of its new text looks bent; or why it may mean something else. */
function doubted(text: QuotedText, change: PlacedChange, edit: QuotedEdit): PlacedChange | string {
  const { startLine, endLine, newLines, kept } = change;
  const actual = text.slice(startLine, endLine);
  const [first = '', last = ''] = [actual[0], actual.at(-1)];
  const made = kept
    ? (first.slice(0, kept.before) + newLines.join('\n') + last.slice(last.length - kept.after)).split('\n')
    : newLines;
  if (isInstruction(actual, made)) {
    return reasons.maybeWords;
  }
  const doubts = [
    doubtOfSigns(text, actual, made),
    doubtOfReferences(text, actual, made),
    doubtOfNumbers(text, change, made, edit.startLine),
  ];
  if (doubts[0] === 'refused') {
    return reasons.maybeDiff;
  }
  if (doubts[1] === 'refused') {
    return reasons.maybeEscaped;
  }
  const mayLack = mayLackIndentation(actual, made);
  if (doubts[2] === 'refused' || (doubts[2] === 'unsure' && mayLack)) {
    return reasons.maybeNumbers;
  }
  if (mayLack) {
    return reasons.maybeUnindented;
  }
  const isLabelled = mayBeLabelled(actual, made, [startLine, edit.startLine]);
  const isOther = mayStandForCode(actual, made) || mayBeWords(actual, made) || isFencedAlone(actual, made);
  const isBent = isLabelled || isOther || endsOtherwise(edit);
  return doubts.includes('unsure') || isBent ? { ...change, anchoring: 'normalised' } : change;
}

const endsCode = /[;{}(),:\])]$/;
const sentence = /^\p{Lu}\p{Ll}*(?: [\p{L}'’-]+){2,}[.!]?$/u;

/** Whether words, and nothing else, stand where a line of code stood. */
function isInstruction(actual: readonly string[], made: readonly string[]): boolean {
  const [said = ''] = made;
  const isCode = actual.some((line) => endsCode.test(line.trimEnd()) && /[()[\]{}=]/.test(line));
  return (
    made.length === 1 &&
    isCode &&
    sentence.test(said.trim()) &&
    !actual.every((line) => /^\s*\p{Lu}\p{Ll}* /u.test(line))
  );
}

const sentenceOrString = /^(["'`]{0,3})\p{Lu}\p{Ll}*(?:,? [\p{L}\d'’_()./-]+){2,}[.!:]?\1[;,]?$/u;

const beginsSentence = /^["'`]{0,3}\p{Lu}\p{Ll}*(?: |$)/u;

/** Whether all that is new may be words about the code: some languages take them for a command, and any takes a string. */
function mayBeWords(actual: readonly string[], made: readonly string[]): boolean {
  const own = new Set(actual.map((line) => line.trim()));
  const added = made.map((line) => line.trim()).filter((line) => line !== '' && !own.has(line));
  const isSaid = (line: string) => line.length <= longestSentence && sentenceOrString.test(line);
  return added.length > 0 && added.every(isSaid) && own.size > 0 && ![...own].some((line) => beginsSentence.test(line));
}

/** In UTF-16 code units. */
const longestSentence = 300;

function placeQuoted(text: QuotedText, edit: QuotedEdit, shown: LineRange): PlacedChange | string {
  if (!/\S/.test(edit.oldText)) {
    return reasons.quotesNothing;
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
    reasons.notInFile
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
      return reasons.notShown;
    }
    if (match.kind === 'found') {
      const meant =
        foldLine === asIs
          ? { ...reading, literal: reading.literal && !match.guessed }
          : { ...reading, newLines: trailingChange(text, reading, match.line).newLines, literal: false };
      const change = asWritten(text, meant, match.line);
      const isRivalled = rivals.some((rival) => standsBeside(text, rival, match.line, near, change));
      return isRivalled ? reasons.twoMeanings : change;
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

/** The change of lines that are quoted as they are, or nearly; what is around the new ones alone goes. */
function asWritten(
  text: QuotedText,
  { oldLines, newLines, literal }: Reading,
  startLine: number,
): PlacedChange | string {
  const endLine = startLine + oldLines.length - 1;
  const unnumbered = withoutNumbers(text, { oldLines, newLines }, startLine);
  if (unnumbered === undefined) {
    return reasons.otherNumbers;
  }
  const bareLines = withoutWrapping(text, { oldLines, newLines: unnumbered });
  const made = withoutEscapes(text, { oldLines, newLines: bareLines });
  return made === undefined
    ? reasons.maybeEscaped
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
    return reasons.severalTimes;
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
    return reasons.otherwiseIndented;
  }
  if (another !== undefined) {
    return reasons.twoMeanings;
  }
  if (hasEscapedBreaks(text, change.newLines)) {
    return reasons.maybeEscaped;
  }
  return change.startLine < shown.startLine || change.endLine > shown.endLine
    ? reasons.notShown
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
