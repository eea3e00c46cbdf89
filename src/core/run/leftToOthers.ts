import type { FileReview } from '../fileReview';
import { isDismissed } from '../findings/bounds';
import { isWithinWord } from '../text/withinWord';
import type { Finding, LineRange, Place, ReviewerKind } from '../types';

/** Where a finding is that its reviewer may leave out because another has made one there. */
export interface LeavablePlace {
  /** The lines of its text, without white space around them and with secrets masked; empty where it has no place. */
  readonly quote: string;
  /** Absent where it has no place. */
  readonly lines?: LineRange;
  /** Identities of what its reviewer was told of the place, and reported it all the same. */
  readonly despite?: readonly string[];
}

const order: readonly ReviewerKind[] = ['local', 'editor', 'model'];

/**
 * The place of a finding, or of what another has folded into it; undefined for reviewers that are told of nothing.
 *
 * @param file the review that has it
 */
export function leavablePlaceOf(
  finding: Pick<Finding, 'place' | 'identity'>,
  reviewer: ReviewerKind,
  file: FileReview,
): LeavablePlace | undefined {
  if (reviewer === order[0]) {
    return undefined;
  }
  const place = { quote: quoteOf(finding), ...linesOf(finding) };
  // What it is folded into was there before it: that it will be said once more is not certain.
  const despite = toldAt(place, reviewer, file).flatMap(({ identity }) =>
    identity === undefined || identity === finding.identity ? [] : [identity],
  );
  return { ...place, ...(despite.length > 0 && { despite }) };
}

/**
 * Why the silence of a reviewer says nothing of what it found before at a place: it was told of something else there, and
 * asked not to repeat that. Undefined where it was not.
 *
 * @param place undefined where it is not known
 */
export function leftToOthers(
  reviewer: ReviewerKind,
  place: LeavablePlace | undefined,
  file: FileReview,
): string | undefined {
  const told = toldAt(place, reviewer, file).find(
    ({ identity }) => identity === undefined || !place?.despite?.includes(identity),
  );
  return told && `it may be left to ${told.source}, which has found something there`;
}

/** What a reviewer was told of a place; of the whole file where the place is not known. */
function toldAt(place: LeavablePlace | undefined, reviewer: ReviewerKind, file: FileReview): readonly Finding[] {
  const { findings, hidden = [] } = file;
  return [...findings, ...hidden.filter(isDismissed)].filter(
    (one) => order.indexOf(one.reviewer) < order.indexOf(reviewer) && (!place || isAt(place, one)),
  );
}

/**
 * By the text, which may have moved, and by the lines, where the text was changed. Where both were, nobody can tell: then
 * the text that the finding is known by is gone.
 */
function isAt({ quote, lines }: LeavablePlace, told: Finding): boolean {
  const at = told.place;
  const isOnLines = lines && at && lines.startLine <= at.endLine && at.startLine <= lines.endLine;
  return isOnLines || shareText(quote, quoteOf(told));
}

function linesOf({ place }: Pick<Finding, 'place'>): Pick<LeavablePlace, 'lines'> {
  return place ? { lines: { startLine: place.startLine, endLine: place.endLine } } : {};
}

const quotes = new WeakMap<Place, string>();

function quoteOf({ place }: Pick<Finding, 'place'>): string {
  const quote = place ? (quotes.get(place) ?? tellingLines(place)) : '';
  if (place) {
    quotes.set(place, quote);
  }
  return quote;
}

function tellingLines({ quote, masked }: Place): string {
  const lines = (masked ?? quote).split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => /[\p{L}\p{N}]/u.test(line));
  return (telling.length > 0 ? telling : lines.filter(Boolean)).join('\n');
}

/** Whether a line of one has a line of the other in it, as whole words. */
function shareText(one: string, other: string): boolean {
  if (one === '' || other === '') {
    return one === other;
  }
  const others = other.split('\n');
  return one.split('\n').some((line) => others.some((part) => hasWords(line, part) || hasWords(part, line)));
}

function hasWords(line: string, part: string): boolean {
  for (let at = line.indexOf(part); at >= 0; at = line.indexOf(part, at + 1)) {
    if (!isWithinWord(line, at) && !isWithinWord(line, at + part.length)) {
      return true;
    }
  }
  return false;
}
