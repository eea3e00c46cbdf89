import { reasons } from '../text/reasons';
import { english } from '../text/say';
import type { LineRange, ReportedFix, Span } from '../types';
import { repeatsAround } from './aroundPlace';
import { findElidedQuote, findElision } from './elision';
import { type LineChange, neighboursJoined, toTextEdit } from './lineChange';
import { type PlacedChange, placeEdit } from './place';
import { doubtOfPlace, isChanged } from './placeDoubt';
import type { QuotedEdit } from './quotedEdit';
import type { QuotedText } from './quotedText';

/** Where edits stand in a text, or why they stand nowhere. */
export type AnchorResult =
  | Extract<ReportedFix, { kind: 'edits' }>
  /** `index` says which edit is to blame, where it is one. */
  | { readonly kind: 'rejected'; readonly reason: string; readonly index?: number };

/**
 * Places the edits of one finding in the text they were made for, all or none. What an edit quotes must stand in the
 * text, as it is or under one of the `folds`; its line numbers only choose among several such places. An edit that
 * changes nothing is left out, a repeated one counts once. With `visible`, only those lines were shown and nothing else
 * may be changed. What the finding is `about` tells of an edit that it may be meant for another place (see `doubtOfPlace`),
 * unless the text has no such line.
 */
export function anchorEdits(
  text: QuotedText,
  edits: readonly QuotedEdit[],
  visible?: LineRange,
  about?: LineRange,
): AnchorResult {
  const { index: lineIndex } = text.lines;
  const shown = visible ?? wholeOf(text);
  const changes = new Map<string, PlacedChange & { readonly span: Span; readonly index: number }>();
  for (const [index, edit] of edits.entries()) {
    const placed = placeEdit(text, edit, shown);
    if (typeof placed === 'string') {
      const left = findElidedQuote(edit.oldText, text);
      const isElided = placed === reasons.notInFile && left !== undefined;
      return {
        kind: 'rejected',
        reason: isElided ? english(reasons.quoteLeavesOut, left.slice(0, 80)) : placed,
        index,
      };
    }
    const elision = findElision(placed.newLines.join('\n'), text);
    if (elision !== undefined) {
      return { kind: 'rejected', reason: english(reasons.leavesOut, elision.slice(0, 80)), index };
    }
    if (!changesNothing(text, placed)) {
      const span = replacedBy(text, placed);
      const key = JSON.stringify([span, placed.newLines]);
      const anchoring = edit.read === 'strictly' ? placed.anchoring : 'normalised';
      changes.set(key, changes.get(key) ?? { ...placed, anchoring, span, index });
    }
  }
  if (changes.size === 0) {
    return { kind: 'rejected', reason: edits.length === 0 ? reasons.noEdits : reasons.changesNothing };
  }
  const sorted = [...changes.values()].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  if (sorted.some((change, position) => overlaps(sorted[position - 1], change))) {
    return { kind: 'rejected', reason: reasons.ownOverlap };
  }
  const isRepeating = sorted.some((change) =>
    repeatsAround(text, change, (line) => isChanged(sorted, { startLine: line, endLine: line })),
  );
  if (isRepeating) {
    return { kind: 'rejected', reason: reasons.linesAround };
  }
  const doubts = sorted.map((change) => (about ? doubtOfPlace(text, change, sorted, about) : 'none'));
  const refused = sorted[doubts.indexOf('refused')];
  if (refused) {
    return { kind: 'rejected', reason: reasons.twoMeanings, index: refused.index };
  }
  const isExact = sorted.every((change, at) => change.anchoring === 'exact' && doubts[at] === 'none');
  const anchoring = isExact ? 'exact' : 'normalised';
  return { kind: 'edits', anchoring, edits: neighboursJoined(sorted).map((change) => toTextEdit(lineIndex, change)) };
}

/** Whether a change shares a line with the one before it, unless both leave something of that line. */
function overlaps(before: (PlacedChange & { span: Span }) | undefined, change: PlacedChange & { span: Span }): boolean {
  return (
    before !== undefined &&
    (before.kept && change.kept ? change.span.start < before.span.end : change.startLine <= before.endLine)
  );
}

/**
 * Where a finding stands: from the first to the last character of its lines that is not white space. With a quote, its
 * lines are only a hint, as for an edit. Undefined when there are no such lines, or the quote has no certain place.
 */
export function placeFinding(text: QuotedText, startLine: number, endLine: number, quote?: string): Span | undefined {
  if (quote !== undefined && /\S/.test(quote)) {
    const placed = placeEdit(
      text,
      { startLine, endLine, oldText: quote, newText: '', read: 'tolerantly' },
      wholeOf(text),
    );
    return typeof placed === 'string' ? undefined : trimmedSpan(text, placed.startLine, placed.endLine);
  }
  const exists =
    Number.isInteger(startLine) &&
    Number.isInteger(endLine) &&
    1 <= startLine &&
    startLine <= endLine &&
    endLine <= text.lines.count;
  return exists ? trimmedSpan(text, startLine, endLine) : undefined;
}

function wholeOf({ lines }: QuotedText): LineRange {
  return { startLine: 1, endLine: lines.count };
}

/** What the change takes the place of, without line ends that go with it. */
function replacedBy({ lines: { index } }: QuotedText, { startLine, endLine, kept }: LineChange): Span {
  return { start: index.startOf(startLine) + (kept?.before ?? 0), end: index.endOf(endLine) - (kept?.after ?? 0) };
}

function changesNothing(text: QuotedText, change: LineChange): boolean {
  const { start, end } = replacedBy(text, change);
  const isDeletion = change.newLines.length === 0 && !change.kept;
  return !isDeletion && text.text.slice(start, end) === change.newLines.join('\n');
}

function trimmedSpan({ lines: { text, index } }: QuotedText, startLine: number, endLine: number): Span {
  const span = { start: index.startOf(startLine), end: index.endOf(endLine) };
  const firstLine = text.slice(span.start, index.endOf(startLine));
  const lastLine = text.slice(index.startOf(endLine), span.end);
  const start = span.start + firstLine.length - firstLine.trimStart().length;
  const end = span.end - (lastLine.length - lastLine.trimEnd().length);
  return start < end ? { start, end } : span;
}
