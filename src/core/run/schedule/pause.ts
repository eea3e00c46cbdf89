/** A pause that several wait for the end of. */
export class Pause {
  #isOn = false;
  #waiting: (() => void)[] = [];

  set isOn(value: boolean) {
    this.#isOn = value;
    if (!value) {
      for (const wake of this.#waiting.splice(0)) {
        wake();
      }
    }
  }

  /** Resolves when it is not on. */
  async over(): Promise<void> {
    while (this.#isOn) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
