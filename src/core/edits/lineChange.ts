import type { LineIndex } from '../text/lines';
import type { LineRange, TextEdit } from '../types';

/** Lines and what becomes of them. */
export interface LineChange extends LineRange {
  /** None at all means that the lines go, line ends included; where something of them is kept, that the rest goes. */
  readonly newLines: readonly string[];
  /** So many characters of the first line's beginning and of the last line's end stay. Absent for whole lines. */
  readonly kept?: { readonly before: number; readonly after: number };
}

/** The change as an edit of the text. */
export function toTextEdit(index: LineIndex, { startLine, endLine, newLines, kept }: LineChange): TextEdit {
  const span = { start: index.startOf(startLine), end: index.endOf(endLine) };
  if (kept) {
    return { start: span.start + kept.before, end: span.end - kept.after, newText: newLines.join('\n') };
  }
  if (newLines.length > 0) {
    return { ...span, newText: newLines.join('\n') };
  }
  if (endLine < index.count) {
    return { ...span, end: index.startOf(endLine + 1), newText: '' };
  }
  return { ...span, start: startLine === 1 ? 0 : index.endOf(startLine - 1), newText: '' };
}

/**
 * Changes, which are in order, those of neighbouring whole lines as one. Each alone, two that take away the last lines
 * of a text would both want the line end between them.
 */
export function neighboursJoined(changes: readonly LineChange[]): LineChange[] {
  const runs: LineChange[][] = [];
  for (const change of changes) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && !last.kept && !change.kept && last.endLine === change.startLine - 1) {
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
