import { readDiff } from './diffSigns';
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

/** Whether a fence is around new lines alone, which may be a model's and not the text's. */
export function isFencedAlone(actual: readonly string[], made: readonly string[]): boolean {
  return unfenced(made) !== undefined && unfenced(actual) === undefined;
}

function unfenced(lines: readonly string[]): readonly string[] | undefined {
  const fence = /^\s*(`{3,}|~{3,})[^`]*$/.exec(lines[0] ?? '')?.[1];
  if (fence !== undefined && lines.length > 1) {
    return lines.at(-1)?.trim() === fence ? toLines(lines.slice(1, -1).join('\n')) : undefined;
  }
  const inner = /^`([^`]*)`$/.exec(lines.join('\n'))?.[1];
  return inner === undefined ? undefined : toLines(inner);
}

const fences = [/`{3}/, /~{3}/];

/**
 * New lines without a fence that is around them alone, in a file that has none; what a diff of the quoted lines makes of
 * those.
 */
export function withoutWrapping(text: QuotedText, { oldLines, newLines }: Quote): readonly string[] {
  const [first = ''] = newLines;
  const fence = fences.find((sign) => first.trimStart().search(sign) === 0);
  if (fence && !unfenced(oldLines) && !text.has(fence)) {
    return unfenced(newLines) ?? newLines;
  }
  return readDiff(oldLines, newLines) ?? newLines;
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
 * new ones; with or without one more space behind the sign. Where all quoted lines have a minus, new ones may have none,
 * or all of them one, too, which says nothing then.
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
  const isPlain = !newLines.some(isAdded) && oldLines.every(isRemoved);
  const isRemovedAgain = isPlain && newLines.length > 0 && newLines.every((line) => line === '' || isRemoved(line));
  return isPlain && !isRemovedAgain ? newLines : unmarked(newLines, isRemovedAgain ? '-' : '+', behind);
}

function isRemoved(line: string): boolean {
  return line.startsWith('-');
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
