import { countWhile } from '../binarySearch';
import type { LineRange } from '../types';
import type { Doubt } from './doubt';
import type { LineChange } from './lineChange';
import { withoutTrailing } from './lineFolds';
import { reach } from './matchLines';
import type { QuotedText } from './quotedText';

/**
 * Whether an edit may be meant for another place, because its finding is about other lines than those at which it stands and
 * what it changes stands more than once. At the finding's lines, too, it is as likely to be meant there; and as near to them
 * elsewhere, nearly so, as where its lines are none of the file. Where another edit is at those lines, this one may be for
 * elsewhere. A finding that names no line says nothing of it.
 *
 * @param changes of the finding, in order, that share no line
 * @param named the lines that the finding names; the last may be missing
 */
export function doubtOfPlace(
  text: QuotedText,
  { startLine, endLine, kept }: LineChange,
  changes: readonly LineChange[],
  named: LineRange,
): Doubt {
  const about = { ...named, endLine: Math.max(named.startLine, named.endLine) };
  const distance = Math.max(startLine - about.endLine, about.startLine - endLine);
  if (!Number.isFinite(about.startLine) || distance <= 0 || kept) {
    return 'none';
  }
  const height = endLine - startLine + 1;
  const places = text.places(text.slice(startLine, endLine), withoutTrailing);
  const [first, behind] = [
    countWhile(places, (place) => place + height <= about.startLine),
    countWhile(places, (place) => place <= about.endLine),
  ];
  const isTouched = isChanged(changes, about);
  const there = places
    .slice(first, Math.min(first + mostPlaces, behind))
    .some((place) => !isChanged(changes, { startLine: place, endLine: place + height - 1 }));
  if (there) {
    return isTouched ? 'unsure' : 'refused';
  }
  const others = [places[first - 1], places[behind]].filter((place) => place !== startLine);
  const isAsNear = others.some(
    (place) =>
      place !== undefined && Math.max(place - about.endLine, about.startLine - (place + height - 1)) <= distance,
  );
  const isNowhere = text.lines.at(about.startLine) === undefined;
  return !isTouched && places.length > 1 && (distance > reach || isAsNear || isNowhere) ? 'unsure' : 'none';
}

/** So many places at the lines of a finding are looked at. */
const mostPlaces = 100;

/** Whether one of the changes, which are in order and share no line, has one of some lines. */
export function isChanged(changes: readonly LineRange[], { startLine, endLine }: LineRange): boolean {
  const last = changes[countWhile(changes, (change) => change.startLine <= endLine) - 1];
  return last !== undefined && startLine <= last.endLine;
}
