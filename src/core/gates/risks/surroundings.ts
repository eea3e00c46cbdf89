import { applyEdits } from '../../edits/applyEdits';
import type { Edit } from '../../types';

/** The lines that are looked at, and all of the text before them. */
export interface Surroundings {
  readonly head: string;
  readonly lines: string;
}

/** How far a call can be from what it is called on, in UTF-16 code units. */
const reach = 300;

/** The lines from the first edit to the last, as they are or would be, with some around them. */
export function surroundingsOf(text: string, edits: readonly Edit[], isEdited: boolean): Surroundings {
  const [first, last] = [edits[0]?.start ?? 0, edits.at(-1)?.end ?? 0];
  const start = first <= reach ? 0 : text.lastIndexOf('\n', first - reach) + 1;
  const lineEnd = text.indexOf('\n', Math.min(text.length, last + reach));
  const end = lineEnd === -1 ? text.length : lineEnd;
  const grown = edits.reduce((sum, edit) => sum + edit.newText.length - (edit.end - edit.start), 0);
  const lines = isEdited ? applyEdits(text, edits).slice(start, end + grown) : text.slice(start, end);
  return { head: text.slice(0, start), lines };
}
