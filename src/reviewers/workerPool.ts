import { setMaxListeners } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** How a task ended. */
export type PoolOutcome<Reply> =
  | { readonly kind: 'done'; readonly reply: Reply }
  /** The worker ended or could not be started. */
  | { readonly kind: 'crashed'; readonly message: string }
  | { readonly kind: 'timed out' }
  | { readonly kind: 'cancelled' };

/** How a pool of worker threads works. */
export interface WorkerPoolOptions<Request, Reply> {
  readonly workerFile: string;
  readonly workerOptions: WorkerOptions;
  /** How many workers there are at most. They are started when they are needed. */
  readonly threads: number;
  /** A worker is replaced after this many requests that wear it. */
  readonly requestsPerWorker: number;
  /** Whether a request leaves something behind in the worker that is answered with it. */
  readonly wears: (request: Request) => boolean;
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
  readonly worker: Worker;
  task?: Task<Request, Reply> | undefined;
  timer?: NodeJS.Timeout | undefined;
  /** Requests that wore it. */
  worn: number;
  /** Why the worker will end or has ended. */
  complaint?: string;
}

/** A pool of worker threads that answer every message with one message, one request at a time per worker. */
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
      const abort = (): void => task.end({ kind: 'cancelled' });
      const task: Task<Request, Reply> = {
        request,
        timeLimitMs,
        end: (outcome) => {
          signal.removeEventListener('abort', abort);
          this.#waiting.delete(task);
          resolve(outcome);
        },
      };
      // Many tasks of one run may wait for a worker at once, and each listens.
      setMaxListeners(Number.POSITIVE_INFINITY, signal);
      signal.addEventListener('abort', abort);
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
    for (const slot of slots) {
      this.#close(slot, 'disposed');
    }
    await Promise.all(slots.map(({ worker }) => worker.terminate()));
  }

  #serve(): void {
    for (const task of this.#waiting) {
      const free = [...this.#slots].find((slot) => slot.task === undefined && slot.complaint === undefined);
      const slot = free ?? (this.#slots.size < this.#options.threads ? this.#open() : undefined);
      if (!slot) {
        return;
      }
      this.#waiting.delete(task);
      this.#assign(slot, task);
    }
  }

  #open(): Slot<Request, Reply> {
    const { workerFile, workerOptions } = this.#options;
    // What an analyzer prints is not for the user's terminal. It is not read either: that would keep the process alive.
    const worker = new Worker(workerFile, { ...workerOptions, stdout: true, stderr: true });
    const slot: Slot<Request, Reply> = { worker, worn: 0 };
    worker.on('message', (reply: Reply) => this.#settle(slot, reply));
    worker.on('messageerror', (error) => this.#close(slot, error.message));
    worker.on('error', (error) => this.#close(slot, error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#close(slot, `the worker ended with code ${code}`));
    this.#slots.add(slot);
    return slot;
  }

  #assign(slot: Slot<Request, Reply>, task: Task<Request, Reply>): void {
    slot.task = task;
    slot.worn += this.#options.wears(task.request) ? 1 : 0;
    slot.timer = setTimeout(() => {
      task.end({ kind: 'timed out' });
      this.#close(slot, 'timed out');
    }, task.timeLimitMs);
    // Only a worker with something to do keeps the process alive.
    slot.worker.ref();
    slot.worker.postMessage(task.request);
  }

  #settle(slot: Slot<Request, Reply>, reply: Reply): void {
    clearTimeout(slot.timer);
    slot.task?.end({ kind: 'done', reply });
    slot.task = undefined;
    slot.worker.unref();
    if (this.#options.isLast(reply) || slot.worn >= this.#options.requestsPerWorker) {
      this.#close(slot, 'replaced');
    }
    this.#serve();
  }

  /** Ends a worker and gives its place to another. */
  #close(slot: Slot<Request, Reply>, complaint: string): void {
    if (slot.complaint !== undefined) {
      return;
    }
    slot.complaint = complaint;
    clearTimeout(slot.timer);
    slot.task?.end({ kind: 'crashed', message: complaint });
    this.#slots.delete(slot);
    void slot.worker.terminate();
    this.#serve();
  }
}
