import type { Failure } from '../fileReview';
import type { NewSince, RunHeader } from '../options';
import type { Baseline, BaselineOutcome } from '../ports';
import { reviewFailures } from '../text/reviewFailures';
import type { FileSize } from './runningReview';

/** What a run's baseline is had from. */
export interface BaselineDependencies {
  readonly header: RunHeader;
  /**
   * Looks at the folder as it was at the revision that findings are to be newer than; absent where no run has one.
   *
   * @param files every file of the run that is not skipped
   */
  readonly openBaseline?:
    | ((newSince: NewSince, files: readonly FileSize[], signal: AbortSignal) => Promise<BaselineOutcome>)
    | undefined;
}

/** What a run's findings are to be newer than, if they are; or why nobody can tell. */
export async function baselineOf(
  { header, openBaseline }: BaselineDependencies,
  files: readonly FileSize[],
  signal: AbortSignal,
): Promise<{ readonly baseline?: Baseline; readonly failure?: Failure }> {
  const { newSince } = header.options;
  if (!newSince) {
    return {};
  }
  const opened = await openBaseline?.(newSince, files, signal);
  if (opened?.kind === 'baseline') {
    return { baseline: opened.baseline };
  }
  const message = opened?.kind === 'failed' ? opened.message : reviewFailures.cancelled;
  return { failure: { reason: 'baseline unreadable', message } };
}
