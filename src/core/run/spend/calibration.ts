import type { Usage } from '../../modelUse';
import { credibleUsage } from './usage';

const lowest = 0.5;
const highest = 2;
/** The share of the newest request in the moving average, once there were enough of them. */
const weight = 0.1;

/**
 * What one endpoint's own count of prompt tokens is to our estimates: an exponentially weighted moving average, which
 * is the plain mean over the first requests. For the budget and for estimates only. How files are divided must not
 * depend on it, or results would depend on the order of the replies.
 */
export class Calibration {
  /** What it began with: known from earlier runs, or 1. */
  readonly start: number;
  #ratio: number;
  #samples: number;

  /** @param known the ratio that earlier runs ended with */
  constructor(known?: number) {
    this.start = within(known ?? 1);
    this.#ratio = this.start;
    this.#samples = known === undefined ? 0 : 1 / weight;
  }

  /** From 0.5 to 2, whatever a server counts. */
  get ratio(): number {
    return this.#ratio;
  }

  /** @param estimate ours of the prompt that the usage is of, in tokens */
  learn(estimate: number, usage: Usage): void {
    const { promptTokens } = credibleUsage(usage);
    if (promptTokens === undefined || !(estimate > 0)) {
      return;
    }
    this.#samples++;
    this.#ratio += (within(promptTokens / estimate) - this.#ratio) * Math.max(weight, 1 / this.#samples);
  }
}

function within(ratio: number): number {
  return Number.isFinite(ratio) ? Math.min(highest, Math.max(lowest, ratio)) : 1;
}
