/** A piece of work that is to take time in proportion to its size. */
export interface Step {
  /** What is done, and what grows. */
  readonly name: string;
  /** The smaller of the two sizes. */
  readonly n: number;
  /** Makes the input of a size, which is not measured, and answers with the work on it. Called anew for each try. */
  prepare(n: number): () => unknown;
}

/** How the time of a step grows. */
export interface Growth {
  readonly n: number;
  /** Of processor time, as is the other. */
  readonly ms: number;
  readonly msAtTenTimes: number;
  readonly ratio: number;
}

/** The best of so many tries counts: whatever else the machine does only makes a try longer. */
const tries = 5;
/** A try that is shorter than this says more about the clock. Milliseconds. */
const leastMs = 4;
const mostTimes = 200;

/** How much larger the sizes are at a second look. */
const larger = 3;

/**
 * Measures a step at its size and at ten times its size; when that is more growth than permitted, once more with larger
 * sizes. What fits into a cache at the one size and does not at the other grows too much just there, what grows with the
 * square at all of them.
 */
export async function growthOf(step: Step, permittedRatio: number): Promise<Growth> {
  const growth = await measure(step, step.n);
  return growth.ratio <= permittedRatio ? growth : measure(step, larger * step.n);
}

async function measure(step: Step, n: number): Promise<Growth> {
  const times = await repeatsFor(step, n);
  const ms = (await best(step, n, times)) / times;
  const msAtTenTimes = await best(step, 10 * n, 1);
  return { n, ms, msAtTenTimes, ratio: msAtTenTimes / ms };
}

/** How often the smaller work is done for one try. */
async function repeatsFor(step: Step, n: number): Promise<number> {
  await once(step, n, 1);
  const ms = await once(step, n, 1);
  return Math.max(1, Math.min(mostTimes, Math.ceil(leastMs / ms)));
}

async function best(step: Step, n: number, times: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < tries; count++) {
    least = Math.min(least, await once(step, n, times));
  }
  return least;
}

async function once(step: Step, n: number, times: number): Promise<number> {
  const works = Array.from({ length: times }, () => step.prepare(n));
  const before = process.cpuUsage();
  for (const work of works) {
    await work();
  }
  // Of this process alone: others on the machine make the clock's time longer.
  const { user, system } = process.cpuUsage(before);
  return Math.max(0.001, (user + system) / 1_000);
}
