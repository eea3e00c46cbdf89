import { type Fold, respelled } from './fold';
import { type Quote, quoteOf, toLines } from './quotedEdit';
import type { QuotedText } from './quotedText';

/** A code fence or a pair of backticks around the quote; around the new text, too, or nowhere near it. */
export const fenceFold: Fold = (text, edit) => {
  const { oldLines, newLines } = quoteOf(edit);
  const inner = unfenced(oldLines);
  const isOpen = newLines[0]?.trimStart().startsWith('`') || newLines.at(-1)?.trimEnd().endsWith('`');
  const bareLines = unfenced(newLines) ?? (isOpen ? undefined : newLines);
  return inner && bareLines ? respelled(text, { oldLines: inner, newLines: bareLines }) : [];
};

function unfenced(lines: readonly string[]): readonly string[] | undefined {
  const fence = /^\s*(`{3,}|~{3,})[^`]*$/.exec(lines[0] ?? '')?.[1];
  if (fence !== undefined && lines.length > 1) {
    return lines.at(-1)?.trim() === fence ? toLines(lines.slice(1, -1).join('\n')) : undefined;
  }
  const inner = /^`([^`]*)`$/.exec(lines.join('\n'))?.[1];
  return inner === undefined ? undefined : toLines(inner);
}

/**
 * New lines without a fence that is around them alone, in a file that has none. Undefined where all of several have a
 * plus in front, and no quoted one has a sign: it may be that of a diff.
 */
export function withoutWrapping(text: QuotedText, { oldLines, newLines }: Quote): readonly string[] | undefined {
  const [first = ''] = newLines;
  if (/^\s*(?:`{3}|~{3})/.test(first) && !unfenced(oldLines) && !text.text.includes(first.trim().slice(0, 3))) {
    return unfenced(newLines) ?? newLines;
  }
  const said = newLines.filter((line) => /\S/.test(line));
  const isDiff = said.length > 1 && said.every(isAdded) && !oldLines.some((line) => /^[-+]/.test(line));
  return isDiff ? undefined : newLines;
}

/** Empty lines before and after the quote that the file does not have there; as many go from the new text. */
export const blankLinesFold: Fold = (text, edit) => {
  const { oldLines, newLines } = quoteOf(edit);
  const [before, after] = [blankLines(oldLines), blankLines(oldLines.toReversed())];
  if (before + after === 0 || before === oldLines.length) {
    return [];
  }
  const newBefore = Math.min(before, blankLines(newLines));
  const newAfter = Math.min(after, blankLines(newLines.slice(newBefore).toReversed()));
  const inner = newLines.slice(newBefore, newLines.length - newAfter);
  return respelled(text, {
    oldLines: oldLines.slice(before, oldLines.length - after),
    newLines: toLines(inner.join('\n')),
  });
};

function blankLines(lines: readonly string[]): number {
  const first = lines.findIndex((line) => /\S/.test(line));
  return first === -1 ? lines.length : first;
}

/**
 * The signs of a diff in front of every line: a minus or a space in front of quoted ones, a plus or a space in front of
 * new ones; with or without one more space behind the sign. Where all quoted lines have a minus, new ones may have none.
 */
export const diffFold: Fold = (text, edit) => {
  const quote = quoteOf(edit);
  return ['', ' '].flatMap((behind) => {
    const oldLines = unmarked(quote.oldLines, '-', behind);
    const newLines = newLinesOf(quote, behind);
    const isDiff = quote.oldLines.some((line) => line.startsWith('-')) || quote.newLines.some(isAdded);
    return isDiff && oldLines && newLines ? respelled(text, { oldLines, newLines }) : [];
  });
};

function newLinesOf({ oldLines, newLines }: Quote, behind: string): readonly string[] | undefined {
  const isPlain = !newLines.some(isAdded) && oldLines.every((line) => line.startsWith('-'));
  return isPlain ? newLines : unmarked(newLines, '+', behind);
}

function isAdded(line: string): boolean {
  return line.startsWith('+');
}

function unmarked(lines: readonly string[], sign: string, behind: string): readonly string[] | undefined {
  const [marked, context] = [sign + behind, ` ${behind}`];
  const isMarked = (line: string) =>
    line.startsWith(marked) || line.startsWith(context) || line === '' || line === sign || line === ' ';
  return lines.every(isMarked) ? lines.map((line) => line.slice(marked.length)) : undefined;
}
