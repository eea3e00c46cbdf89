import type { FailureReason, Waiting } from '../fileReview';
import type { Clock, Inspector, ReviewOutcome, ServerSign } from '../ports';
import type { FileSnapshot, Finding } from '../types';
import type { EventLog } from './events';
import type { FileSteps, Item } from './fileSteps';
import { mayTryAgain, retryDelayMs } from './retry';
import type { Deadline, Deadlines } from './schedule/deadline';
import type { Failure } from './schedule/lane';
import type { LaneLease, Stage } from './schedule/stage';
import type { TryOutcome } from './schedule/workPool';
import { Spending, type TokenBudget } from './spend/budget';
import { addUsage } from './spend/usage';
import { type Merged, mergeTasks, type Task } from './task';
import { aboutTry, factsOf } from './tryEvents';
import { isAboutName } from './twins';

/** What the review of a file in a stage needs besides the file. */
export interface StageReviewContext {
  readonly steps: FileSteps;
  readonly clock: Clock;
  readonly log: EventLog;
  /** Returns a number in [0, 1); spreads retries. */
  readonly random: () => number;
  readonly budget: TokenBudget;
  readonly parallelPasses: boolean;
  /** For files that are reviewed in parts. Milliseconds from the first request. */
  readonly timeLimitMs: number;
  readonly deadlines: Deadlines;
  readonly inspector: Inspector | undefined;
  readonly signal: AbortSignal;
}

/** The task of a stage, with the review it belongs to. */
export interface StageTask extends Task {
  readonly review: StageReview;
}

interface OpenFile {
  readonly snapshot: FileSnapshot;
  /** What earlier stages found. */
  readonly known: readonly Finding[];
  readonly startedAt: number;
  readonly deadline: Deadline | undefined;
}

/**
 * One file's way through one stage. The file is read when its first task gets a slot, and divided then; each part is a
 * task of its own in the stage's pool. What the parts bring is put together when all have ended.
 */
export class StageReview {
  readonly item: Item;
  readonly #stage: Stage<StageTask>;
  readonly #context: StageReviewContext;
  #opening: Promise<void> | undefined;
  #file: OpenFile | undefined;
  #merged: Merged | undefined;
  #tasks: readonly StageTask[] = [];
  #ended = 0;
  #inFlight = 0;
  #planned: () => void = () => {};

  constructor(item: Item, stage: Stage<StageTask>, context: StageReviewContext) {
    this.item = item;
    this.#stage = stage;
    this.#context = context;
  }

  /** True once it has had a slot. */
  get isBegun(): boolean {
    return this.#opening !== undefined;
  }

  /** Leads the file through the stage. */
  async run(): Promise<void> {
    const first: StageTask = { review: this, file: this.item.path, tries: 0 };
    this.#tasks = [first];
    const planned = new Promise<void>((resolve) => {
      this.#planned = resolve;
    });
    const running = this.#run(first);
    await Promise.race([planned, running]);
    await this.#runOthers(running);
    await this.#conclude();
  }

  /**
   * Reviews a file of the same content and language without asking again: takes over what the parts of this one came
   * to. False when those say nothing about another file, or speak of this one by its name.
   */
  async shareWith(twin: Item): Promise<boolean> {
    const { steps, signal, inspector } = this.#context;
    const merged = this.#merged;
    if (!merged || merged.failure || merged.isCancelled || isAboutName(merged.findings, this.item.path, twin.path)) {
      return false;
    }
    const taken = await steps.take(this.#stage.kind, twin);
    if (taken) {
      const { usage: _, ...shared } = merged;
      await steps.keep(this.#stage.kind, twin, shared, taken.snapshot, { signal, inspector });
    }
    return true;
  }

  /** One try at a task in a slot. Never rejects. */
  async try(task: StageTask, lease: LaneLease | Failure, worker: number): Promise<TryOutcome> {
    const { clock, log } = this.#context;
    const startedAt = clock.now();
    const about = { path: this.item.path, reviewer: this.#stage.kind, worker, ...aboutTry(task, lease) };
    let outcome: ReviewOutcome;
    this.#inFlight++;
    try {
      outcome = await this.#review(task, lease, () => log({ type: 'file.started', at: clock.now(), ...about }));
    } catch (error) {
      outcome = brokenDown(error);
    }
    this.#inFlight--;
    const at = clock.now();
    const next = await this.#next(task, lease, outcome, at - startedAt);
    if (this.#file) {
      log({
        type: 'file.finished',
        at,
        ...about,
        durationMs: at - startedAt,
        cached: false,
        ...factsOf(outcome, next),
      });
    }
    if (next.kind === 'done') {
      this.#ended++;
      task.result ??= outcome;
      this.waits();
    }
    return next;
  }

  /** Shows that the file waits for a slot, unless a part of it has one. */
  waits(): void {
    if (this.#inFlight === 0 && this.#ended < this.#tasks.length) {
      this.#show('slot');
    }
  }

  /** The passes one after another, or all at once; the chunks of a pass side by side. */
  async #runOthers(first: Promise<void>): Promise<void> {
    const others = this.#tasks.slice(1);
    const running = [first];
    for (const pass of new Set(this.#tasks.map(({ part }) => part?.pass))) {
      running.push(...others.filter(({ part }) => part?.pass === pass).map((task) => this.#run(task)));
      if (!this.#context.parallelPasses) {
        await Promise.all(running);
      }
    }
    await Promise.all(running);
  }

  async #run(task: StageTask): Promise<void> {
    await this.#stage.run(task);
    if (Array.isArray(task.result)) {
      await Promise.all(task.result.map((piece: StageTask) => this.#run(piece)));
    }
  }

  /** @param begun is called when the reviewer is about to begin */
  async #review(task: StageTask, lease: LaneLease | Failure, begun: () => void): Promise<ReviewOutcome> {
    const { signal, budget } = this.#context;
    if (signal.aborted || this.item.ended) {
      return { kind: 'cancelled' };
    }
    if (!('lane' in lease)) {
      return { kind: 'failed', ...lease, findings: [], server: 'not asked' };
    }
    this.#opening ??= this.#open();
    await this.#opening;
    const file = this.#file;
    if (!file) {
      return { kind: 'cancelled' };
    }
    if (file.deadline?.hasPassed) {
      return this.#tooLate('not asked');
    }
    const spending = new Spending(budget);
    this.#show();
    begun();
    const reviewing = lease.lane.reviewer.review(file.snapshot, {
      signal: file.deadline?.signal ?? signal,
      known: file.known,
      ...(task.part && { part: task.part }),
      reserve: (tokens) => spending.reserve(tokens),
      waiting: (what) => this.#show(what),
    });
    // Whatever comes of it: others may wait for what it has reserved.
    const outcome = await reviewing.catch(brokenDown);
    spending.end(outcome);
    return outcome.kind === 'cancelled' && file.deadline?.hasPassed ? this.#tooLate('troubled') : outcome;
  }

  #tooLate(server: ServerSign): ReviewOutcome {
    const minutes = Math.round(this.#context.timeLimitMs / 60_000);
    const message = `The review of this file took longer than ${minutes} minutes.`;
    return { kind: 'failed', reason: 'timed out', message, findings: [], server };
  }

  /** Reads and divides the file, unless reading it already brings it to its end. */
  async #open(): Promise<void> {
    const { steps, clock, deadlines, signal } = this.#context;
    const { planner, kind } = this.#stage;
    const taken = await steps.take(kind, this.item);
    if (!taken) {
      return;
    }
    const [first] = this.#tasks;
    const parts = await planner?.plan(taken.snapshot, signal);
    if (first && parts?.[0]) {
      first.part = parts[0];
      this.#tasks = [first, ...parts.slice(1).map((part) => ({ ...first, part, tries: 0 }))];
    }
    const startedAt = clock.now();
    this.item.startedAt ??= startedAt;
    this.#file = { ...taken, startedAt, deadline: planner && deadlines.begin() };
    this.#planned();
  }

  /** Whether the task is tried again, divided, or done. */
  async #next(
    task: StageTask,
    lease: LaneLease | Failure,
    outcome: ReviewOutcome,
    durationMs: number,
  ): Promise<TryOutcome> {
    const outlook = 'lane' in lease ? lease.end(outcome, durationMs) : undefined;
    const file = this.#file;
    if (outcome.kind !== 'failed' || !file || !outlook || !('lane' in lease) || file.deadline?.hasPassed) {
      return { kind: 'done' };
    }
    const pieces = await this.#piecesOf(task, outcome.reason, file);
    if (pieces) {
      task.spent = addUsage(task.spent, outcome.usage);
      task.result = pieces;
      return { kind: 'done' };
    }
    if (!mayTryAgain(task, outcome, outlook)) {
      return { kind: 'done' };
    }
    task.avoid = lease.lane;
    task.spent = addUsage(task.spent, outcome.usage);
    // What a server asked for holds for that server: another one may take the task meanwhile.
    const afterMs = outlook.hasOther ? undefined : outcome.retry?.afterMs;
    this.#show(afterMs === undefined ? 'retry' : 'pause');
    return {
      kind: 'again',
      afterMs: outlook.isClosed ? 0 : retryDelayMs(Math.max(1, task.tries), afterMs, this.#context.random()),
    };
  }

  /** Smaller tasks instead of one that was too long, as often as it takes, or whose reply was, once. */
  async #piecesOf(
    { part, isPiece }: StageTask,
    reason: FailureReason,
    { snapshot }: OpenFile,
  ): Promise<readonly StageTask[] | undefined> {
    const isCutOff = reason === 'reply cut off' && !isPiece;
    if (!part || !(isCutOff || reason === 'too long for the model')) {
      return undefined;
    }
    const pieces = await this.#stage.planner?.split(snapshot, part, this.#context.signal).catch(() => undefined);
    return pieces?.map((piece) => ({
      review: this,
      file: this.item.path,
      part: piece,
      tries: 0,
      ...((isCutOff || isPiece) && { isPiece: true }),
    }));
  }

  #show(waiting?: Waiting): void {
    const count = this.#tasks.length;
    this.#context.steps.show(this.item, {
      kind: 'reviewing',
      phase: this.#stage.kind,
      startedAt: this.#file?.startedAt ?? this.#context.clock.now(),
      ...(waiting && { waiting }),
      ...(count > 1 && { chunk: { index: Math.min(count, this.#ended + 1), count } }),
    });
  }

  async #conclude(): Promise<void> {
    const file = this.#file;
    if (this.item.ended) {
      return;
    }
    const { steps, signal, inspector } = this.#context;
    const totalLines = file ? file.snapshot.text.split('\n').length : 0;
    this.#merged = mergeTasks(this.#tasks, totalLines);
    await steps.keep(this.#stage.kind, this.item, this.#merged, file?.snapshot, { signal, inspector });
  }
}

function brokenDown(error: unknown): ReviewOutcome {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'failed', reason: 'internal error', message, findings: [], server: 'troubled' };
}
