import type { FileReview } from '../../core/fileReview';
import type { Hasher } from '../../core/ports';
import { LineIndex } from '../../core/text/lines';
import type { Span } from '../../core/types';
import { certainPlaces, reviewedRanges, searchOnce, searchPlace } from '../facts/findingPlaces';
import type { ReviewSession } from '../sessions';
import { isShown, type Placed, rangeOf, toRange } from './problemItems';

/** A file as one review knows it. */
export interface FileInReview {
  readonly session: ReviewSession;
  readonly file: FileReview;
}

/** The places in the reviewed text; undefined when it takes a look at the file to know them. */
export function placeUnread(reviews: readonly FileInReview[]): Placed[] | undefined {
  const placed: Placed[] = [];
  for (const { session, file } of reviews) {
    const ranges = reviewedRanges(file);
    if (!ranges) {
      return undefined;
    }
    for (const finding of file.findings.filter(isShown)) {
      const range = toRange(ranges.get(finding.id));
      placed.push(...(range ? [{ session, finding, range }] : []));
    }
  }
  return placed;
}

/**
 * The places in a text.
 *
 * @param known those in the text before, brought along with each change
 */
export function place(
  { session, file }: FileInReview,
  text: string,
  hash: Hasher,
  known: readonly Placed[],
): readonly Placed[] {
  const certain = certainPlaces(file, text, hash);
  const followed = new Map(
    known.flatMap((item) => (item.session === session ? [[item.finding.id, item.range] as const] : [])),
  );
  const onlyOne = searchOnce(text);
  const lines = new LineIndex(text);
  const toLineRange = (span: Span | undefined) => span && rangeOf(lines, span);
  return file.findings.filter(isShown).flatMap((finding) => {
    const range = certain
      ? toLineRange(certain.get(finding.id))
      : (followed.get(finding.id) ?? toLineRange(finding.place && searchPlace(text, finding.place, onlyOne)));
    return range ? [{ session, finding, range }] : [];
  });
}
