/** One request that ended, as far as the limit learns from it. */
export interface LimitSample {
  /** Milliseconds, when the request ended. */
  readonly at: number;
  readonly durationMs: number;
  /** Requests in flight at this endpoint when it ended, itself included. */
  readonly inFlight: number;
  readonly outcome: 'succeeded' | 'overloaded' | 'other';
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  /** 0–1, the share of the time that the request waited in the server's own queue, where it tells (Ollama). */
  readonly queuedShare?: number;
  /** Unlike the others in what it takes, so that its time must not be compared with theirs. */
  readonly isBrief?: true;
}

/** The median of fewer samples is noise. */
const leastSamples = 8;
/** The first window holds only requests that began before the limit grew: of later ones, some may have had to wait. */
const firstSamples = 4;
/** Windows hold this much more where no token counts take the files' sizes out of the times. */
const unknownSizeFactor = 2;
/** A prompt token costs the server about as much as this part of a reply token: prompts are read in parallel. */
const promptTokenCost = 1 / 50;
/** The idle latency follows a faster window by half and a slower one by 1 %: an outlier does not last. */
const [idleDown, idleUp] = [0.5, 1.01];
/** Levels of the past are kept for so many samples; with 64 in flight a request lasts for about 64 others. */
const rememberedSamples = 256;

/** What a number of requests, ended one after another, say together. */
export interface LatencyVerdict {
  /** Requests in flight when these began, median. */
  readonly level: number;
  /** Median time; per token where tokens are counted. */
  readonly ms: number;
  /** How many times longer the requests took than they would with nobody waiting, at least about 1. */
  readonly stretch: number;
  /** The server said itself how long requests waited. */
  readonly told: boolean;
}

/**
 * Measures how much longer requests take than on an idle server. One verdict per window of as many samples as are in
 * flight, on the median: a verdict on each sample collapses the limit under noise (see the test), and so does the
 * shortest time ever seen as the measure. Levels are those at which requests began, since a queue is felt at its end.
 */
export class LatencyWindow {
  #recent: { readonly at: number; readonly inFlight: number }[] = [];
  #samples: { readonly level: number; readonly ms: number; readonly queuedShare: number | undefined }[] = [];
  #size = firstSamples;
  #countsTokens: boolean | undefined;
  #idleMs: number | undefined;

  /** Remembers how many requests were in flight. Every sample goes here, `add` is for those that are to be judged. */
  remember({ at, inFlight }: LimitSample): void {
    this.#recent.push({ at, inFlight });
    if (this.#recent.length > 2 * rememberedSamples) {
      this.#recent = this.#recent.slice(-rememberedSamples);
    }
  }

  /** The verdict when the window is full. Samples whose tokens are counted are not mixed with others. */
  add(sample: LimitSample): LatencyVerdict | undefined {
    const tokens = (sample.completionTokens ?? 0) + (sample.promptTokens ?? 0) * promptTokenCost;
    this.#countsTokens ??= tokens > 0;
    if (this.#countsTokens !== tokens > 0) {
      return undefined;
    }
    const ms = Math.max(1, sample.durationMs) / (tokens || 1);
    this.#samples.push({ level: this.#levelAt(sample.at - sample.durationMs), ms, queuedShare: sample.queuedShare });
    return this.#samples.length >= this.#size ? this.#verdict() : undefined;
  }

  /** Begins a new window. `factor` makes it longer. */
  restart(limit: number, factor = 1): void {
    this.#samples = [];
    this.#size = factor * Math.max(leastSamples, limit) * (this.#countsTokens ? 1 : unknownSizeFactor);
  }

  /** What was taken for a wait is the server's own time: replies of this length are not stretched. */
  acceptAsIdle(ms: number): void {
    this.#idleMs = Math.max(this.#idleMs ?? 0, ms);
  }

  #verdict(): LatencyVerdict {
    const level = median(this.#samples.map((sample) => sample.level));
    const ms = median(this.#samples.map((sample) => sample.ms));
    const shares = this.#samples.flatMap(({ queuedShare }) => queuedShare ?? []);
    if (shares.length > 0) {
      return { level, ms, stretch: 1 / (1 - Math.min(0.9, median(shares))), told: true };
    }
    const idle = this.#idleMs ?? ms;
    this.#idleMs = ms < idle ? idle + idleDown * (ms - idle) : Math.min(ms, idle * idleUp);
    return { level, ms, stretch: ms / this.#idleMs, told: false };
  }

  /** Requests in flight at a time in the past. */
  #levelAt(time: number): number {
    return Math.max(1, this.#recent.findLast(({ at }) => at <= time)?.inFlight ?? firstSamples);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
