import type { ReviewOutcome } from '../../../src/core/ports';
import { ReviewRun, type RunDependencies } from '../../../src/core/run/reviewRun';
import type { Lane } from '../../../src/core/run/schedule/lane';
import type { FailureReason } from '../../../src/core/types';
import { header, idleClock, memoryJournal, memoryLog, reviewer, sha256 } from '../fakes';

export type Review = Parameters<typeof reviewer>[1];

export function lane(endpoint: string, review: Review, more: Partial<Lane> = {}): Lane {
  return { reviewer: reviewer('model', review), maxConcurrency: Number.POSITIVE_INFINITY, endpoint, ...more };
}

export function failed(reason: FailureReason, extra: object = {}): ReviewOutcome {
  return { kind: 'failed', reason, message: reason, findings: [], ...extra };
}

/** A run that keeps everything in memory, on a clock that goes on when everybody waits. */
export function runWith(world: Pick<RunDependencies, 'workspace' | 'createStages'> & Partial<RunDependencies>) {
  const clock = idleClock();
  const { events, log } = memoryLog();
  const run = new ReviewRun({
    ...{ header, maxParallelFiles: 4, journal: memoryJournal(), log, clock },
    ...{ hash: sha256, random: () => 0.5 },
    ...world,
  });
  return { run, clock, events };
}
