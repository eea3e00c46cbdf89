import { onAbort } from '../../core/onAbort';

/** How a task ended. */
export type PoolOutcome<Reply> =
  | { readonly kind: 'done'; readonly reply: Reply }
  /** The worker ended or could not be started. */
  | ({ readonly kind: 'crashed' } & WorkerEnd)
  | { readonly kind: 'timed out' }
  | { readonly kind: 'cancelled' };

/** Why a worker has ended. */
export interface WorkerEnd {
  readonly message: string;
  /** Its process ended, and whatever else ran there: any of it may have been the cause. */
  readonly wholeProcess: boolean;
}

/** Answers requests, each with one reply, one at a time. */
export interface PoolWorker<Request> {
  ask(request: Request): void;
  /** Ends it, busy or not; resolves when that is done. Its listener hears nothing more. */
  end(): Promise<void>;
}

/** Hears of a worker, never while it is being started. */
export interface WorkerListener {
  replied(reply: unknown): void;
  ended(end: WorkerEnd): void;
}

/** Starts a worker. Never throws. */
export type StartWorker<Request> = (listener: WorkerListener) => PoolWorker<Request>;

/** How a pool of workers works. */
export interface WorkerPoolOptions<Request, Reply> {
  readonly start: StartWorker<Request>;
  /** How many workers there are at most. They are started when they are needed. */
  readonly size: number;
  /** A worker is replaced after this many requests that wear it. */
  readonly requestsPerWorker: number;
  /** Whether a request leaves something behind in the worker that is answered with it. */
  readonly wears: (request: Request) => boolean;
  /** Whether this is a reply to that request. */
  readonly isReply: (reply: unknown, request: Request) => reply is Reply;
  /** The worker that sent this reply must not get another request. */
  readonly isLast: (reply: Reply) => boolean;
}

interface Task<Request, Reply> {
  readonly request: Request;
  readonly timeLimitMs: number;
  /** Settles the task; only the first call counts. */
  readonly end: (outcome: PoolOutcome<Reply>) => void;
}

interface Slot<Request, Reply> {
  readonly worker: PoolWorker<Request>;
  task?: Task<Request, Reply> | undefined;
  timer?: NodeJS.Timeout | undefined;
  /** Requests that wore it. */
  worn: number;
}

/** Gives each request to one of a number of workers. */
export class WorkerPool<Request, Reply> {
  readonly #options: WorkerPoolOptions<Request, Reply>;
  readonly #slots = new Set<Slot<Request, Reply>>();
  readonly #waiting = new Set<Task<Request, Reply>>();
  #isDisposed = false;

  constructor(options: WorkerPoolOptions<Request, Reply>) {
    this.#options = options;
  }

  /**
   * Hands a request to a free worker, or to the next that gets free. Never rejects.
   *
   * @param timeLimitMs a worker that takes longer is ended
   */
  run(request: Request, signal: AbortSignal, timeLimitMs: number): Promise<PoolOutcome<Reply>> {
    if (signal.aborted || this.#isDisposed) {
      return Promise.resolve({ kind: 'cancelled' });
    }
    return new Promise((resolve) => {
      // A request under way when the signal aborts is left to its worker; its reply goes nowhere.
      const stopListening = onAbort(signal, () => task.end({ kind: 'cancelled' }));
      const task: Task<Request, Reply> = {
        request,
        timeLimitMs,
        end: (outcome) => {
          stopListening();
          this.#waiting.delete(task);
          resolve(outcome);
        },
      };
      this.#waiting.add(task);
      this.#serve();
    });
  }

  /** Ends all workers; what is under way or waits is cancelled. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const slots = [...this.#slots];
    for (const task of [...this.#waiting, ...slots.flatMap(({ task }) => task ?? [])]) {
      task.end({ kind: 'cancelled' });
    }
    await Promise.all(slots.map((slot) => this.#close(slot)));
  }

  #serve(): void {
    for (const task of this.#waiting) {
      const free = [...this.#slots].find((slot) => slot.task === undefined);
      const slot = free ?? (this.#slots.size < this.#options.size ? this.#open() : undefined);
      if (!slot) {
        return;
      }
      this.#waiting.delete(task);
      this.#assign(slot, task);
    }
  }

  #open(): Slot<Request, Reply> {
    const slot: Slot<Request, Reply> = {
      worker: this.#options.start({
        replied: (reply) => this.#settle(slot, reply),
        ended: (end) => this.#crash(slot, end),
      }),
      worn: 0,
    };
    this.#slots.add(slot);
    return slot;
  }

  #assign(slot: Slot<Request, Reply>, task: Task<Request, Reply>): void {
    slot.task = task;
    slot.worn += this.#options.wears(task.request) ? 1 : 0;
    slot.timer = setTimeout(() => {
      task.end({ kind: 'timed out' });
      void this.#close(slot);
    }, task.timeLimitMs);
    slot.worker.ask(task.request);
  }

  #settle(slot: Slot<Request, Reply>, reply: unknown): void {
    const { isReply, isLast, requestsPerWorker } = this.#options;
    const { task } = slot;
    if (!task || !isReply(reply, task.request)) {
      this.#crash(slot, { message: 'The analyzers gave no readable answer.', wholeProcess: false });
      return;
    }
    clearTimeout(slot.timer);
    task.end({ kind: 'done', reply });
    slot.task = undefined;
    if (isLast(reply) || slot.worn >= requestsPerWorker) {
      void this.#close(slot);
    }
    this.#serve();
  }

  #crash(slot: Slot<Request, Reply>, end: WorkerEnd): void {
    slot.task?.end({ kind: 'crashed', ...end });
    void this.#close(slot);
  }

  /** Ends a worker and gives its place to another. */
  async #close(slot: Slot<Request, Reply>): Promise<void> {
    if (!this.#slots.delete(slot)) {
      return;
    }
    clearTimeout(slot.timer);
    const ended = slot.worker.end();
    this.#serve();
    await ended;
  }
}
