/** What is done around work that goes on side by side. */
export interface AroundWork<Result> {
  /** Before the first. */
  readonly begin: () => void;
  /** When the last has come to its end; more may begin meanwhile. */
  readonly release: () => Promise<void>;
  /** When nothing is at work any more. */
  readonly end: (result: Result) => Promise<void>;
}

/** Work that goes on side by side. */
export class WorkUnderWay<Result> {
  readonly #around: AroundWork<Result>;
  readonly #works = new Set<Promise<void>>();
  #count = 0;

  constructor(around: AroundWork<Result>) {
    this.#around = around;
  }

  get isIdle(): boolean {
    return this.#count === 0;
  }

  /** Does some. What the last to end comes to is what all of it has come to. */
  async do(work: () => Promise<Result>): Promise<void> {
    const doing = this.#do(work);
    this.#works.add(doing);
    await doing;
    this.#works.delete(doing);
  }

  /** Resolves when nothing is at work. */
  async settled(): Promise<void> {
    await Promise.all(this.#works);
  }

  async #do(work: () => Promise<Result>): Promise<void> {
    if (this.isIdle) {
      this.#around.begin();
    }
    this.#count++;
    const result = await work();
    if (this.#count === 1) {
      await this.#around.release();
    }
    this.#count--;
    if (this.isIdle) {
      await this.#around.end(result);
    }
  }
}
