import type { ReportedFinding } from '../types';
import { maxComplaints, type PlacedFinding } from './placeReply';

/** Asks for a reply that can be read. */
export function complainAboutReply(complaint: string): string {
  return `Your reply could not be read. ${complaint}\nReply again: the one JSON object described above and nothing else.`;
}

/** Asks for the findings again that could not be read or whose edits have no place. */
export function complainAboutFindings(complaints: readonly string[]): string {
  return [
    'These findings of your reply cannot be used as they are:',
    ...complaints.slice(0, maxComplaints).map((complaint) => `- ${complaint}`),
    'Reply again in the same form with these findings alone, corrected. Copy oldText from the file, character for character.',
  ].join('\n');
}

/**
 * The findings of a reply after some were asked for again: those that were good stay, each of the others is replaced by
 * its correction if there is one, and as many new ones are accepted as could not be read before.
 */
export function mergeRepaired(
  first: readonly PlacedFinding[],
  unread: number,
  second: readonly PlacedFinding[],
): ReportedFinding[] {
  const left = new Set(second.filter(({ complaint }) => complaint === undefined));
  const merged = first.map((finding) => {
    if (finding.complaint === undefined) {
      return finding.reported;
    }
    const fixed = [...left].filter(({ reported }) => reported.fix);
    const correction =
      fixed.find((other) => sameTitle(finding, other)) ?? fixed.find((other) => overlap(finding, other));
    if (correction) {
      left.delete(correction);
    }
    return (correction ?? finding).reported;
  });
  const added = [...left].filter((finding) => !first.some((other) => sameTitle(finding, other)));
  return [...merged, ...added.slice(0, unread).map(({ reported }) => reported)];
}

function sameTitle(a: PlacedFinding, b: PlacedFinding): boolean {
  return a.reported.title === b.reported.title;
}

function overlap({ said: a }: PlacedFinding, { said: b }: PlacedFinding): boolean {
  return a.startLine <= b.endLine && b.startLine <= a.endLine;
}
