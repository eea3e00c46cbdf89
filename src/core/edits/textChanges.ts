import { diffArrays } from 'diff';
import type { TextEdit } from '../types';
import { applyEdits } from './applyEdits';

/**
 * Lines that may be taken away and added, together, before all between the first and the last difference is one change:
 * the time that Myers' algorithm takes grows with their product.
 */
const mostChanges = 1_500;

/** What makes one text of another: the fewest whole lines, each stretch of them one edit, in order. None for the same text. */
export function textChanges(from: string, to: string): TextEdit[] {
  const [before, after] = [linesOf(from), linesOf(to)];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) {
    head++;
  }
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail++;
  }
  const gone = before.slice(head, before.length - tail);
  const come = after.slice(head, after.length - tail);
  const parts = diffArrays(gone, come, { maxEditLength: mostChanges }) ?? [
    { removed: true, added: false, value: gone },
    { removed: false, added: true, value: come },
  ];
  const changes: TextEdit[] = [];
  let offset = before.slice(0, head).join('').length;
  let isOpen = false;
  for (const { added, removed, value } of parts) {
    const text = value.join('');
    const last = changes.at(-1);
    if (added || removed) {
      const open = isOpen && last ? last : { start: offset, end: offset, newText: '' };
      changes.splice(isOpen ? -1 : changes.length, 1, {
        start: open.start,
        end: open.end + (removed ? text.length : 0),
        newText: open.newText + (added ? text : ''),
      });
    }
    isOpen = added || removed;
    offset += added ? 0 : text.length;
  }
  return changes.filter(({ start, end, newText }) => start < end || newText !== '');
}

/** The one of some changes of a text that stands at a line of the text they make, or nearest to it. */
export interface ChangeAtLine {
  /** The text with this change alone. */
  readonly alone: string;
  /** The text with all the others. */
  readonly others: string;
  /** How many changes there are. */
  readonly of: number;
}

/**
 * @param line 0-based, in `to`
 * @returns undefined when the texts are the same
 */
export function changeAt(from: string, to: string, line: number): ChangeAtLine | undefined {
  const changes = textChanges(from, to);
  let shift = 0;
  const distances = changes.map(({ start, end, newText }) => {
    const first = countLineEnds(to.slice(0, start + shift));
    const last = first + Math.max(countLineEnds(newText) - (newText.endsWith('\n') ? 1 : 0), 0);
    shift += newText.length - (end - start);
    return Math.max(first - line, line - last, 0);
  });
  const nearest = distances.indexOf(Math.min(...distances));
  const change = changes[nearest];
  return (
    change && {
      alone: applyEdits(from, [change]),
      others: applyEdits(from, changes.toSpliced(nearest, 1)),
      of: changes.length,
    }
  );
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function countLineEnds(text: string): number {
  return text.split('\n').length - 1;
}
