/** One answer that is to be written. */
export interface Written {
  readonly key: string;
  readonly json: Buffer;
  /** See `KeepOptions`. */
  readonly about?: string | undefined;
}

interface Waiting extends Written {
  readonly isUrgent: boolean;
  settled(): void;
}

/** What can wait is written together so often, in milliseconds: a write for each would cost more than what is written. */
const gatherMs = 100;

/** Writes answers in their order, those together that come within a short time. */
export class GatheredWrites {
  readonly #write: (answers: readonly Written[], isUrgent: boolean) => Promise<void>;
  #waiting: Waiting[] = [];
  /** Those that are not written yet, the latest of each key. */
  readonly #known = new Map<string, Buffer>();
  #timer: NodeJS.Timeout | undefined;
  #writing = Promise.resolve();

  /** @param write must not reject */
  constructor(write: (answers: readonly Written[], isUrgent: boolean) => Promise<void>) {
    this.#write = write;
  }

  /** What is about to be written under a key. */
  get(key: string): Buffer | undefined {
    return this.#known.get(key);
  }

  /** Resolves when it is written, or could not be. An urgent one is written at once, with those that wait. */
  add(answer: Written, isUrgent: boolean): Promise<void> {
    return new Promise((settled) => {
      this.#waiting.push({ ...answer, isUrgent, settled });
      this.#known.set(answer.key, answer.json);
      if (isUrgent) {
        void this.flush();
      } else {
        this.#timer ??= setTimeout(() => void this.flush(), gatherMs);
      }
    });
  }

  /** Resolves when all that came so far is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writeWaiting());
    return this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    const some = this.#waiting;
    this.#waiting = [];
    if (some.length > 0) {
      await this.#write(
        some,
        some.some(({ isUrgent }) => isUrgent),
      );
    }
    for (const { key, json, settled } of some) {
      if (this.#known.get(key) === json) {
        this.#known.delete(key);
      }
      settled();
    }
  }
}
