import { LineIndex, toText } from '../text/lines';
import { reasons } from '../text/reasons';
import type { Span, TextEdit } from '../types';

/**
 * Makes the edits in a text. They may come in any order and all speak of the text as it is now. Edits `editsProblem`
 * objects to are a defect of the caller and throw a RangeError.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let done = 0;
  for (const { start, end, newText } of inOrder(text, edits)) {
    result += text.slice(done, start) + newText;
    done = end;
  }
  return result + text.slice(done);
}

/**
 * The same on a file as it is on disk (decoded, without byte order mark, line ends untouched); the offsets are those
 * of its text, where every line end is one `\n`. Nothing outside the edits changes. A line end in a new text becomes
 * the one of the first line its edit touches, or the file's most frequent one if that line has none.
 *
 * Read back as a text, the result is `applyEdits` of the text. Where taking out what stood between a `\r` and a `\n`
 * would make one line end of the two, a `\r` is put between them, which keeps them two.
 */
export function applyEditsToRaw(raw: string, edits: readonly TextEdit[]): string {
  if (!raw.includes('\r')) {
    return applyEdits(raw, edits);
  }
  const { text } = toText(raw);
  const index = new LineIndex(text);
  const lines = rawLines(raw);
  const rawOffset = (offset: number): number => {
    const line = index.lineAt(offset);
    return (lines[line - 1]?.start ?? 0) + offset - index.startOf(line);
  };
  const usual = mostFrequent(lines.map(({ lineEnd }) => lineEnd).filter((lineEnd) => lineEnd !== '')) ?? '\n';
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, newText } of inOrder(text, edits)) {
    const lineEnd = lines[index.lineAt(start) - 1]?.lineEnd || usual;
    parts.push(raw.slice(done, rawOffset(start)), newText.replaceAll('\n', lineEnd));
    done = rawOffset(end);
  }
  return joined([...parts, raw.slice(done)]);
}

/** Why these edits cannot be made in the text, or undefined when they can. */
export function editsProblem(text: string, edits: readonly TextEdit[]): string | undefined {
  const sorted = edits.toSorted(byPlace);
  for (const [position, edit] of sorted.entries()) {
    const next = sorted[position + 1];
    if (!isSpanOf(text, edit)) {
      return reasons.outsideFile;
    }
    if (loneSurrogate.test(edit.newText)) {
      return reasons.invalidUnicode;
    }
    if (next !== undefined && overlap(edit, next)) {
      return reasons.overlap;
    }
  }
  return undefined;
}

/** Whether the span lies within the text and cuts no surrogate pair in two. */
export function isSpanOf(text: string, { start, end }: Span): boolean {
  return (
    Number.isInteger(start) &&
    Number.isInteger(end) &&
    0 <= start &&
    start <= end &&
    end <= text.length &&
    !cutsCharacter(text, start) &&
    !cutsCharacter(text, end)
  );
}

/** Whether two spans share a character or are empty at the same place. Touching is not overlapping. */
export function overlap(a: Span, b: Span): boolean {
  return !isBefore(a, b) && !isBefore(b, a);
}

/** Whether `a` ends where `b` starts or earlier. Of two empty spans at one place neither is before the other. */
export function isBefore(a: Span, b: Span): boolean {
  return a.end <= b.start && a.start < b.end;
}

/** Whether a place between two code units lies inside a surrogate pair. */
export function cutsCharacter(text: string, offset: number): boolean {
  return isHighSurrogate(text.charCodeAt(offset - 1)) && isLowSurrogate(text.charCodeAt(offset));
}

/** The edits from the first to the last. Throws where `editsProblem` objects. */
export function inOrder(text: string, edits: readonly TextEdit[]): TextEdit[] {
  const problem = editsProblem(text, edits);
  if (problem !== undefined) {
    throw new RangeError(problem);
  }
  return edits.toSorted(byPlace);
}

function byPlace(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}

const loneSurrogate = /\p{Surrogate}/u;

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

interface RawLine {
  /** Where the line starts in the raw text. */
  readonly start: number;
  /** What ends it, empty for the last. */
  readonly lineEnd: string;
}

function rawLines(raw: string): RawLine[] {
  const lines: RawLine[] = [];
  let start = 0;
  for (const match of raw.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ start, lineEnd: match[0] });
    start = match.index + match[0].length;
  }
  return [...lines, { start, lineEnd: '' }];
}

/** The value that occurs most often, the earliest of several such. */
function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Part by part, as the whole so far would be copied for each look at its end. */
function joined(parts: readonly string[]): string {
  let isReturn = false;
  const separated = parts
    .filter((part) => part !== '')
    .map((part) => {
      const wouldMeet = isReturn && part.startsWith('\n');
      isReturn = part.endsWith('\r');
      return wouldMeet ? `\r${part}` : part;
    });
  return separated.join('');
}

/** The edits that lead back from what edits make of a text. */
export function inverseEdits(before: string, edits: readonly TextEdit[]): TextEdit[] {
  let shift = 0;
  return edits
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, newText }) => {
      const undone = { start: start + shift, end: start + shift + newText.length, newText: before.slice(start, end) };
      shift += newText.length - (end - start);
      return undone;
    });
}
