import type { FileReview } from '../fileReview';
import { tooManyFindings } from '../findings/capFindings';
import { syntaxRule } from '../gates/secondLook';
import type { Finding } from '../types';

/** Who has made a finding, as far as it decides who would have to look for it again. */
export type Finder = Pick<Finding, 'reviewer' | 'source' | 'rule'>;

/** Why a review of a file says nothing of what is not among its findings; undefined where it says that it is not there. */
export function notLookedFor(finder: Finder, { status, uses = [], findings }: FileReview): string | undefined {
  switch (status.kind) {
    case 'reviewed': {
      const isParsed = !findings.some(({ reviewer, rule }) => reviewer === 'local' && rule === syntaxRule);
      if (finder.reviewer === 'local' && finder.rule !== syntaxRule && !isParsed) {
        return 'the file has a syntax error';
      }
      const models = uses.filter(({ confirms, repairs }) => !confirms && !repairs).map(({ model }) => model);
      // Another model that finds nothing says nothing of what this one found.
      const isOther = finder.reviewer === 'model' && models.length > 0 && !models.includes(finder.source);
      const name = isOther ? finder.source : lookerOf(finder);
      const looked = status.looks?.analyzers ?? [];
      if (!looked.includes(name)) {
        return `${name} did not look at the file`;
      }
      if (findings.some(({ source, rule }) => source === finder.source && rule === tooManyFindings)) {
        return `not all findings of ${finder.source} are kept`;
      }
      const { reviewedLines, totalLines } = status.coverage;
      return reviewedLines >= totalLines ? undefined : 'not all of the file was looked at';
    }
    case 'skipped':
      return `the file was skipped: ${status.reason}`;
    case 'failed':
      return `the review of the file failed: ${status.reason}`;
    case 'queued':
    case 'reviewing':
    case 'cancelled':
      return 'the file was not reviewed';
  }
}

/** Who has looked where it was looked for, by the name that it is recorded under. */
function lookerOf({ reviewer, source }: Finder): string {
  return reviewer === 'local' ? source : reviewer;
}
