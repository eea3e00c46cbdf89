import { type Cell, cellsOf, cellsWidth } from '../text/columns';
import { visible } from '../text/visible';
import type { LineRange, Span } from '../types';

/** A stretch of code to be shown. Lines are 1-based, columns 0-based in UTF-16 code units, as everywhere. */
export interface FramedCode {
  /** A line of the file as it may be shown: its secrets are masked. Empty behind the last. */
  readonly line: (number: number) => string;
  readonly lineCount: number;
  /** What to show, with a few lines around it. */
  readonly lines: LineRange;
  /** Where on its first line what is quoted starts, and where on its last it ends; absent where no place is proven. */
  readonly marked?: { readonly startColumn: number; readonly endColumn: number };
}

/** One row of a frame. */
export interface FrameRow {
  /** Of the line; absent where lines are left out. */
  readonly number?: number;
  readonly code: string;
  /** What stands below the code and points at what is quoted of it; empty on other rows. */
  readonly underline: string;
}

type Row = Omit<FrameRow, 'number'>;

/** Lines that are shown before and after what is quoted. */
const around = 2;
/** Of what is quoted; of more there are the first ones, and the last. */
const mostQuoted = 5;
const tabColumns = 4;
/** Of a longer line nothing beyond is looked at, before and after the place: of some there are megabytes. In UTF-16 code units. */
const mostLookedAt = 1_000;

/**
 * The code around a place as rows, none of which takes more than so many columns of a terminal: tabs are spaces, what could
 * steer a terminal or hide is spelled out, and long lines are cut around the place, all at the same column.
 *
 * @param columns at least 8
 */
export function frameRows(code: FramedCode, columns: number): readonly FrameRow[] {
  const numbers = shownNumbers(code);
  const isPlain = numbers.every((number) => number === undefined || isPlainLine(code.line(number), columns));
  const rowOfLine = isPlain ? (number: number) => plainRow(code, number) : rowsInWindow(code, columns);
  return numbers.map((number) =>
    number === undefined ? { code: '…', underline: '' } : { number, ...rowOfLine(number) },
  );
}

/** Most lines: each character is one of the terminal's, and there is room for all of them. */
function isPlainLine(line: string, columns: number): boolean {
  return line.length < columns && /^[ -~]*$/.test(line);
}

function plainRow(code: FramedCode, number: number): Row {
  const text = code.line(number);
  const { start, end } = quotedPart(code, number, text);
  const length = Math.max(end - start, Number(isPoint(code)));
  return {
    code: text.trimEnd(),
    underline: isQuotedLine(code, number) && length > 0 ? ' '.repeat(start) + '^'.repeat(length) : '',
  };
}

/** What shows lines that are cut, or have characters that are not one column each. */
function rowsInWindow(code: FramedCode, columns: number): (number: number) => Row {
  const from = Math.max(0, (code.marked?.startColumn ?? 0) - mostLookedAt);
  const first = lineCells(code, code.lines.startLine, from);
  const window = { from: firstColumn(first, columns), columns };
  return (number) =>
    rowOf(
      number === code.lines.startLine ? first : lineCells(code, number, from),
      { isQuoted: isQuotedLine(code, number), isPoint: isPoint(code) },
      window,
    );
}

function isQuotedLine({ marked, lines }: FramedCode, number: number): boolean {
  return marked !== undefined && number >= lines.startLine && number <= lines.endLine;
}

/** Whether what is quoted may be a place between two characters. */
function isPoint({ lines }: FramedCode): boolean {
  return lines.startLine === lines.endLine;
}

/** What is quoted of a line, as columns of it. */
function quotedPart({ lines, marked }: FramedCode, number: number, text: string): Span {
  const indent = text.length - text.trimStart().length;
  return {
    start: number === lines.startLine ? (marked?.startColumn ?? 0) : indent,
    end: number === lines.endLine ? (marked?.endColumn ?? 0) : text.length,
  };
}

/** Undefined stands for lines that are left out. */
function shownNumbers({ line, lineCount, lines: { startLine, endLine } }: FramedCode): (number | undefined)[] {
  const numbers = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
  const isBlank = (number: number | undefined) => line(number ?? 0).trim() === '';
  const before = numbers(Math.max(1, startLine - around), startLine - 1);
  const after = numbers(endLine + 1, Math.min(lineCount, endLine + around));
  while (before.length > 0 && isBlank(before[0])) {
    before.shift();
  }
  while (after.length > 0 && isBlank(after.at(-1))) {
    after.pop();
  }
  const quoted =
    endLine - startLine < mostQuoted
      ? numbers(startLine, endLine)
      : [...numbers(startLine, startLine + mostQuoted - 3), undefined, endLine];
  return [...before, ...quoted, ...after];
}

/** A line in three: what stands before what is quoted, that, and what stands after it. */
interface LineCells {
  readonly before: readonly Cell[];
  readonly quoted: readonly Cell[];
  readonly after: readonly Cell[];
  /** Whether there is more in front of them, and behind. */
  readonly isCut: { readonly before: boolean; readonly after: boolean };
}

function lineCells(code: FramedCode, number: number, from: number): LineCells {
  const text = code.line(number);
  const { start, end } = quotedPart(code, number, text);
  const to = Math.max(start, from) + 2 * mostLookedAt;
  const part = (one: number, other: number) => text.slice(Math.max(one, from), Math.min(Math.max(one, other), to));
  let column = 0;
  const cells = (piece: string) => {
    const shown = expanded(piece, column);
    column += cellsWidth(shown);
    return shown;
  };
  const [before, quoted, after] = [
    cells(part(0, start)),
    cells(part(start, end)),
    cells(part(Math.max(start, end), to)),
  ];
  return { before, quoted, after, isCut: { before: from > 0 && text !== '', after: text.length > to } };
}

/** The cells of a piece of a line, with its tabs as spaces. @param column where the piece begins */
function expanded(piece: string, column: number): readonly Cell[] {
  let at = column;
  return piece.split('\t').flatMap((text, index) => {
    const spaces = index === 0 ? 0 : tabColumns - (at % tabColumns);
    const cells = [...cellsOf(' '.repeat(spaces)), ...cellsOf(visible(text.toWellFormed(), ''))];
    at += cellsWidth(cells);
    return cells;
  });
}

/** At which column the shown part of the lines begins, so that what is quoted is in it, with what stands before that. */
function firstColumn({ before, quoted, after, isCut }: LineCells, columns: number): number {
  const start = cellsWidth(before);
  // Where nothing is quoted, the character behind is pointed at, which may be a wide one.
  const length = Math.max(2, cellsWidth(quoted));
  const all = Math.max(start + 1, start + cellsWidth(quoted) + cellsWidth(after));
  if (all <= columns && !isCut.before && !isCut.after) {
    return 0;
  }
  const room = Math.max(Math.floor(columns / 4), columns - length - Math.floor(columns / 4));
  return start + length <= columns - 1 && !isCut.before
    ? 0
    : Math.max(0, start - Math.min(room, Math.floor(columns / 2)));
}

interface Window {
  readonly from: number;
  readonly columns: number;
}

/** What is seen of a line, and the marks below what is quoted of that. */
function rowOf(
  { before, quoted, after, isCut }: LineCells,
  { isQuoted, isPoint }: { readonly isQuoted: boolean; readonly isPoint: boolean },
  window: Window,
): Row {
  const all = [...before, ...quoted, ...after];
  const start = cellsWidth(before);
  // An empty quote is a place between two characters, and one column shows it.
  const end = start + Math.max(Number(isPoint), cellsWidth(quoted));
  const last = cellsWidth(all);
  const cutsBefore = isCut.before || (window.from > 0 && last > 0);
  const cutsAfter = isCut.after || last > window.from + window.columns;
  // The dots that stand for what is cut take a column each.
  const from = window.from + Number(cutsBefore);
  const to = window.from + window.columns - Number(cutsAfter);
  let code = '';
  let underline = '';
  let at = 0;
  for (const { text, columns } of all) {
    // A wide character that the edge would cut in two leaves its place empty.
    const isIn = at >= from && at + columns <= to;
    const seen = Math.max(0, Math.min(at + columns, to) - Math.max(at, from));
    code += isIn ? text : ' '.repeat(seen);
    underline += (at >= start && at < end && isIn ? '^' : ' ').repeat(seen);
    at += columns;
  }
  const isBehind = end > last && start >= from && start < to;
  const marks = `${underline}${isBehind ? '^' : ''}`.trimEnd();
  const shown = `${cutsBefore ? '…' : ''}${code}`.trimEnd();
  return {
    code: cutsAfter ? `${shown}…` : shown,
    underline: isQuoted && marks !== '' ? `${cutsBefore ? ' ' : ''}${marks}` : '',
  };
}
