import { countWhile } from '../../binarySearch';

/** A stretch of time, in milliseconds. */
type Stretch = readonly [at: number, ms: number, ...rest: unknown[]];

/** Shorter stretches of idleness stay, in milliseconds. */
const leastGap = 10_000;

/** An axis of time from which long stretches are cut in which nothing happens, as between a crash and its resumption. */
export interface CutAxis {
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** Milliseconds that are left. */
  readonly length: number;
  /** Where on the axis something was cut, and how many milliseconds. */
  readonly gaps: readonly (readonly [at: number, ms: number])[];
  /** The place of a moment; what lies in a gap is at the gap. */
  place(moment: number): number;
}

/**
 * @param busy what happens, in any order; milliseconds since the epoch
 * @param first the earliest moment that is of interest, if nothing of that begins earlier
 */
export function cutAxis(busy: readonly Stretch[], first: number, last: number): CutAxis {
  const sorted = busy.map(([at, ms]) => [at, at + ms] as const).sort(([a], [b]) => a - b);
  const start = Math.min(first, sorted[0]?.[0] ?? first);
  const idle: { readonly from: number; readonly to: number }[] = [];
  let end = sorted[0]?.[0] ?? last;
  let atWork = 0;
  for (const [from, to] of sorted) {
    if (from > end) {
      idle.push({ from: end, to: from });
    }
    atWork += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  const cuts = idle.filter(({ from, to }) => to - from > Math.max(leastGap, atWork / 10));
  const cutBefore: number[] = [];
  let cut = 0;
  for (const { from, to } of cuts) {
    cutBefore.push(cut);
    cut += to - from;
  }
  const place = (moment: number) => {
    const within = Math.min(Math.max(moment, start), end);
    const index = countWhile(cuts, ({ from }) => from <= within) - 1;
    const gap = cuts[index];
    return Math.round(
      gap ? Math.max(within, gap.to) - start - (cutBefore[index] ?? 0) - (gap.to - gap.from) : within - start,
    );
  };
  return {
    start,
    length: Math.max(0, Math.round(end - start - cut)),
    gaps: cuts.map(({ from, to }, index) => [Math.round(from - start - (cutBefore[index] ?? 0)), to - from] as const),
    place,
  };
}
