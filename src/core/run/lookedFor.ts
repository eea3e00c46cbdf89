import type { FileReview } from '../fileReview';
import { tooManyFindings } from '../findings/capFindings';
import { syntaxRule } from '../gates/secondLook';
import { treatments } from '../strategy/treatment';
import type { Finding } from '../types';
import type { RunStore } from './store';

/** Who has made a finding, as far as it decides who would have to look for it again. */
export interface Finder extends Pick<Finding, 'reviewer' | 'source' | 'rule'> {
  /** Of a model: what it was to look for, by name; absent in what earlier versions kept. */
  readonly profile?: string | undefined;
}

/** What a model is to look for in a file of a run, by name. */
export function profileOf({ header }: Pick<RunStore, 'header'>, file: Pick<FileReview, 'path' | 'bytes'>): string {
  return treatments(header.options)(file).profile.name;
}

/** A finding's finder. @param store the run that has it in a file */
export function finderOf(
  finding: Pick<Finding, 'reviewer' | 'source' | 'rule'>,
  store: RunStore,
  file: FileReview,
): Finder {
  const { reviewer, source, rule } = finding;
  return {
    reviewer,
    source,
    ...(rule !== undefined && { rule }),
    ...(reviewer === 'model' && { profile: profileOf(store, file) }),
  };
}

/**
 * Why a review of a file says nothing of what is not among its findings; undefined where it says that it is not there.
 *
 * @param store the run that the review belongs to
 */
export function notLookedFor(finder: Finder, file: FileReview, store: RunStore): string | undefined {
  const { status, uses = [], findings } = file;
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
      const profile = finder.profile === undefined ? undefined : profileOf(store, file);
      if (finder.profile !== profile) {
        return `${finder.source} looked for something else, with the profile “${profile}”`;
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
