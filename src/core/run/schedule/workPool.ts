import pLimit, { type LimitFunction } from 'p-limit';
import type { Clock } from '../../ports';
import { PriorityQueue } from './priorityQueue';

/** What became of one try at an item: it is done, or it wants another try after some milliseconds. */
export type TryOutcome = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterMs: number };

/** How a pool works, whatever its items are. */
export interface WorkPoolOptions<Item, Place> {
  /** At most this many items at once, at least 1. */
  readonly concurrency: number;
  /** Which of two waiting items goes first, as for `Array.prototype.sort`. */
  readonly compare: (a: Item, b: Item) => number;
  /** How many more items could have a place at this moment. */
  readonly room: () => number;
  /** What the places depend on that an item can have: where there is none for one of a kind, there is for no other. */
  readonly kindOf?: (item: Item) => unknown;
  /** Takes a place for an item, or undefined when there is none for its kind at this moment. */
  readonly take: (item: Item) => Place | undefined;
  /** Works on an item in the slot numbered `worker`, 0-based, and gives its place back. Must not reject. */
  readonly work: (item: Item, place: Place, worker: number) => Promise<TryOutcome>;
  /** Hears of an item that waits for a slot again, since the time until its next try is over. */
  readonly waits?: (item: Item) => void;
  readonly clock: Clock;
  /** When it aborts, waits between tries end at once; the items still go through `work`, which sees the signal. */
  readonly signal: AbortSignal;
}

interface Waiting<Item> {
  readonly item: Item;
  /** Counts up with every item that comes to wait. */
  readonly number: number;
  readonly finished: () => void;
}

/**
 * A bounded pool that always takes the best waiting item. p-limit keeps the bound; the order is ours: each of its tasks
 * is "take the best item that has a place now", so an item that comes back for another try, or a more urgent one that
 * comes late, finds its place. A slot is free while an item waits for its next try.
 */
export class WorkPool<Item, Place> {
  readonly #options: WorkPoolOptions<Item, Place>;
  readonly #limit: LimitFunction;
  readonly #busyWorkers = new Set<number>();
  /** By kind, so that thousands which have no place are passed over at once. */
  readonly #waiting = new Map<unknown, PriorityQueue<Waiting<Item>>>();
  #waitingCount = 0;
  #came = 0;
  /** Tasks that have been given to p-limit and have not looked for an item yet. */
  #looking = 0;
  /** Calls of `fill`. */
  #calls = 0;

  constructor(options: WorkPoolOptions<Item, Place>) {
    this.#options = options;
    this.#limit = pLimit(options.concurrency);
  }

  /** May change at any time. A lower value lets running items finish; a higher one starts waiting items at once. */
  set concurrency(value: number) {
    this.#limit.concurrency = value;
    this.fill();
  }

  /** Works the item off and resolves when it is done. */
  run(item: Item): Promise<void> {
    return new Promise((resolve) => this.#enqueue(item, resolve));
  }

  /** To be called when there may be more places than before. */
  fill(): void {
    this.#calls++;
    this.#look();
  }

  #look(): void {
    const { room } = this.#options;
    const wanted = () => this.#looking < Math.min(this.#waitingCount, room());
    while (this.#limit.activeCount + this.#limit.pendingCount < this.#limit.concurrency && wanted()) {
      this.#looking++;
      void this.#limit(() => this.#workOnBest()).then((calls) => calls !== this.#calls && this.#look());
    }
  }

  /** To be called when the order of waiting items has changed. */
  reorder(): void {
    for (const queue of this.#waiting.values()) {
      queue.reorder();
    }
  }

  #enqueue(item: Item, finished: () => void): void {
    const kind = this.#options.kindOf?.(item);
    const queue = this.#waiting.get(kind) ?? new PriorityQueue<Waiting<Item>>((a, b) => this.#compare(a, b));
    this.#waiting.set(kind, queue);
    queue.push({ item, finished, number: this.#came++ });
    this.#waitingCount++;
    this.fill();
  }

  #compare(a: Waiting<Item>, b: Waiting<Item>): number {
    return this.#options.compare(a.item, b.item) || a.number - b.number;
  }

  /** Takes out the best item that has a place now. */
  #takeBest(): { readonly entry: Waiting<Item>; readonly place: Place } | undefined {
    const queues = [...this.#waiting.values()].flatMap((queue) => {
      const best = queue.peek();
      return best ? [{ queue, best }] : [];
    });
    for (const { queue, best } of queues.sort((a, b) => this.#compare(a.best, b.best))) {
      const place = this.#options.take(best.item);
      if (place !== undefined) {
        queue.pop();
        this.#waitingCount--;
        return { entry: best, place };
      }
    }
    return undefined;
  }

  /**
   * When none of the waiting items has a place now: how often `fill` had been called by then. A later call, before the
   * slot is free again, found no slot to look for an item.
   */
  async #workOnBest(): Promise<number | undefined> {
    this.#looking--;
    const taken = this.#takeBest();
    if (!taken) {
      return this.#calls;
    }
    const { entry, place } = taken;
    const worker = this.#claimWorker();
    const outcome = await this.#options.work(entry.item, place, worker);
    this.#busyWorkers.delete(worker);
    if (outcome.kind === 'done') {
      entry.finished();
    } else {
      void this.#options.clock.sleep(outcome.afterMs, this.#options.signal).then(() => {
        this.#options.waits?.(entry.item);
        this.#enqueue(entry.item, entry.finished);
      });
    }
    return undefined;
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
