import { type AnchorResult, anchorEdits, placeFinding } from '../edits/anchor';
import type { QuotedEdit } from '../edits/quotedEdit';
import type { QuotedText } from '../edits/quotedText';
import type { Chunk } from '../parts';
import type { LineRange, Span, TextEdit } from '../types';

/**
 * Places edits like `anchorEdits`, in the lines under review alone. Lines elsewhere count, too, when it is to be found
 * out what a quote means: one that stands elsewhere, at the line it names, must not land on its like in the chunk.
 */
export function anchorInChunk(
  text: QuotedText,
  edits: readonly QuotedEdit[],
  chunk: Chunk,
  about?: LineRange,
): AnchorResult | 'outside' {
  const anywhere = anchorEdits(text, edits, undefined, about);
  const inside = anchorEdits(text, edits, chunk.lines, about);
  const isElsewhere = anywhere.kind === 'edits' && !(inside.kind === 'edits' && isSame(anywhere.edits, inside.edits));
  return isElsewhere ? 'outside' : inside;
}

/**
 * The place of a finding, cut to the lines under review. Without a span nothing proves where it is, as when it is about
 * lines that were not shown.
 */
export function placeInChunk(
  text: QuotedText,
  span: Span | undefined,
  chunk: Chunk,
): { readonly span: Span | undefined } | 'in another chunk' {
  if (span === undefined) {
    return { span };
  }
  const { index } = text.lines;
  const named = { startLine: index.lineAt(span.start), endLine: index.lineAt(span.end) };
  const { startLine, endLine } = chunk.lines;
  if (startLine <= named.startLine && named.endLine <= endLine) {
    return { span };
  }
  if (named.startLine <= endLine && startLine <= named.endLine) {
    return { span: placeFinding(text, Math.max(startLine, named.startLine), Math.min(endLine, named.endLine)) };
  }
  return wasShown(named, chunk) ? 'in another chunk' : { span: undefined };
}

/** The text with the lines that are not under review empty. */
export function onlyReviewed(text: string, { lines }: Chunk): string {
  return text
    .split('\n')
    .map((line, index) => (lines.startLine <= index + 1 && index + 1 <= lines.endLine ? line : ''))
    .join('\n');
}

function wasShown(range: LineRange, { context }: Chunk): boolean {
  return context.some(({ startLine, endLine }) => startLine <= range.startLine && range.endLine <= endLine);
}

function isSame(a: readonly TextEdit[], b: readonly TextEdit[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ start, end, newText }, at) => {
      const other = b[at];
      return other?.start === start && other.end === end && other.newText === newText;
    })
  );
}
