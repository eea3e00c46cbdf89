import { groupBy } from '../groupBy';
import type { Workspace } from '../ports';
import type { ReportedFinding } from '../types';
import type { RunningReview } from './runningReview';

/**
 * Gives the first of several files with the same text, passes and kind of name the others as its twins, and answers
 * with all those: a model need not be asked about them more than once. Where no earlier stage has read them, those are
 * read that can be alike by their length.
 */
export async function pairTwins(
  reviews: readonly RunningReview[],
  passesFor: (review: RunningReview) => readonly number[],
  workspace: Pick<Workspace, 'read'>,
): Promise<Set<RunningReview>> {
  const mayBeAlike = groupBy(
    reviews.filter(({ ended }) => !ended),
    (review) => `${review.bytes} ${passesFor(review).join()} ${nameOf(review.path).replace(/^[^.]+(?=\.)/, '')}`,
  );
  const groups = [...mayBeAlike.values()].filter((some) => some.length > 1);
  const read = await Promise.all(groups.map((some) => Promise.all(some.map((review) => withText(review, workspace)))));
  const others = new Set<RunningReview>();
  for (const known of read) {
    for (const [textHash, alike] of groupBy(known, ({ textHash }) => textHash)) {
      const [first, ...twins] = alike.map(({ review }) => review);
      if (first && textHash !== undefined && twins.length > 0) {
        first.twins = twins;
        for (const twin of twins) {
          twin.textHash = textHash;
          others.add(twin);
        }
      }
    }
  }
  return others;
}

async function withText(review: RunningReview, workspace: Pick<Workspace, 'read'>) {
  const found = review.textHash === undefined ? await workspace.read(review.path) : undefined;
  return { review, textHash: found?.kind === 'text' ? found.snapshot.textHash : review.textHash };
}

/** Whether what was found in one file names it where its twin is called otherwise: that says nothing about the twin. */
export function isAboutName(findings: readonly ReportedFinding[], path: string, twin: string): boolean {
  const ofTwin = namesIn(twin);
  const own = [...namesIn(path)].filter((name) => !ofTwin.has(name));
  return findings.some(({ title, explanation, fix }) => {
    const brought = fix?.kind === 'edits' ? fix.edits.map(({ newText }) => newText) : [];
    const said = new Set([title, explanation, ...brought].flatMap(wordsSaid));
    return own.some((name) => said.has(name));
  });
}

/** What a path calls its file: its parts, and the last one without its ending. One letter alone may mean anything. */
function namesIn(path: string): Set<string> {
  const stem = nameOf(path).replace(/(?<=.)\..*$/, '');
  return new Set([...path.split('/'), stem].map((name) => name.toLowerCase()).filter((name) => name.length > 1));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The words of a text, with those that signs join both as a whole and apart. */
function wordsSaid(text: string): string[] {
  const lower = text.toLowerCase();
  const joined = lower.match(/[^\s"'`“”‘’(),;:/\\<>[\]{}*]+/gu) ?? [];
  return [...joined.map((word) => word.replace(/[.!?]+$/, '')), ...(lower.match(/[\p{L}\p{N}_$-]+/gu) ?? [])];
}
