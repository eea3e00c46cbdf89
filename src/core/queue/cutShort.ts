import { applyEdits } from '../edits/applyEdits';
import { locateEdits, locateRevert } from '../edits/locate';
import type { Hasher } from '../ports';
import type { ChangeIntent } from '../run/changes';
import { KeptLines } from '../text/keptLines';
import { LineIndex } from '../text/lines';
import type { LineRange, TextEdit } from '../types';
import type { QueueEntry } from './queueEntry';

/** What became of a change that was begun, as far as a text tells. */
export type CutShort = 'made' | 'not made' | 'unknown';

/**
 * What a text says of a change that was begun: it is the one that the change was to make, or the one from before; or
 * somebody has edited it since, and the lines of the change stand where they were in one of those two, between the same
 * lines. The same text at another place says nothing.
 *
 * @param before the text from before the change; undefined when it is lost
 */
export function whatBecame(
  entry: QueueEntry,
  intent: ChangeIntent,
  before: string | undefined,
  currentText: string,
  hash: Hasher,
): CutShort {
  const now = hash(currentText);
  if (now === intent.before || now === intent.after) {
    return now === intent.before ? 'not made' : 'made';
  }
  const edits = before === undefined ? undefined : (intent.edits ?? editsIn(entry, intent, before, hash));
  if (before === undefined || edits === undefined) {
    return 'unknown';
  }
  const after = applyEdits(before, edits);
  const isMade = stand(after, placesAfter(edits), currentText);
  const isAsBefore = stand(before, edits, currentText);
  return hash(after) !== intent.after || isMade === isAsBefore ? 'unknown' : isMade ? 'made' : 'not made';
}

/** No journal has edits that hold a secret. */
function editsIn(entry: QueueEntry, { action }: ChangeIntent, before: string, hash: Hasher) {
  const located = (action === 'apply' ? locateEdits : locateRevert)({ ...entry, currentText: before, hash });
  return located.kind === 'located' ? located.edits : undefined;
}

type Place = Pick<TextEdit, 'start' | 'end'>;

/** Where the new texts of edits are, once all of them are made. */
function placesAfter(edits: readonly TextEdit[]): readonly Place[] {
  let shift = 0;
  const inOrder = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return inOrder.map(({ start, end, newText }) => {
    const first = start + shift;
    shift += newText.length - (end - start);
    return { start: first, end: first + newText.length };
  });
}

/** Whether all that stood at some places of an earlier text, with a line on each side, still stands there. */
function stand(earlier: string, places: readonly Place[], text: string): boolean {
  const kept = new KeptLines(earlier, text);
  const lines = new LineIndex(earlier);
  const count = new LineIndex(text).count;
  const now = new Map<number, number>();
  for (let line = 1; line <= count; line++) {
    const before = kept.earlier(line);
    if (before !== undefined) {
      now.set(before, line);
    }
  }
  return places.every((place) => {
    const { startLine, endLine } = withNeighbours(place, lines);
    const first = now.get(startLine);
    return first !== undefined && kept.isUntouched({ startLine: first, endLine: first + endLine - startLine });
  });
}

function withNeighbours({ start, end }: Place, lines: LineIndex): LineRange {
  return {
    startLine: Math.max(1, lines.lineAt(start) - 1),
    endLine: Math.min(lines.count, lines.lineAt(end) + 1),
  };
}
