import pLimit, { type LimitFunction } from 'p-limit';
import type { Clock } from '../../ports';
import type { Failure, Lane, LaneLease } from './lane';
import type { PartEnd, PartReview } from './partReview';
import { PriorityQueue } from './priorityQueue';

/** How a pool works. */
export interface WorkPoolOptions {
  /** At most this many parts at once, at least 1. */
  readonly concurrency: number;
  /** Which of two waiting parts goes first, as for `Array.prototype.sort`. */
  readonly compare: (a: PartReview, b: PartReview) => number;
  /** How many more parts could have a place at this moment. */
  readonly room: () => number;
  /**
   * Takes a place for a part, or undefined when there is none at this moment: then there is none for any other part that
   * avoids the same lane.
   */
  readonly take: (part: PartReview) => LaneLease | Failure | undefined;
  readonly clock: Clock;
  /** When it aborts, waits between tries end at once; the parts are still tried, and told. */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly part: PartReview;
  /** Counts up with every part that comes to wait. */
  readonly number: number;
  readonly ended: (end: PartEnd) => void;
}

/**
 * A bounded pool that always takes the best waiting part. p-limit keeps the bound; the order is ours: each of its tasks
 * is "take the best part that has a place now", so a part that comes back for another try, or a more urgent one that
 * comes late, finds its place. A slot is free while a part waits for its next try.
 */
export class WorkPool {
  readonly #options: WorkPoolOptions;
  readonly #limit: LimitFunction;
  readonly #busyWorkers = new Set<number>();
  /** By the lane they avoid, so that thousands which have no place are passed over at once. */
  readonly #waiting = new Map<Lane | undefined, PriorityQueue<Waiting>>();
  #waitingCount = 0;
  #came = 0;
  /** Tasks that have been given to p-limit and have not looked for a part yet. */
  #looking = 0;
  /** Calls of `fill`. */
  #calls = 0;

  constructor(options: WorkPoolOptions) {
    this.#options = options;
    this.#limit = pLimit(options.concurrency);
  }

  /** May change at any time. A lower value lets running parts finish; a higher one starts waiting parts at once. */
  set concurrency(value: number) {
    this.#limit.concurrency = value;
    this.fill();
  }

  /** Has the part reviewed, in as many tries as it takes. */
  run(part: PartReview): Promise<PartEnd> {
    return new Promise((resolve) => this.#enqueue(part, resolve));
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

  /** To be called when the order of waiting parts has changed. */
  reorder(): void {
    for (const queue of this.#waiting.values()) {
      queue.reorder();
    }
  }

  #enqueue(part: PartReview, ended: (end: PartEnd) => void): void {
    const { avoid } = part;
    const queue = this.#waiting.get(avoid) ?? new PriorityQueue<Waiting>((a, b) => this.#compare(a, b));
    this.#waiting.set(avoid, queue);
    queue.push({ part, ended, number: this.#came++ });
    this.#waitingCount++;
    this.fill();
  }

  #compare(a: Waiting, b: Waiting): number {
    return this.#options.compare(a.part, b.part) || a.number - b.number;
  }

  /** Takes out the best part that has a place now. */
  #takeBest(): { readonly best: Waiting; readonly lease: LaneLease | Failure } | undefined {
    const queues = [...this.#waiting.values()].flatMap((queue) => {
      const best = queue.peek();
      return best ? [{ queue, best }] : [];
    });
    for (const { queue, best } of queues.sort((a, b) => this.#compare(a.best, b.best))) {
      const lease = this.#options.take(best.part);
      if (lease !== undefined) {
        queue.pop();
        this.#waitingCount--;
        return { best, lease };
      }
    }
    return undefined;
  }

  /**
   * When none of the waiting parts has a place now: how often `fill` had been called by then. A later call, before the
   * slot is free again, found no slot to look for a part.
   */
  async #workOnBest(): Promise<number | undefined> {
    this.#looking--;
    const taken = this.#takeBest();
    if (!taken) {
      return this.#calls;
    }
    const { part, ended } = taken.best;
    const worker = this.#claimWorker();
    const outcome = await part.file.try(part, taken.lease, worker);
    this.#busyWorkers.delete(worker);
    if (outcome.kind === 'again') {
      void this.#options.clock.sleep(outcome.afterMs, this.#options.signal).then(() => {
        part.file.waits();
        this.#enqueue(part, ended);
      });
    } else {
      ended(outcome);
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
