/** How well a stage of a run used the workers that it had. */
export interface StagePace {
  readonly stage: string;
  /** As many as had anything to do at once. */
  readonly workers: number;
  /** From the first try at a file to the end of the last, without stretches in which nothing was at work. Milliseconds. */
  readonly ms: number;
  /** What all tries took together. Milliseconds. */
  readonly busyMs: number;
}

/** One try at a file, or at a part of it; times are milliseconds on an axis without the stretches that do not count. */
export interface Try {
  readonly stage: string;
  readonly worker: number;
  readonly at: number;
  readonly ms: number;
}

/** The pace of each stage, in the order in which they come first. */
export function paceOf(tries: readonly Try[]): readonly StagePace[] {
  const stages = new Map<string, { readonly workers: Set<number>; start: number; end: number; busyMs: number }>();
  for (const { stage, worker, at, ms } of tries) {
    const known = stages.get(stage) ?? { workers: new Set(), start: at, end: at, busyMs: 0 };
    known.workers.add(worker);
    known.start = Math.min(known.start, at);
    known.end = Math.max(known.end, at + ms);
    known.busyMs += ms;
    stages.set(stage, known);
  }
  return [...stages].map(([stage, { workers, start, end, busyMs }]) => ({
    ...{ stage, workers: workers.size, ms: end - start, busyMs },
  }));
}

/** Busy ÷ available: 1 where every worker was at work all the time; undefined where there was no time. */
export function efficiencyOf({ workers, ms, busyMs }: StagePace): number | undefined {
  return ms > 0 ? Math.min(1, busyMs / (workers * ms)) : undefined;
}
