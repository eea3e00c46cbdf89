/** A number of slots with a queue in front of them, first come, first served. */
export class Capacity {
  readonly #slots: number;
  readonly #queue: (() => void)[] = [];
  #taken = 0;

  constructor(slots: number) {
    this.#slots = slots;
  }

  get full(): boolean {
    return this.#taken >= this.#slots;
  }

  /** Resolves with what gives the slot back. */
  async take(): Promise<() => void> {
    if (this.full) {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      this.#taken++;
    }
    let given = false;
    return () => {
      if (!given) {
        given = true;
        const next = this.#queue.shift();
        if (next) {
          next();
        } else {
          this.#taken--;
        }
      }
    };
  }
}
