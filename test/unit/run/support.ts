import { ReviewRun } from '../../../src/core/run/reviewRun';
import type { RunDependencies } from '../../../src/core/run/runDependencies';
import type { Lane } from '../../../src/core/run/schedule/lane';
import { header, idleClock, memoryJournal, memoryLog, reviewer, sha256 } from '../fakes';

export type Review = Parameters<typeof reviewer>[1];

export function lane(endpoint: string, review: Review, more: Partial<Lane> = {}): Lane {
  return { reviewer: reviewer('model', review), maxConcurrency: Number.POSITIVE_INFINITY, endpoint, ...more };
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
