import { report, round } from '../support';
import { findings } from './findings';
import { folder } from './folder';
import { prompts } from './prompts';
import { replies } from './replies';
import { risks } from './risks';
import { growthOf, type Step } from './step';

/** Ten times the work may take so many times as long; a sort and a full cache take their share. */
const permittedRatio = 15;

/** Every step of the main thread whose input somebody else chooses the size of. */
export const steps: readonly Step[] = [...replies, ...findings, ...folder, ...prompts, ...risks];

/** Measures a step at its size and at ten times its size. The exit code of the process tells of too much growth. */
export async function measureStep(step: Step): Promise<void> {
  const { n, ms, msAtTenTimes, ratio } = await growthOf(step);
  const ok = ratio <= permittedRatio;
  report(`sizes: ${step.name}`, {
    n,
    ms: round(ms),
    msAtTenTimes: round(msAtTenTimes),
    ratio: round(ratio, 1),
    permittedRatio,
    ok,
  });
  if (!ok) {
    process.exitCode = 1;
  }
}
