import type { ModelServerOptions } from './types';

/** How the requests to a server share what it has. */
export interface Capacity {
  /** Why a request that comes now is turned away; undefined when it is taken in. */
  refusal(): Refusal | undefined;
  /** Resolves with what gives the place back, once there is one. */
  take(): Promise<() => void>;
  /** Resolves when so many milliseconds of work are done, or the signal aborts. */
  work(ms: number, signal: AbortSignal): Promise<void>;
  /** From now on it is so large: slots, knee, or requests per minute. */
  resize(size: number): void;
}

export interface Refusal {
  readonly status: 429 | 503;
  /** Seconds, as the header has them. */
  readonly retryAfter?: string;
}

export function createCapacity({ slots, beyond, knee, perMinute }: ModelServerOptions): Capacity {
  if (knee !== undefined) {
    return new Sharing(knee);
  }
  return perMinute === undefined ? new Slots(slots ?? Number.POSITIVE_INFINITY, beyond) : new Rate(perMinute);
}

/** A number of slots; what is beyond them waits in a silent queue, first come, first served, or is refused. */
class Slots implements Capacity {
  readonly #beyond: ModelServerOptions['beyond'];
  readonly #queue: (() => void)[] = [];
  #slots: number;
  #taken = 0;

  constructor(slots: number, beyond: ModelServerOptions['beyond']) {
    this.#slots = slots;
    this.#beyond = beyond;
  }

  refusal(): Refusal | undefined {
    return this.#taken < this.#slots || this.#beyond === undefined || this.#beyond === 'queue'
      ? undefined
      : { status: this.#beyond === '429' ? 429 : 503 };
  }

  async take(): Promise<() => void> {
    if (this.#taken >= this.#slots) {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      this.#taken++;
    }
    let given = false;
    return () => {
      if (!given) {
        given = true;
        this.#taken--;
        this.#fill();
      }
    };
  }

  work(ms: number, signal: AbortSignal): Promise<void> {
    return elapsed(ms, signal);
  }

  resize(size: number): void {
    this.#slots = size;
    this.#fill();
  }

  #fill(): void {
    while (this.#taken < this.#slots && this.#queue.length > 0) {
      this.#taken++;
      this.#queue.shift()?.();
    }
  }
}

interface Job {
  /** Milliseconds of work. */
  left: number;
  readonly done: () => void;
}

/**
 * Processor sharing with a knee, as a server that batches has it: up to so many requests each get the full speed, more
 * share what those would get.
 */
class Sharing implements Capacity {
  readonly #jobs = new Set<Job>();
  #knee: number;
  #at = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(knee: number) {
    this.#knee = knee;
  }

  refusal(): undefined {
    return undefined;
  }

  async take(): Promise<() => void> {
    return () => {};
  }

  work(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#proceed();
        this.#jobs.delete(job);
        this.#plan();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const job: Job = { left: ms, done: end };
      this.#proceed();
      this.#jobs.add(job);
      this.#plan();
      signal.addEventListener('abort', end, { once: true });
    });
  }

  resize(size: number): void {
    this.#proceed();
    this.#knee = size;
    this.#plan();
  }

  get #speed(): number {
    return Math.min(1, this.#knee / this.#jobs.size);
  }

  #proceed(): void {
    const now = performance.now();
    for (const job of this.#jobs) {
      job.left -= (now - this.#at) * this.#speed;
    }
    this.#at = now;
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#jobs.size > 0) {
      const least = Math.min(...[...this.#jobs].map(({ left }) => left));
      this.#timer = setTimeout(() => this.#finish(), Math.max(0, least / this.#speed));
    }
  }

  #finish(): void {
    this.#proceed();
    const finished = [...this.#jobs].filter(({ left }) => left <= 0.5);
    for (const { done } of finished) {
      done();
    }
    this.#plan();
  }
}

/** So many seconds' worth of requests may come at once. */
const burstSeconds = 1;

/** Requests per minute as a token bucket; a request that finds none is told when the next is due. */
class Rate implements Capacity {
  #perSecond: number;
  #tokens: number;
  #at = performance.now();

  constructor(perMinute: number) {
    this.#perSecond = perMinute / 60;
    this.#tokens = this.#perSecond * burstSeconds;
  }

  refusal(): Refusal | undefined {
    const now = performance.now();
    const earned = ((now - this.#at) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#tokens + earned, this.#perSecond * burstSeconds);
    this.#at = now;
    if (this.#tokens >= 1) {
      this.#tokens--;
      return undefined;
    }
    return { status: 429, retryAfter: String(Math.ceil((1 - this.#tokens) / this.#perSecond)) };
  }

  async take(): Promise<() => void> {
    return () => {};
  }

  work(ms: number, signal: AbortSignal): Promise<void> {
    return elapsed(ms, signal);
  }

  resize(size: number): void {
    this.#perSecond = size / 60;
  }
}

function elapsed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ms <= 0 || signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
