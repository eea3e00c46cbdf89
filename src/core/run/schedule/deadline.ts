import type { Clock } from '../../ports';

/** A signal that aborts when the one of its work does, or when its own time is up. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True when the time was up before its work was aborted. */
  readonly hasPassed: boolean;
}

interface SharedDeadline extends Deadline {
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
}

/** What begins within this share of the time shares a deadline: each of its own would take a timer and several listeners. */
const sharedShare = 0.01;

/** The deadlines of files that are reviewed together, all of the same length. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #outer: AbortSignal;
  readonly #lengthMs: number;
  readonly #running = new Set<AbortController>();
  #latest: SharedDeadline | undefined;

  constructor(clock: Clock, outer: AbortSignal, lengthMs: number) {
    this.#clock = clock;
    this.#outer = outer;
    this.#lengthMs = lengthMs;
    outer.addEventListener('abort', () => this.#abortAll(), { once: true });
  }

  /** A deadline that begins now. It may be up to a hundredth of its length early. */
  begin(): Deadline {
    const now = this.#clock.now();
    const age = this.#latest ? now - this.#latest.begunAt : Number.POSITIVE_INFINITY;
    if (!this.#latest || age < 0 || age > this.#lengthMs * sharedShare) {
      this.#latest = this.#beginOne(now);
    }
    return this.#latest;
  }

  #beginOne(begunAt: number): SharedDeadline {
    const controller = new AbortController();
    let hasPassed = false;
    this.#running.add(controller);
    if (this.#outer.aborted) {
      controller.abort();
    }
    void this.#clock.sleep(this.#lengthMs, controller.signal).then(() => {
      this.#running.delete(controller);
      if (!controller.signal.aborted) {
        hasPassed = true;
        controller.abort();
      }
    });
    return {
      begunAt,
      signal: controller.signal,
      get hasPassed() {
        return hasPassed;
      },
    };
  }

  #abortAll(): void {
    for (const controller of this.#running) {
      controller.abort();
    }
  }
}
