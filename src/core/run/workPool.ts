import pLimit, { type LimitFunction } from 'p-limit';
import type { Clock } from '../ports';
import { PriorityQueue } from './priorityQueue';

/** What became of one try at an item: it is done, or it wants another try after some milliseconds. */
export type TryOutcome = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterMs: number };

export interface WorkPoolOptions<Item> {
  /** At most this many items at once, at least 1. */
  readonly concurrency: number;
  /** Which of two waiting items goes first, as for `Array.prototype.sort`. */
  readonly compare: (a: Item, b: Item) => number;
  /** Works on an item in the slot numbered `worker`, 0-based. Must not reject. */
  readonly work: (item: Item, worker: number) => Promise<TryOutcome>;
  readonly clock: Clock;
  /** When it aborts, waits between tries end at once; the items still go through `work`, which sees the signal. */
  readonly signal: AbortSignal;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly finished: () => void;
}

/**
 * A bounded pool that always takes the best waiting item. p-limit keeps the bound; the order is ours: each of its tasks
 * is "take the best item that waits now", so an item that comes back for another try, or a more urgent one that comes
 * late, finds its place. A slot is free while an item waits for its next try.
 */
export class WorkPool<Item> {
  readonly #options: WorkPoolOptions<Item>;
  readonly #limit: LimitFunction;
  readonly #busyWorkers = new Set<number>();
  readonly #waiting: PriorityQueue<Waiting<Item>>;

  constructor(options: WorkPoolOptions<Item>) {
    this.#options = options;
    this.#limit = pLimit(options.concurrency);
    this.#waiting = new PriorityQueue((a, b) => options.compare(a.item, b.item));
  }

  /** May change at any time. A lower value lets running items finish; a higher one starts waiting items at once. */
  set concurrency(value: number) {
    this.#limit.concurrency = value;
  }

  /** Works the item off and resolves when it is done. */
  run(item: Item): Promise<void> {
    return new Promise((resolve) => this.#enqueue({ item, finished: resolve }));
  }

  #enqueue(entry: Waiting<Item>): void {
    this.#waiting.push(entry);
    void this.#limit(() => this.#workOnBest());
  }

  async #workOnBest(): Promise<void> {
    const entry = this.#waiting.pop();
    if (!entry) {
      return;
    }
    const worker = this.#claimWorker();
    const outcome = await this.#options.work(entry.item, worker);
    this.#busyWorkers.delete(worker);
    if (outcome.kind === 'done') {
      entry.finished();
    } else {
      void this.#options.clock.sleep(outcome.afterMs, this.#options.signal).then(() => this.#enqueue(entry));
    }
  }

  #claimWorker(): number {
    let worker = 0;
    while (this.#busyWorkers.has(worker)) {
      worker++;
    }
    this.#busyWorkers.add(worker);
    return worker;
  }
}
