/**
 * Remembers that a provider had enough of us. It tells neither why nor until when, so it gets one pause, in which every
 * request is put off, and one more chance.
 */
export class QuotaPause {
  readonly #pauseMs: number;
  /** Milliseconds since the epoch; undefined while the provider is content. */
  #endsAt: number | undefined;

  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  /**
   * A request was turned away.
   *
   * @param startedAt when it was sent, milliseconds since the epoch
   * @param now milliseconds since the epoch
   * @returns how many milliseconds to wait before the next one, or undefined when the pause has not helped
   */
  turnedAway(startedAt: number, now: number): number | undefined {
    if (this.#endsAt === undefined) {
      this.#endsAt = now + this.#pauseMs;
    } else if (startedAt >= this.#endsAt - timerSlackMs) {
      return undefined;
    }
    return Math.max(0, this.#endsAt - now);
  }

  /** A request was answered. What was sent before the pause says nothing about the time after it. */
  answered(startedAt: number): void {
    if (this.#endsAt !== undefined && startedAt >= this.#endsAt - timerSlackMs) {
      this.#endsAt = undefined;
    }
  }
}

/** Timers may be early by a little. */
const timerSlackMs = 20;
