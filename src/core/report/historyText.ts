import type { Standing } from '../run/seenFolder';
import type { RunStore } from '../run/store';
import { english } from '../text/say';
import type { Finding } from '../types';

/**
 * "Since the reviews before: 3 new, 497 still there, 2 fixed." Undefined where there was none before, or nobody has
 * compared yet.
 */
export function historySentence({ history }: Pick<RunStore, 'history'>, t = english): string | undefined {
  if (!history || history.reviews === 0) {
    return undefined;
  }
  const { counts } = history;
  const parts = [
    counts.new > 0 ? t('{0} new', counts.new) : '',
    counts['came back'] > 0 ? t('{0} came back', counts['came back']) : '',
    counts['still there'] > 0 ? t('{0} still there', counts['still there']) : '',
    counts.fixed > 0 ? t('{0} fixed', counts.fixed) : '',
    counts['not looked at'] > 0 ? t('{0} not looked at', counts['not looked at']) : '',
  ].filter((part) => part !== '');
  return parts.length > 0
    ? t('Since the {0, plural, one {review} other {reviews}} before: {1}.', history.reviews, parts.join(', '))
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
export function newsSentence(news: News, t = english): string {
  return news === 'new'
    ? t('New: no review before has found it.')
    : t('Came back: it was found once, and was gone when it was last looked for.');
}
