import pLimit from 'p-limit';

/** So many files may be on their way to the disk when the next one is changed. */
const mostEndings = 2;

/** What a change is given that lets others go on before it is over. */
export interface Turn {
  /** To be called when the edits stand, and all that is left is about this file: to save it, and to record that. */
  readonly made: () => void;
  /** Resolves when the changes before are over, each of which may be to other files still. */
  readonly earlier: Promise<unknown>;
}

/**
 * Changes of files, and what must not meet them, one after another as they are asked for. Edits are made one at a time; only
 * while the end of a change is under way, in which its file is saved, may the next one begin, in another file.
 */
export class Turns {
  readonly #limit = pLimit(1);
  /** Those that are made and not over, by their files, the latest last. */
  readonly #endings = new Map<string, Promise<unknown>>();

  /** What must meet no change of any file. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    return this.#limit(async () => {
      await Promise.all(this.#endings.values());
      return task();
    });
  }

  /** What must meet no change of one file. */
  beside<T>(file: string, task: () => Promise<T>): Promise<T> {
    return this.#limit(async () => {
      await this.#endings.get(file);
      return task();
    });
  }

  /**
   * A change of a file. Resolves when the next change may begin, with what is to come of this one.
   *
   * @param fileOf asked when its turn has come
   */
  change<T>(fileOf: () => string, task: (turn: Turn) => Promise<T>): Promise<{ readonly outcome: Promise<T> }> {
    return this.#limit(async () => {
      const file = fileOf();
      await this.#endings.get(file);
      while (this.#endings.size >= mostEndings) {
        await Promise.race(this.#endings.values());
      }
      const earlier = Promise.all(this.#endings.values());
      let made = () => {};
      const isMade = new Promise<void>((resolve) => {
        made = resolve;
      });
      const outcome = task({ made, earlier });
      const over = () => this.#endings.delete(file);
      const ending = outcome.then(over, over);
      this.#endings.set(file, ending);
      await Promise.race([isMade, ending]);
      return { outcome };
    });
  }
}
