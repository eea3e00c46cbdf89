import type { LineRange } from '../types';
import type { Doubt } from './doubt';
import { reach } from './matchLines';
import { beginningOf, type NumberMark, numberMark, numbersAhead } from './numberMarks';
import type { QuotedText } from './quotedText';

/**
 * Whether numbers in front of new lines may be those of their lines, in the file or counted from the first new one. They
 * are the text's own where the replaced lines have them, and may be where these or the lines beside them are numbered in the
 * same way. Where a replaced line begins behind such a number, with its own, nobody knows.
 *
 * @param place where the replaced lines stand
 * @param hint where the model says that they stand
 */
export function doubtOfNumbers(
  text: QuotedText,
  { startLine, endLine }: LineRange,
  made: readonly string[],
  hint: number,
): Doubt {
  const actual = text.slice(startLine, endLine);
  const old = numbersOf(actual);
  const all = marksOf(made);
  const goOn = new Set(all.filter((mark) => old.marks.has(spelled(mark))).map(({ around }) => around));
  const unchanged = new Set(actual);
  const lineCount = Math.max(actual.length, made.length);
  const marks = countingLines(
    all.filter(({ line }) => !unchanged.has(line)),
    [startLine, hint],
    lineCount,
  ).filter(
    (mark) =>
      repeatsNumber(mark, old) ||
      (!isOwn(mark, old, goOn, actual[mark.position] ?? '') && (mark.isUsual || resembles(mark, old))),
  );
  if (marks.some((mark) => repeatsNumber(mark, old))) {
    return 'refused';
  }
  const isAll = marks.length === made.filter((line) => /\S/.test(line)).length;
  const isLikely = isAll && marks.some((mark) => mark.isOfFile || mark.isNamed || resembles(mark, old));
  const beside = [
    ...text.slice(Math.max(1, startLine - reach), startLine - 1),
    ...text.slice(endLine + 1, endLine + reach),
  ];
  const around = new Set([...actual, ...beside].map((line) => numberMark(line)?.around));
  const isUnsure = marks.every((mark) => around.has(mark.around));
  if (!isUnsure && (isLikely || marks.some(({ around }) => around.includes('|')))) {
    return 'refused';
  }
  return marks.length === 0 ? 'none' : 'unsure';
}

interface PlacedMark extends NumberMark {
  readonly line: string;
  /** Among the new lines, from 0. */
  readonly position: number;
}

function marksOf(made: readonly string[]): PlacedMark[] {
  return made.flatMap((line, position) => {
    const mark = numberMark(line);
    return mark ? [{ ...mark, line, position }] : [];
  });
}

interface CountingMark extends PlacedMark {
  /** Whether the number may be that of the line in the file. */
  readonly isOfFile: boolean;
}

/** Those marks whose numbers may be those of lines, in the file or among the new ones. */
function countingLines(marks: readonly PlacedMark[], starts: readonly number[], lineCount: number): CountingMark[] {
  const offsets = new Set(marks.map(({ number, position }) => number - position));
  const isCounting = marks.length > 1 && offsets.size === 1;
  return marks
    .map((mark) => ({ ...mark, isOfFile: starts.some((at) => at <= mark.number && mark.number < at + lineCount) }))
    .filter(
      ({ isOfFile, number, position }, at) => isOfFile || isCounting || number === position + 1 || number === at + 1,
    );
}

/** What replaced lines begin with. */
interface OldNumbers {
  /** The marks of their numbers, with the numbers and without. */
  readonly marks: ReadonlySet<string>;
  readonly around: ReadonlySet<string>;
  /** By their beginnings, and by those with their numbers: how many numbers they begin with, at least. */
  readonly beginnings: ReadonlyMap<string, number>;
}

function numbersOf(actual: readonly string[]): OldNumbers {
  const marks = actual.map(numberMark).filter((mark) => mark !== undefined);
  const beginnings = new Map<string, number>();
  for (const line of actual) {
    const count = numbersAhead(line);
    for (const key of [beginningOf(line), numberedBeginning(line)]) {
      beginnings.set(key, Math.min(count, beginnings.get(key) ?? count));
    }
  }
  return {
    marks: new Set(marks.map(spelled)),
    around: new Set(marks.map(({ around }) => around)),
    beginnings,
  };
}

function spelled({ number, around }: NumberMark): string {
  return `${number} ${around}`;
}

function numberedBeginning(line: string): string {
  return `${Number.parseInt(line, 10)} ${beginningOf(line)}`;
}

/** So much of what is behind a number may be of the line's text. In UTF-16 code units. */
const mostSigns = 8;

/** Whether a replaced line begins as what is behind a mark does, or behind the first signs of it. */
function resembles({ after, rest }: NumberMark, { beginnings }: OldNumbers): boolean {
  const behind = after.slice(-mostSigns) + rest;
  return Array.from({ length: Math.min(after.length, mostSigns) }, (_, at) => behind.slice(at + 1)).some((text) =>
    beginnings.has(beginningOf(text)),
  );
}

/** Whether a replaced line begins with the number behind a mark, or one like it, and has none in front of that. */
function repeatsNumber(mark: PlacedMark, { beginnings, marks }: OldNumbers): boolean {
  const key = marks.has(spelled(mark)) ? numberedBeginning(mark.rest) : beginningOf(mark.rest);
  const count = /^\d/.test(mark.rest) ? beginnings.get(key) : undefined;
  return count !== undefined && count < numbersAhead(mark.line);
}

/**
 * Whether replaced lines are numbered so: with that number, or with others, which go on. Not where the one at the same
 * place has no number, and begins with what is behind this one.
 */
function isOwn(mark: CountingMark, old: OldNumbers, goOn: ReadonlySet<string>, oldLine: string): boolean {
  const isAdded = numberMark(oldLine) === undefined && beginningOf(oldLine) === beginningOf(mark.rest);
  const isLike = old.around.has(mark.around) && (!mark.isOfFile || goOn.has(mark.around));
  return old.marks.has(spelled(mark)) || (isLike && !isAdded);
}
