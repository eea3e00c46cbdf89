import { toText } from '../text/lines';
import { ChangedLines, standOnce, TextLines } from '../text/textLines';
import type { Edit, Span, TextEdit } from '../types';
import { cutsCharacter, inOrder } from './applyEdits';
import { newLines, oldLines } from './wholeLines';

/**
 * Completes a reviewer's edits with what is needed to find their places again. Each edit is reduced to what it really
 * changes, edits that change nothing are dropped, and edits on a common line become one. The result is sorted and has
 * the same effect. Edits `editsProblem` objects to throw a RangeError.
 *
 * @param lines of the text, for who has edits of it again and again
 */
export function toEdits(text: string, edits: readonly TextEdit[], lines = new TextLines(text)): Edit[] {
  const reduced = inOrder(text, edits).map((edit) => minimise(text, { ...edit, newText: toText(edit.newText).text }));
  const merged: TextEdit[] = [];
  for (const edit of reduced.filter((edit) => !isNoOp(edit))) {
    const previous = merged.at(-1);
    if (previous !== undefined && !text.slice(previous.end, edit.start).includes('\n')) {
      const newText = previous.newText + text.slice(previous.end, edit.start) + edit.newText;
      merged[merged.length - 1] = minimise(text, { start: previous.start, end: edit.end, newText });
    } else {
      merged.push(edit);
    }
  }
  return inContext(
    lines,
    merged.filter((edit) => !isNoOp(edit)),
  );
}

/** The edit without the beginning and the end that old and new text have in common. Surrogate pairs stay whole. */
export function minimise(text: string, { start, end, newText }: TextEdit): TextEdit {
  const shorter = Math.min(end - start, newText.length);
  let head = 0;
  while (head < shorter && text[start + head] === newText[head]) {
    head += 1;
  }
  if (cutsCharacter(text, start + head) || cutsCharacter(newText, head)) {
    head -= 1;
  }
  let tail = 0;
  while (tail < shorter - head && text[end - tail - 1] === newText[newText.length - tail - 1]) {
    tail += 1;
  }
  if (cutsCharacter(text, end - tail) || cutsCharacter(newText, newText.length - tail)) {
    tail -= 1;
  }
  return { start: start + head, end: end - tail, newText: newText.slice(head, newText.length - tail) };
}

function isNoOp({ start, end, newText }: TextEdit): boolean {
  return start === end && newText === '';
}

/** How many whole lines on each side are tried, in turn, until the place is the only one like it. */
const contextSizes = [0, 1, 2, 4, 8];

/**
 * Gives edits their line, old text and context. The touched lines, with the context, occur once in the text, and so do
 * the lines they become once the edits are made, unless even the largest context cannot tell them apart. Context never
 * reaches into the lines of another of the edits, which change with it.
 */
function inContext(lines: TextLines, edits: readonly TextEdit[]): Edit[] {
  const { text, index } = lines;
  const plain = edits.map((edit) => {
    const [first, last] = [lineStart(text, edit.start), lineEnd(text, edit.end)];
    return {
      ...edit,
      startLine: index.lineAt(edit.start),
      oldText: text.slice(edit.start, edit.end),
      linePrefix: text.slice(first, edit.start),
      lineSuffix: text.slice(edit.end, last),
    };
  });
  const after = new ChangedLines(
    lines,
    plain.map((edit) => ({
      startLine: edit.startLine,
      endLine: index.lineAt(edit.end),
      lines: newLines(edit).split('\n'),
    })),
  );
  return plain.map((edit, position) => {
    const touched = { start: edit.start - edit.linePrefix.length, end: edit.end + edit.lineSuffix.length };
    const floor = position === 0 ? 0 : lineEnd(text, edits[position - 1]?.end ?? 0) + 1;
    const next = edits[position + 1];
    const ceiling = next === undefined ? text.length : lineStart(text, next.start) - 1;
    const sizes = addsOrDropsLines(edit) ? contextSizes.slice(1) : contextSizes;
    let found: Edit = edit;
    for (const size of sizes) {
      found = { ...edit, ...linesAround(text, touched, { start: floor, end: ceiling }, size) };
      if (standOnce(lines, oldLines(found).split('\n')) && standOnce(after, newLines(found).split('\n'))) {
        break;
      }
    }
    return found;
  });
}

/** Without a neighbour, lines that come or go would only be tied to the other one, wherever that goes. */
function addsOrDropsLines({ oldText, newText }: Pick<Edit, 'oldText' | 'newText'>): boolean {
  return (oldText === '' && newText.includes('\n')) || (newText === '' && oldText.includes('\n'));
}

/** Up to `size` whole lines before and after the lines of `touched`, none of them outside `limits`. */
function linesAround(
  text: string,
  touched: Span,
  limits: Span,
  size: number,
): Pick<Edit, 'linesBefore' | 'linesAfter'> {
  let { start, end } = touched;
  for (let added = 0; added < size && start > limits.start; added += 1) {
    start = lineStart(text, start - 1);
  }
  for (let added = 0; added < size && end < limits.end; added += 1) {
    end = lineEnd(text, end + 1);
  }
  return {
    ...(start < touched.start && { linesBefore: text.slice(start, touched.start) }),
    ...(end > touched.end && { linesAfter: text.slice(touched.end, end) }),
  };
}

/** Offset of the first character of the line an offset stands on. */
function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset behind the last character of the line an offset stands on. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}
