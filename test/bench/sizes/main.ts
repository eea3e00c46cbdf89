/**
 * `main.ts NAME`: measures a step at its size and at ten times its size and prints a line of JSON. The exit code is 1 when
 * it takes much more than ten times as long.
 */
import { report, round } from '../support';
import { growthOf } from './step';
import { steps } from './steps';

/** Ten times the work may take so many times as long; a sort and a full cache take their share. */
const permittedRatio = 15;

async function main(wanted: string | undefined): Promise<void> {
  const step = steps.find(({ name }) => name === wanted);
  if (!step) {
    throw new Error(`There is no step called ${wanted}.`);
  }
  const { n, ms, msAtTenTimes, ratio } = await growthOf(step, permittedRatio);
  const ok = ratio <= permittedRatio;
  report(`sizes: ${step.name}`, {
    ...{ n, ms: round(ms), msAtTenTimes: round(msAtTenTimes) },
    ...{ ratio: round(ratio, 1), permittedRatio, ok },
  });
  process.exitCode = ok ? 0 : 1;
}

void main(process.argv[2]);
