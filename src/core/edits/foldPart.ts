import type { Candidate, Fold } from './fold';
import { indentOf } from './indentUnit';
import type { LineChange } from './lineChange';
import { type Quote, quoteOf } from './quotedEdit';
import type { QuotedText } from './quotedText';
import { isInRemark } from './remarks';

/** A longer quote is not looked for as part of lines. In UTF-16 code units. */
const longestPart = 10_000;

/**
 * Part of a line, or lines the first or the last of which is not quoted whole. The rest of those lines stays. Where the
 * new text may have it, too, or its lines may have lost the indentation that the quote begins behind, nobody knows. Nor is
 * a comment or a string meant that mentions code on another line than the hinted one, where it may be spelled otherwise.
 */
export const partFold: Fold = (text, edit): Candidate[] => {
  const quote = quoteOf(edit);
  const part = quote.oldLines.join('\n');
  const [first = '', last = ''] = [quote.oldLines[0], quote.oldLines.at(-1)];
  if (part.length > longestPart || !/\S/.test(first) || !/\S/.test(last)) {
    return [];
  }
  const { index } = text.lines;
  const offsets = text.offsetsOf(part);
  const changeAt = (line: number) => {
    const [start, another] = offsets.filter((offset) => index.lineAt(offset) === line);
    if (start === undefined || another !== undefined) {
      return another === undefined ? undefined : 'the quoted text is on its line several times';
    }
    const isHinted = edit.startLine <= line && line <= edit.endLine;
    return !isHinted && mayBeMentioned(part) && isInRemark(text.text, start)
      ? 'part of a line is quoted that stands in a comment or a string, on another line'
      : partChange(text, quote, start, start + part.length);
  };
  return [{ places: offsets.map((offset) => index.lineAt(offset)), changeAt }];
};

/** Whether a comment or a string may mention the code that is quoted: it is of one line, and not words alone. */
function mayBeMentioned(part: string): boolean {
  return !part.includes('\n') && /[()[\]{};=<>]|\.[\p{L}_]/u.test(part);
}

function partChange(text: QuotedText, quote: Quote, start: number, end: number): LineChange | string | undefined {
  const { index } = text.lines;
  const [startLine, endLine] = [index.lineAt(start), index.lineAt(end)];
  const before = text.text.slice(index.startOf(startLine), start);
  const after = text.text.slice(end, index.endOf(endLine));
  const { oldLines, newLines } = quote;
  const isOneLine = startLine === endLine;
  const isAtBeginning = !/\S/.test(before);
  if (isAtBeginning && !/\S/.test(after)) {
    if (isOneLine || before === '') {
      return undefined;
    }
    if (newLines.length === 0) {
      return { startLine, endLine, newLines };
    }
  }
  const linesAfterFirst = newLines.slice(1).filter((line) => /\S/.test(line));
  const indent = indentOf(before === '' ? (oldLines[0] ?? '') : before);
  const mayBeIndented = isAtBeginning && before !== '' && !isLikeFirst(quote, before);
  const mayBeDedented =
    isOneLine &&
    linesAfterFirst.length > 0 &&
    (isAtBeginning || !linesAfterFirst.every((line) => line.startsWith(indent)));
  if (mayBeIndented || mayBeDedented) {
    return 'part of a line is quoted, and the new text can be indented in two ways';
  }
  if (/^\s+$/.test(after) && newLines.length > 1 && newLines.at(-1) !== oldLines.at(-1)) {
    return 'part of a line is quoted, and white space is left behind it';
  }
  if (repeatsRest(before, after, oldLines.join('\n'), newLines.join('\n'))) {
    return 'part of a line is quoted, and the new text may have the rest of it, too';
  }
  return { startLine, endLine, newLines, kept: { before: before.length, after: after.length } };
}

/**
 * Whether the new text begins on the indentation that the quoted one begins behind: it has the same first line, another
 * one before the same second line, none being indented less, or all quoted lines are indented alike.
 */
function isLikeFirst({ oldLines, newLines }: Quote, indent: string): boolean {
  const [oldFirst = '', ...oldRest] = oldLines;
  const [first = '', ...rest] = newLines;
  const isLeast = oldRest.every((line) => !/\S/.test(line) || line.startsWith(indent));
  const isAlike = oldRest.every((line) => !/\S/.test(line) || indentOf(line) === indent);
  const isOther = !oldRest.some((line) => line.trim() === first.trim());
  const isBeforeSame = isOther && isLeast && /\S/.test(oldRest[0] ?? '') && rest.includes(oldRest[0] ?? '');
  const isSame = isOther && first === oldFirst;
  return isSame || (!/^\s/.test(first) && (isAlike || isBeforeSame)) || /^\s/.test(oldFirst);
}

/** So much of the rest of a line is compared with the new text. In UTF-16 code units. */
const longestRest = 500;
const token = /[\p{L}\p{N}_$]+|\S/gu;
const wordAtStart = /^[\p{L}\p{N}_$]/u;
const wordAtEnd = /[\p{L}\p{N}_$]$/u;

/** Whether the new text begins with what ends right before the part, or ends with what begins behind it. */
function repeatsRest(before: string, after: string, oldText: string, newText: string): boolean {
  const [head, tail] = [before.trimEnd().slice(-longestRest), after.trimStart().slice(0, longestRest)];
  const [oldPart, newPart] = [oldText.trim(), newText.trim()];
  if (newPart === '') {
    return false;
  }
  const isItsOwn = (piece: string) => balanceOf(piece) !== 0 && balanceOf(newPart) === balanceOf(oldPart);
  const starts = [...head.matchAll(token)].map(({ index }) => head.slice(index));
  const ends = [...tail.matchAll(token)].map(({ index, 0: found }) => tail.slice(0, index + found.length));
  return (
    starts.some((piece) => beginsWith(newPart, piece) && !beginsWith(oldPart, piece) && !isItsOwn(piece)) ||
    ends.some((piece) => endsWith(newPart, piece) && !endsWith(oldPart, piece) && !isItsOwn(piece))
  );
}

function beginsWith(text: string, piece: string): boolean {
  return text.startsWith(piece) && !(wordAtEnd.test(piece) && wordAtStart.test(text.slice(piece.length)));
}

function endsWith(text: string, piece: string): boolean {
  return text.endsWith(piece) && !(wordAtStart.test(piece) && wordAtEnd.test(text.slice(0, -piece.length)));
}

/** How many more brackets are opened than closed. */
export function balanceOf(text: string): number {
  return (text.match(/[([{]/g)?.length ?? 0) - (text.match(/[)\]}]/g)?.length ?? 0);
}
