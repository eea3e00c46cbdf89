/**
 * The shortest time between two changes of what counts things, in milliseconds: of the tree's rows, its view and the status
 * bar, so that they move together.
 */
export const countsMs = 500;

/** Carries an action out at once when asked to, but never twice within a time; what is asked for meanwhile comes after. */
export class Throttle {
  readonly #ms: number;
  readonly #action: () => void;
  #timer: NodeJS.Timeout | undefined;
  #asked = false;

  /** @param ms the shortest time between two actions, in milliseconds */
  constructor(ms: number, action: () => void) {
    this.#ms = ms;
    this.#action = action;
  }

  request(): void {
    this.#asked = true;
    if (this.#timer === undefined) {
      this.#act();
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = false;
  }

  #act(): void {
    this.#timer = undefined;
    if (this.#asked) {
      this.#asked = false;
      this.#timer = setTimeout(() => this.#act(), this.#ms);
      this.#action();
    }
  }
}
