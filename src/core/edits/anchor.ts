import type { LineIndex } from '../text/lines';
import type { Anchoring, LineRange, ReportedFix, Span, TextEdit } from '../types';
import { findElision } from './elision';
import { fitLines, type Tier, tiers } from './lineFolds';
import { matchLines } from './matchLines';
import { type QuotedEdit, type Reading, readings } from './quotedEdit';
import type { QuotedText } from './quotedText';

/** Where edits stand in a text, or why they stand nowhere. */
export type AnchorResult =
  | Extract<ReportedFix, { kind: 'edits' }>
  /** `index` says which edit is to blame, where it is one. */
  | { readonly kind: 'rejected'; readonly reason: string; readonly index?: number };

/**
 * Places the edits of one finding in the text they were made for, all or none. What an edit quotes must stand in the
 * text as whole lines; its line numbers only choose among several such places. An edit that changes nothing is left
 * out, a repeated one counts once. With `visible`, only those lines were shown and nothing else may be changed.
 */
export function anchorEdits(text: QuotedText, edits: readonly QuotedEdit[], visible?: LineRange): AnchorResult {
  const { lines, index: lineIndex } = text.lines;
  const shown = visible ?? wholeOf(lines);
  const changes = new Map<string, LineChange>();
  for (const [index, edit] of edits.entries()) {
    const placed = place(text, edit, shown);
    if (typeof placed === 'string') {
      return { kind: 'rejected', reason: placed, index };
    }
    const elision = findElision(edit.newText, text);
    if (elision !== undefined) {
      return { kind: 'rejected', reason: `it leaves code out: “${elision.slice(0, 80)}”`, index };
    }
    if (!changesNothing(lines, placed)) {
      const key = JSON.stringify([placed.startLine, placed.endLine, placed.newLines]);
      changes.set(key, changes.get(key) ?? placed);
    }
  }
  if (changes.size === 0) {
    return { kind: 'rejected', reason: edits.length === 0 ? 'it has no edits' : 'it changes nothing' };
  }
  const sorted = [...changes.values()].sort((a, b) => a.startLine - b.startLine);
  if (sorted.some((change, position) => change.startLine <= (sorted[position - 1]?.endLine ?? 0))) {
    return { kind: 'rejected', reason: 'its edits overlap' };
  }
  const anchoring = sorted.every((change) => change.anchoring === 'exact') ? 'exact' : 'normalised';
  return { kind: 'edits', anchoring, edits: neighboursJoined(sorted).map((change) => toTextEdit(lineIndex, change)) };
}

/**
 * Where a finding stands: from the first to the last character of its lines that is not white space. With a quote, its
 * lines are only a hint, as for an edit. Undefined when there are no such lines, or the quote has no certain place.
 */
export function placeFinding(text: QuotedText, startLine: number, endLine: number, quote?: string): Span | undefined {
  const { lines } = text.lines;
  if (quote !== undefined && /\S/.test(quote)) {
    const placed = place(text, { startLine, endLine, oldText: quote, newText: '' }, wholeOf(lines));
    return typeof placed === 'string' ? undefined : trimmedSpan(text, placed.startLine, placed.endLine);
  }
  const exists =
    Number.isInteger(startLine) &&
    Number.isInteger(endLine) &&
    1 <= startLine &&
    startLine <= endLine &&
    endLine <= lines.length;
  return exists ? trimmedSpan(text, startLine, endLine) : undefined;
}

/** Whole lines and what becomes of them; no new lines at all means that the lines go, line ends included. */
interface LineChange extends LineRange {
  readonly newLines: readonly string[];
  readonly anchoring: Anchoring;
}

function wholeOf(lines: readonly string[]): LineRange {
  return { startLine: 1, endLine: lines.length };
}

function place(text: QuotedText, edit: QuotedEdit, shown: LineRange): LineChange | string {
  if (!/\S/.test(edit.oldText)) {
    return 'it quotes no text to replace';
  }
  const all = readings(edit);
  let hidden = false;
  for (const tier of tiers) {
    for (const reading of all) {
      const match = matchLines(text, reading.oldLines, edit.startLine, tier, shown);
      if (match.kind === 'ambiguous') {
        return `the quoted text is in the file ${match.count} times`;
      }
      if (match.kind === 'found') {
        return toChange(text.lines.lines, { ...reading, literal: reading.literal && !match.guessed }, match.line, tier);
      }
      hidden ||= match.kind === 'hidden';
    }
  }
  return hidden ? 'it changes lines that were not shown' : 'the quoted text is not in the file';
}

function toChange(lines: readonly string[], reading: Reading, line: number, tier: Tier): LineChange | string {
  const { oldLines, newLines, literal } = reading;
  const range = { startLine: line, endLine: line + oldLines.length - 1 };
  if (tier === 'exact') {
    return { ...range, newLines, anchoring: literal ? 'exact' : 'normalised' };
  }
  const actual = lines.slice(line - 1, range.endLine);
  const fitted = fitLines(oldLines, actual, newLines);
  return fitted === undefined
    ? 'the quoted text is indented differently, and the new text does not fit'
    : { ...range, newLines: fitted, anchoring: 'normalised' };
}

function changesNothing(lines: readonly string[], { startLine, endLine, newLines }: LineChange): boolean {
  return isSameLines(lines.slice(startLine - 1, endLine), newLines);
}

function isSameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, position) => line === b[position]);
}

/**
 * Changes of neighbouring lines as one. Each alone, two that take away the last lines of a text would both want the
 * line end between them.
 */
function neighboursJoined(changes: readonly LineChange[]): LineChange[] {
  const runs: LineChange[][] = [];
  for (const change of changes) {
    const run = runs.at(-1);
    if (run?.at(-1)?.endLine === change.startLine - 1) {
      run.push(change);
    } else {
      runs.push([change]);
    }
  }
  return runs.flatMap(runAsOne);
}

function runAsOne(run: readonly LineChange[]): LineChange[] {
  const [first, last] = [run[0], run.at(-1)];
  return first && last ? [{ ...first, endLine: last.endLine, newLines: run.flatMap(({ newLines }) => newLines) }] : [];
}

function toTextEdit(index: LineIndex, { startLine, endLine, newLines }: LineChange): TextEdit {
  const span = { start: index.startOf(startLine), end: index.endOf(endLine) };
  if (newLines.length > 0) {
    return { ...span, newText: newLines.join('\n') };
  }
  if (endLine < index.count) {
    return { ...span, end: index.startOf(endLine + 1), newText: '' };
  }
  return { ...span, start: startLine === 1 ? 0 : index.endOf(startLine - 1), newText: '' };
}

function trimmedSpan({ lines: { text, index } }: QuotedText, startLine: number, endLine: number): Span {
  const span = { start: index.startOf(startLine), end: index.endOf(endLine) };
  const firstLine = text.slice(span.start, index.endOf(startLine));
  const lastLine = text.slice(index.startOf(endLine), span.end);
  const start = span.start + firstLine.length - firstLine.trimStart().length;
  const end = span.end - (lastLine.length - lastLine.trimEnd().length);
  return start < end ? { start, end } : span;
}
