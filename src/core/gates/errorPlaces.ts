import { countWhile } from '../binarySearch';
import type { ReportedFinding, TextEdit } from '../types';

type Place = 'nowhere' | { readonly start: string; readonly end: string; readonly isInEdit: boolean };

/**
 * What edits have done to the errors of a text, as far as it can be told by places. `more` when somewhere there is one of a
 * kind that was not there, moved along, so nothing that one edit brings is made up for by what another takes away; `fewer`
 * when outside of the edits some are gone; `same` when neither, whatever is gone from within the edits.
 *
 * @param before the errors of a text, `kindOf` each; @param after those of the text with the edits in it
 */
export function errorsByPlace(
  before: readonly ReportedFinding[],
  after: readonly ReportedFinding[],
  edits: readonly TextEdit[],
  kindOf: (finding: ReportedFinding) => string,
): 'same' | 'fewer' | 'more' {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const ranges = newRanges(sorted);
  const counts = new Map<string, { count: number; readonly isInEdit: boolean }>();
  const count = (finding: ReportedFinding, place: Place, step: number) => {
    const [key, isInEdit] = place === 'nowhere' ? ['', false] : [`${place.start} ${place.end}`, place.isInEdit];
    const full = `${kindOf(finding)} ${key}`;
    const entry = counts.get(full) ?? { count: 0, isInEdit };
    entry.count += step;
    counts.set(full, entry);
  };
  for (const finding of before) {
    count(
      finding,
      placeOf(finding, (offset) => inOld(offset, sorted)),
      -1,
    );
  }
  for (const finding of after) {
    count(
      finding,
      placeOf(finding, (offset) => inNew(offset, ranges)),
      1,
    );
  }
  const found = [...counts.values()];
  if (found.some(({ count }) => count > 0)) {
    return 'more';
  }
  return found.some(({ count, isInEdit }) => count < 0 && !isInEdit) ? 'fewer' : 'same';
}

function placeOf({ span }: ReportedFinding, nameOf: (offset: number) => string): Place {
  if (!span) {
    return 'nowhere';
  }
  const [start, end] = [nameOf(span.start), nameOf(span.end)];
  return { start, end, isInEdit: start.startsWith('edit') && start === end };
}

/** An offset by its number in the original, or by the edit that it lies in. */
function inOld(offset: number, edits: readonly TextEdit[]): string {
  const at = countWhile(edits, ({ end }) => end <= offset);
  const edit = edits[at];
  return edit && edit.start < offset ? `edit ${at}` : String(offset);
}

interface NewRange {
  readonly start: number;
  readonly end: number;
  /** What is to be taken from offsets behind it. */
  readonly shift: number;
}

/** Where the new texts of edits stand when all are made. */
function newRanges(edits: readonly TextEdit[]): NewRange[] {
  let shift = 0;
  return edits.map(({ start, end, newText }) => {
    const newStart = start + shift;
    shift += newText.length - (end - start);
    return { start: newStart, end: newStart + newText.length, shift };
  });
}

function inNew(offset: number, ranges: readonly NewRange[]): string {
  const at = countWhile(ranges, ({ end }) => end <= offset);
  const range = ranges[at];
  return range && range.start < offset ? `edit ${at}` : String(offset - (ranges[at - 1]?.shift ?? 0));
}
