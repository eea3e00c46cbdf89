import pLimit, { type LimitFunction } from 'p-limit';
import type { Failure } from '../../fileReview';
import type { Clock } from '../../ports';
import type { LaneLease } from './lane';
import type { AnotherTry, PartEnd, PartReview, WaitingPart } from './partReview';
import { PriorityQueue } from './priorityQueue';

/** How a pool works. */
export interface WorkPoolOptions {
  /** At most this many parts at once, at least 1. */
  readonly concurrency: number;
  /** Which of two waiting parts goes first, as for `Array.prototype.sort`. */
  readonly compare: (a: WaitingPart, b: WaitingPart) => number;
  /** How many more parts could have a place at this moment. */
  readonly room: () => number;
  /**
   * Takes a place for a part, or undefined when there is none at this moment: then there is none for any other part that
   * may take and avoids the same lanes.
   */
  readonly take: (part: WaitingPart) => LaneLease | Failure | undefined;
  readonly clock: Clock;
  /** When it aborts, waits between tries end at once; the parts are still tried, and told. */
  readonly signal: AbortSignal;
}

interface Attempt {
  readonly part: WaitingPart;
  /** Tries the part. Unless it wants another try: what tells whoever waits for its end. */
  readonly try: (lease: LaneLease | Failure, worker: number) => Promise<AnotherTry | (() => void)>;
  readonly waits: () => void;
}

/** A file that nothing is made for before its turn. */
interface Unbegun {
  readonly part: WaitingPart;
  /** Has its first part come to wait before it returns, unless the file has come to its end. */
  readonly begin: () => void;
}

type Waiting = (Attempt | Unbegun) & {
  /** Counts up with everything that comes to wait. A file's first part has that of its file. */
  readonly number: number;
};

interface Taken {
  readonly best: Attempt;
  readonly lease: LaneLease | Failure;
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
  /** By the lanes that may take them and those they avoid: thousands which have no place are passed over at once. */
  readonly #waiting = new Map<WaitingPart['lanes'], Map<WaitingPart['avoid'], PriorityQueue<Waiting>>>();
  #waitingCount = 0;
  #came = 0;
  /** The number of the file that is just begun. */
  #begun: number | undefined;
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
  run<Outcome>(part: PartReview<Outcome>): Promise<PartEnd<Outcome>> {
    return new Promise((resolve) => {
      this.#enqueue({
        part,
        try: async (lease, worker) => {
          const outcome = await part.file.try(part, lease, worker);
          return outcome.kind === 'again' ? outcome : () => resolve(outcome);
        },
        waits: () => part.file.waits(),
      });
    });
  }

  /**
   * Has each file begun when its turn comes, among all that waits: of a hundred thousand that wait, next to nothing is in
   * memory before. Resolves when all have ended that `begin` has begun, which is to bring a part here before it pauses.
   */
  eachInTurn<File extends WaitingPart['file']>(
    files: readonly File[],
    begin: (file: File) => Promise<void>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      let left = files.length;
      const ended = () => {
        left--;
        if (left === 0) {
          resolve();
        }
      };
      for (const file of files) {
        this.#enqueue({ part: { file }, begin: () => void begin(file).then(ended, reject) });
      }
      if (left === 0) {
        resolve();
      }
    });
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
    for (const queue of this.#queues()) {
      queue.reorder();
    }
  }

  #enqueue(waiting: Attempt | Unbegun): void {
    const { lanes, avoid } = waiting.part;
    const ofLanes = this.#waiting.get(lanes) ?? new Map<WaitingPart['avoid'], PriorityQueue<Waiting>>();
    const queue = ofLanes.get(avoid) ?? new PriorityQueue<Waiting>((a, b) => this.#compare(a, b));
    this.#waiting.set(lanes, ofLanes.set(avoid, queue));
    queue.push({ ...waiting, number: this.#begun ?? this.#came++ });
    this.#begun = undefined;
    this.#waitingCount++;
    this.fill();
  }

  #queues(): PriorityQueue<Waiting>[] {
    return [...this.#waiting.values()].flatMap((ofLanes) => [...ofLanes.values()]);
  }

  #compare(a: Waiting, b: Waiting): number {
    return this.#options.compare(a.part, b.part) || a.number - b.number;
  }

  /** Takes out the best part that has a place now; begins files on the way to it. */
  #takeBest(): Taken | undefined {
    for (;;) {
      const taken = this.#tryBest();
      if (taken !== 'begun') {
        return taken;
      }
    }
  }

  #tryBest(): Taken | 'begun' | undefined {
    const queues = this.#queues().flatMap((queue) => {
      const best = queue.peek();
      return best ? [{ queue, best }] : [];
    });
    for (const { queue, best } of queues.sort((a, b) => this.#compare(a.best, b.best))) {
      if ('begin' in best) {
        queue.pop();
        this.#waitingCount--;
        this.#begun = best.number;
        best.begin();
        this.#begun = undefined;
        return 'begun';
      }
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
    const { best, lease } = taken;
    const worker = this.#claimWorker();
    const end = await best.try(lease, worker);
    this.#busyWorkers.delete(worker);
    if ('kind' in end) {
      void this.#options.clock.sleep(end.afterMs, this.#options.signal).then(() => {
        best.waits();
        this.#enqueue(best);
      });
    } else {
      end();
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
