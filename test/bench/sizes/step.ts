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
  readonly ms: number;
  readonly msAtTenTimes: number;
  readonly ratio: number;
}

/** The best of so many tries counts: whatever else the machine does only makes a try longer. */
const tries = 3;
/** A try that is shorter than this says more about the clock. Milliseconds. */
const leastMs = 4;
const mostTimes = 200;

/** Measures a step at its size and at ten times its size. */
export async function growthOf(step: Step): Promise<Growth> {
  const times = await repeatsFor(step);
  const ms = (await best(step, step.n, times)) / times;
  const msAtTenTimes = await best(step, 10 * step.n, 1);
  return { n: step.n, ms, msAtTenTimes, ratio: msAtTenTimes / ms };
}

/** How often the smaller work is done for one try. */
async function repeatsFor(step: Step): Promise<number> {
  await once(step, step.n, 1);
  const ms = await once(step, step.n, 1);
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
  const begunAt = performance.now();
  for (const work of works) {
    await work();
  }
  return performance.now() - begunAt;
}
