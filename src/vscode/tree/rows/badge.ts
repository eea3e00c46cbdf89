import { failedText, type Summary } from '../../../core/run/summary';
import { t } from '../../l10n';
import { joinParts } from '../../plainText';

/** What waits for the person: proposals, and files that failed. Few of those say nothing where most of these are. */
export function badgeOf(summaries: readonly Pick<Summary, 'proposals' | 'failed' | 'files'>[]): {
  readonly value: number;
  /** Empty for nothing. */
  readonly tooltip: string;
} {
  const sum = (count: (summary: (typeof summaries)[number]) => number) =>
    summaries.reduce((total, summary) => total + count(summary), 0);
  const [waiting, failed] = [sum(({ proposals }) => proposals.ready), sum((summary) => summary.failed)];
  const toReview = waiting > 0 ? t('{0, plural, one {# proposal} other {# proposals}} to review', waiting) : undefined;
  const tooltip = joinParts([toReview, failedText({ failed, files: sum(({ files }) => files) }, t)], ', ');
  return { value: waiting + failed, tooltip };
}
