import { wordsIn } from '../text/words';
import type { LineRange, ReportedFinding } from '../types';
import { maxComplaints, type PlacedFinding } from './placeReply';
import { type Complaint, forModel } from './reply/complaint';
import { noLine } from './reply/modelFinding';

/** Asks for a reply that can be read. */
export function complainAboutReply(complaint: Complaint): string {
  return `Your reply could not be read. ${forModel(complaint)}\nReply again: the one JSON object described above and nothing else.`;
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
 * The findings of a reply after some of it was asked for again. None of the first reply is lost: each stays, or is replaced
 * by its correction where it had a complaint. What the second reply says besides is new.
 */
export function mergeRepaired(first: readonly PlacedFinding[], second: readonly PlacedFinding[]): ReportedFinding[] {
  const again = saidAgain(first, second);
  const merged = first.map((finding) => {
    const other = again.get(finding);
    return other === undefined
      ? finding.reported
      : isCorrection(other, finding)
        ? other.reported
        : hasSameFix(other, finding)
          ? finding.reported
          : inDoubt(finding).reported;
  });
  const known = new Set(again.values());
  return [...merged, ...second.filter((finding) => !known.has(finding)).map(({ reported }) => reported)];
}

/** A finding whose change is not exact, whatever it was: a later reply says otherwise, or something that cannot be read. */
export function inDoubt(finding: PlacedFinding): PlacedFinding {
  const { reported } = finding;
  return reported.hiddenBy === undefined && reported.fix?.kind === 'edits'
    ? { ...finding, reported: { ...reported, fix: { ...reported.fix, anchoring: 'normalised' } } }
    : finding;
}

/** Whether a finding said again has a change where it had none that can be used, or the same one, written better. */
function isCorrection(again: PlacedFinding, first: PlacedFinding): boolean {
  const { fix } = again.reported;
  const isBetter = fix?.kind === 'edits' && fix.anchoring === 'exact' && hasSameFix(again, first);
  return again.complaint === undefined && fix !== undefined && (first.reported.fix?.kind !== 'edits' || isBetter);
}

function hasSameFix(one: PlacedFinding, other: PlacedFinding): boolean {
  const [a, b] = [one, other].map((finding) => JSON.stringify(inDoubt(finding).reported.fix));
  return a === b;
}

/** Which finding of a second reply is the same as one of the first: one for one, the nearest first. */
function saidAgain(
  first: readonly PlacedFinding[],
  second: readonly PlacedFinding[],
): ReadonlyMap<PlacedFinding, PlacedFinding> {
  const words = new Map([...first, ...second].map((one) => [one, wordsIn(one.reported.title.toLowerCase())]));
  const isLike = (a: PlacedFinding, b: PlacedFinding) =>
    areAlike(a.reported, b.reported) || shareMost(words.get(a) ?? new Set(), words.get(b) ?? new Set());
  const pairs = first
    .flatMap((finding) =>
      second.flatMap((other) => (isAtPlaceOf(finding.said, other.said) ? [{ finding, other }] : [])),
    )
    .filter(({ finding, other }) => isLike(finding, other))
    .sort((a, b) => distance(a.finding.said, a.other.said) - distance(b.finding.said, b.other.said));
  const again = new Map<PlacedFinding, PlacedFinding>();
  const taken = new Set<PlacedFinding>();
  for (const { finding, other } of pairs) {
    if (!again.has(finding) && !taken.has(other)) {
      again.set(finding, other);
      taken.add(other);
    }
  }
  return again;
}

/** Whether two findings are about some of the same lines, as far as they name any. */
function isAtPlaceOf(a: LineRange, b: LineRange): boolean {
  const isAnywhere = a.startLine === noLine || b.startLine === noLine;
  return isAnywhere || (a.startLine <= b.endLine && b.startLine <= a.endLine);
}

/** Those without lines are the farthest from each other. */
function distance(a: LineRange, b: LineRange): number {
  const lines = Math.abs(a.startLine - b.startLine) + Math.abs(a.endLine - b.endLine);
  return Number.isFinite(lines) ? lines : Number.MAX_SAFE_INTEGER;
}

function areAlike(a: ReportedFinding, b: ReportedFinding): boolean {
  return a.title === b.title || (a.explanation !== '' && a.explanation === b.explanation);
}

function shareMost(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shared = [...a].filter((word) => b.has(word)).length;
  return 2 * shared > Math.max(a.size, b.size);
}
