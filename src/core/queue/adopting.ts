import { applyEdits, isBefore } from '../edits/applyEdits';
import type { Span, TextEdit } from '../types';

/** A proposal by its finding, with its edits where they stand in a text. */
export interface PlacedEdits {
  readonly id: string;
  readonly edits: readonly TextEdit[];
}

/** One of several proposals that somebody has made, in their order: its edits as if those before it had been made first. */
export interface Adopted extends PlacedEdits {
  /** The text that it was made in. */
  readonly text: string;
}

/**
 * Which of some proposals, none of which overlaps another, lead from one text to another; undefined where that has come
 * about in another way, such as by a part of one.
 */
export function adopted(before: string, proposals: readonly PlacedEdits[], now: string): Adopted[] | undefined {
  const edits = proposals.flatMap((proposal) => proposal.edits);
  const made = madeAmong(before, edits, now);
  const whole = proposals.filter(
    (proposal) => proposal.edits.length > 0 && proposal.edits.every((edit) => made.has(edit)),
  );
  const chosen: Adopted[] = [];
  let text = before;
  for (const { id, edits: own } of whole) {
    const earlier = chosen.flatMap(({ id: other }) => whole.find((one) => one.id === other)?.edits ?? []);
    const placed = own.map((edit) => ({ ...edit, ...shifted(edit, earlier) }));
    chosen.push({ id, text, edits: placed });
    text = applyEdits(text, placed);
  }
  return text === now ? chosen : undefined;
}

/** The edits that seem to be made: what stands there, up to the next one, tells. */
function madeAmong(before: string, edits: readonly TextEdit[], now: string): ReadonlySet<TextEdit> {
  const made = new Set<TextEdit>();
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let shift = 0;
  for (const [position, edit] of sorted.entries()) {
    const { start, end, newText } = edit;
    const behind = before.slice(end, sorted[position + 1]?.start);
    if (now.startsWith(newText + behind, start + shift)) {
      made.add(edit);
      shift += newText.length - (end - start);
    }
  }
  return made;
}

/** Where a stretch of a text is once edits that do not overlap it are made. */
function shifted(span: Span, edits: readonly TextEdit[]): Span {
  const by = edits
    .filter((edit) => isBefore(edit, span))
    .reduce((sum, { start, end, newText }) => sum + newText.length - (end - start), 0);
  return { start: span.start + by, end: span.end + by };
}
