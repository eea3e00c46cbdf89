import { countWhile } from '../binarySearch';
import type { LineRange } from '../types';

export type LineMatch =
  /** `line` is the 1-based first line; `guessed` that the quote stands elsewhere too, and not just at the hint. */
  | { readonly kind: 'found'; readonly line: number; readonly guessed: boolean }
  | { readonly kind: 'ambiguous'; readonly count: number }
  /** The quote stands in the text, but not where it may be looked for. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'absent' };

/** A hint may be off by so many lines: of two places within them, neither is certain. */
export const reach = 3;
/** Among several places, one within reach is meant when it is this much nearer than any other. In lines. */
const clearlyNearer = 2;

/**
 * Which of the places of quoted lines is meant: the hinted one if they stand there, else the only one, else one that is
 * alone within reach of the hint.
 *
 * @param places first lines, in order
 * @param height how many lines are quoted
 * @param hint undefined where none is known
 */
export function matchLines(
  places: readonly number[],
  height: number,
  hint: number | undefined,
  shown: LineRange,
): LineMatch {
  const first = countBefore(places, shown.startLine);
  const count = Math.max(0, countBefore(places, shown.endLine - height + 2) - first);
  const [nearest, second] = around(places, first, first + count, hint ?? Number.NEGATIVE_INFINITY);
  if (nearest === undefined) {
    return { kind: places.length > 0 ? 'hidden' : 'absent' };
  }
  if (second === undefined || nearest.distance === 0) {
    return { kind: 'found', line: nearest.line, guessed: false };
  }
  return nearest.distance <= reach && second.distance > reach && second.distance - nearest.distance >= clearlyNearer
    ? { kind: 'found', line: nearest.line, guessed: true }
    : { kind: 'ambiguous', count };
}

/** Some places that lie around a hint, the nearest two of all among them, the nearest first. */
function around(places: readonly number[], start: number, end: number, hint: number) {
  const next = countBefore(places, hint);
  return places
    .slice(Math.max(start, Math.min(next, end) - 2), Math.min(end, Math.max(next, start) + 2))
    .map((line) => ({ line, distance: Math.abs(line - hint) }))
    .toSorted((a, b) => a.distance - b.distance);
}

/** How many places, which are in order, come before a line. */
function countBefore(places: readonly number[], line: number): number {
  return countWhile(places, (place) => place < line);
}
