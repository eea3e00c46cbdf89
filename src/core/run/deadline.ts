import type { Clock } from '../ports';

/** A signal that aborts when the one of its work does, or when its own time is up. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True when the time was up before anything else ended it. */
  readonly hasPassed: boolean;
  /** Must be called when it is no longer needed. */
  end(): void;
}

/**
 * The deadlines of a stretch of work. They share one listener on its signal, which is not made for a listener of each
 * of hundreds of files.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #outer: AbortSignal;
  readonly #running = new Set<AbortController>();

  constructor(clock: Clock, outer: AbortSignal) {
    this.#clock = clock;
    this.#outer = outer;
    outer.addEventListener('abort', () => this.#abortAll(), { once: true });
  }

  /** A deadline in so many milliseconds from now. */
  in(ms: number): Deadline {
    const controller = new AbortController();
    const { signal } = controller;
    let hasPassed = false;
    this.#running.add(controller);
    if (this.#outer.aborted) {
      controller.abort();
    }
    void this.#clock.sleep(ms, signal).then(() => {
      if (!signal.aborted) {
        hasPassed = true;
        controller.abort();
      }
    });
    return {
      signal,
      get hasPassed() {
        return hasPassed;
      },
      end: () => {
        this.#running.delete(controller);
        controller.abort();
      },
    };
  }

  #abortAll(): void {
    for (const controller of this.#running) {
      controller.abort();
    }
  }
}
