import type { Timeline } from '../core/report/page/pageData';

/** Where things are in the picture, in CSS pixels. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Where the axis begins. */
  readonly left: number;
  readonly right: number;
  readonly laneHeight: number;
  /** Of the strip with what is at work and what is allowed. */
  readonly stripTop: number;
  readonly stripBottom: number;
  readonly msPerPixel: number;
  x(time: number): number;
  laneTop(lane: number): number;
  timeAt(x: number): number;
  /** A number that no lane has, beside them. */
  laneAt(y: number): number;
}

const top = 14;
const stripHeight = 64;
const axisHeight = 20;

export function geometryOf({ lanes, length }: Timeline, width: number): Geometry {
  const [left, right] = [70, width - 12];
  const laneHeight = Math.max(5, Math.min(18, Math.floor(260 / lanes.length)));
  const stripTop = top + lanes.length * laneHeight + 14;
  const stripBottom = stripTop + stripHeight;
  const msPerPixel = Math.max(1, length) / (right - left);
  return {
    ...{ width, left, right, laneHeight, stripTop, stripBottom, msPerPixel },
    height: stripBottom + axisHeight,
    x: (time) => left + time / msPerPixel,
    laneTop: (lane) => top + lane * laneHeight,
    timeAt: (x) => (x - left) * msPerPixel,
    laneAt: (y) => Math.floor((y - top) / laneHeight),
  };
}

/** "850 ms", "12.3 s", "4 min 05 s", "2 h 10 min" */
export function durationText(ms: number): string {
  if (ms < 1_000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 60_000) {
    return `${(ms / 1_000).toFixed(1)} s`;
  }
  const seconds = Math.round(ms / 1_000);
  const two = (count: number) => String(count).padStart(2, '0');
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
    : `${Math.floor(seconds / 3_600)} h ${two(Math.floor((seconds % 3_600) / 60))} min`;
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const longSteps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 18_000, 36_000, 86_400];

/** The times that get a line, so that there are about as many as can be told apart. */
export function ticksOf(length: number, most: number): number[] {
  const all = [...steps, ...longSteps.map((seconds) => seconds * 1_000)];
  const step = all.find((ms) => length / ms <= most) ?? length / most;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

/** How many were at work on average, for each of some equal stretches of the axis. */
export function atWork(
  bars: Iterable<readonly [lane: number, at: number, ms: number, ...unknown[]]>,
  length: number,
  stretches: number,
): number[] {
  const counts = new Array<number>(stretches).fill(0);
  const each = Math.max(1, length) / stretches;
  for (const [, at, ms] of bars) {
    const end = at + Math.max(1, ms);
    for (let index = Math.max(0, Math.floor(at / each)); index < stretches && index * each < end; index++) {
      const overlap = Math.min(end, (index + 1) * each) - Math.max(at, index * each);
      counts[index] = (counts[index] ?? 0) + Math.max(0, overlap) / each;
    }
  }
  return counts;
}
