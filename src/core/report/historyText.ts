import type { HistoryCounts, Standing } from '../run/seenFolder';
import type { RunStore } from '../run/store';
import type { Finding } from '../types';

const order = ['new', 'came back', 'still there', 'fixed', 'not looked at'] as const satisfies (keyof HistoryCounts)[];

/**
 * "Since the reviews before: 3 new, 497 still there, 2 fixed." Undefined where there was none before, or nobody has
 * compared yet.
 */
export function historySentence({ history }: Pick<RunStore, 'history'>): string | undefined {
  const parts = order.flatMap((kind) =>
    history && history.counts[kind] > 0 ? [`${history.counts[kind]} ${kind}`] : [],
  );
  const before = history?.reviews === 1 ? 'review' : 'reviews';
  return history && history.reviews > 0 && parts.length > 0
    ? `Since the ${before} before: ${parts.join(', ')}.`
    : undefined;
}

/** What is told of a finding beside it: that it is still there goes without saying. */
export type News = Exclude<Standing, 'still there'>;

/** Undefined also where nobody has compared. */
export function newsOf({ history }: Pick<RunStore, 'history'>, path: string, finding: Finding): News | undefined {
  const standing = history?.standingOf(path, finding);
  return standing === 'still there' ? undefined : standing;
}

/** The same as a sentence. */
export const newsSentences: Readonly<Record<News, string>> = {
  new: 'New: no review before has found it.',
  'came back': 'Came back: it was found once, and was gone when it was last looked for.',
};
