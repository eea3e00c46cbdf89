import type { FailureReason, Spent, Waiting } from '../fileReview';
import { type Part, shownAlong, withoutNeighbours } from '../parts';
import type { Clock, Inspector, ReviewOutcome, ServerSign } from '../ports';
import type { FileSnapshot, Finding } from '../types';
import { type Confirmed, Confirming } from './confirming';
import type { EventLog } from './events';
import type { FileSteps, RunningReview } from './fileSteps';
import { type EndedPart, type Merged, mergeParts } from './mergeParts';
import { nextTry } from './retry';
import type { Deadline, Deadlines } from './schedule/deadline';
import type { Failure, LaneLease } from './schedule/lane';
import type { FileInStage, PartReview, TryOutcome } from './schedule/partReview';
import type { Stage } from './schedule/stage';
import { Spending, type TokenBudget } from './spend/budget';
import { addSpent, spentOn } from './spend/usage';
import { aboutTry, factsOf } from './tryEvents';

/** What the review of a file in a stage needs besides the file. */
export interface StageReviewContext {
  readonly steps: FileSteps;
  readonly clock: Clock;
  readonly log: EventLog;
  /** Returns a number in [0, 1); spreads retries. */
  readonly random: () => number;
  readonly budget: TokenBudget;
  readonly parallelPasses: boolean;
  /** Paths to review before all others. */
  readonly preferred: ReadonlySet<string> | undefined;
  /** For files that are reviewed in parts. Milliseconds from the first request. */
  readonly timeLimitMs: number;
  readonly deadlines: Deadlines;
  readonly inspector: Inspector | undefined;
  readonly signal: AbortSignal;
}

interface OpenFile {
  readonly snapshot: FileSnapshot;
  /** What earlier stages found. */
  readonly known: readonly Finding[];
  readonly startedAt: number;
  readonly deadline: Deadline | undefined;
}

/**
 * One file's way through one stage. The file is read when its first part gets a slot, and divided then; each part goes
 * through the stage's pool on its own. What the parts bring is put together when all have ended.
 */
export class StageReview implements FileInStage {
  readonly #fileReview: RunningReview;
  readonly #stage: Stage;
  readonly #context: StageReviewContext;
  /** What tries have cost whose outcomes do not count. */
  #spent: Spent = {};
  #opening: Promise<void> | undefined;
  #file: OpenFile | undefined;
  #parts: readonly PartReview[] = [];
  /** What of other files is shown along, as it was planned. */
  #shown: string | undefined;
  #ended = 0;
  #inFlight = 0;
  #planned: () => void = () => {};

  constructor(fileReview: RunningReview, stage: Stage, context: StageReviewContext) {
    this.#fileReview = fileReview;
    this.#stage = stage;
    this.#context = context;
  }

  get path(): string {
    return this.#fileReview.path;
  }

  get bytes(): number {
    return this.#fileReview.bytes;
  }

  /** What a person waits for comes first, then files that are begun, then preferred ones. */
  get rank(): number {
    const { isUrgent, twins, path } = this.#fileReview;
    return (
      (isUrgent || twins?.some((twin) => twin.isUrgent) ? 4 : 0) +
      (this.#opening ? 2 : 0) +
      (this.#context.preferred?.has(path) ? 1 : 0)
    );
  }

  /** Leads the file through the stage. What it came to there; undefined when the file came to its end on the way. */
  async run(): Promise<Merged | undefined> {
    const first: PartReview = { file: this, tries: 0 };
    this.#parts = [first];
    const planned = new Promise<void>((resolve) => {
      this.#planned = resolve;
    });
    const running = this.#run(first);
    await Promise.race([planned, running]);
    const ended = await this.#runAll(running);
    if (this.#fileReview.ended) {
      return undefined;
    }
    const { steps, signal, inspector } = this.#context;
    const snapshot = this.#file?.snapshot;
    const totalLines = snapshot ? snapshot.text.split('\n').length : 0;
    const merged = { ...mergeParts(ended, this.#spent, totalLines), shown: this.#shown };
    await steps.keep(this.#stage.kind, this.#fileReview, merged, snapshot, {
      ...{ signal, inspector },
      ...(snapshot && { confirm: (findings) => this.#confirm(findings, snapshot) }),
    });
    return merged;
  }

  #confirm(findings: readonly Finding[], snapshot: FileSnapshot): Promise<Confirmed> {
    const file = { review: this.#fileReview, snapshot, stage: this.#stage, deadline: this.#file?.deadline };
    return new Confirming({ ...file, rank: () => this.rank }, this.#context).run(findings);
  }

  /** One try at a part in a slot. Never rejects. */
  async try(part: PartReview, lease: LaneLease | Failure, worker: number): Promise<TryOutcome> {
    const { clock, log } = this.#context;
    const startedAt = clock.now();
    const about = { path: this.path, reviewer: this.#stage.kind, worker, ...aboutTry(part, lease) };
    let outcome: ReviewOutcome;
    this.#inFlight++;
    try {
      outcome = await this.#review(part, lease, () => log({ type: 'file.started', at: clock.now(), ...about }));
    } catch (error) {
      outcome = brokenDown(error);
    }
    this.#inFlight--;
    const at = clock.now();
    const next = await this.#next(part, lease, outcome, at - startedAt);
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
    if (next.kind !== 'again') {
      this.#ended++;
      this.waits();
    }
    return next;
  }

  /** Shows that the file waits for a slot, unless a part of it has one. */
  waits(): void {
    if (this.#inFlight === 0 && this.#ended < this.#parts.length) {
      this.#show('slot');
    }
  }

  /** The passes one after another, or all at once; the chunks of a pass side by side. Answers in the order of the parts. */
  async #runAll(first: Promise<readonly EndedPart[]>): Promise<readonly EndedPart[]> {
    const others = this.#parts.slice(1);
    const running = [first];
    for (const pass of new Set(this.#parts.map(({ part }) => part?.pass))) {
      running.push(...others.filter(({ part }) => part?.pass === pass).map((other) => this.#run(other)));
      if (!this.#context.parallelPasses) {
        await Promise.all(running);
      }
    }
    return (await Promise.all(running)).flat();
  }

  async #run(review: PartReview): Promise<readonly EndedPart[]> {
    const end = await this.#stage.run(review);
    return end.kind === 'done'
      ? [{ part: review.part, outcome: end.outcome }]
      : (await Promise.all(end.parts.map((part) => this.#run(part)))).flat();
  }

  /** @param begun is called when the reviewer is about to begin */
  async #review(review: PartReview, lease: LaneLease | Failure, begun: () => void): Promise<ReviewOutcome> {
    const { signal, budget } = this.#context;
    if (signal.aborted || this.#fileReview.ended) {
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
      ...(review.part && { part: review.part }),
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
    const taken = await steps.take(kind, this.#fileReview);
    if (!taken) {
      return;
    }
    const [first] = this.#parts;
    const planned = await planner?.plan(taken.snapshot, signal);
    this.#shown = planned && shownAlong(planned);
    const [part, ...others] = planned ?? [];
    if (first && part) {
      first.part = part;
      this.#parts = [first, ...others.map((other) => this.#partReview(other))];
    }
    const startedAt = clock.now();
    this.#fileReview.startedAt ??= startedAt;
    this.#file = { ...taken, startedAt, deadline: planner && deadlines.begin() };
    this.#planned();
  }

  /** Whether the part is tried again, divided, or done. */
  async #next(
    part: PartReview,
    lease: LaneLease | Failure,
    outcome: ReviewOutcome,
    durationMs: number,
  ): Promise<TryOutcome> {
    const outlook = 'lane' in lease ? lease.end(outcome, durationMs) : undefined;
    const file = this.#file;
    if (outcome.kind !== 'failed' || !file || !outlook || !('lane' in lease) || file.deadline?.hasPassed) {
      return { kind: 'done', outcome };
    }
    const parts = await this.#smaller(part, outcome.reason, file);
    const next = parts
      ? ({ kind: 'divided', parts } as const)
      : nextTry(part, outcome, outlook, lease.lane, this.#context.random());
    if (!next) {
      return { kind: 'done', outcome };
    }
    this.#spent = addSpent(this.#spent, spentOn(outcome));
    if (next.kind === 'again') {
      this.#show(next.asked ? 'pause' : 'retry');
    }
    return next;
  }

  /**
   * Smaller parts instead of one that was too long, as often as it takes, or whose reply was, once. What is shown along
   * goes first: for its sake no file takes more parts.
   */
  async #smaller(
    { part, isOfCutOff }: PartReview,
    reason: FailureReason,
    { snapshot }: OpenFile,
  ): Promise<readonly PartReview[] | undefined> {
    const isCutOff = reason === 'reply cut off' && !isOfCutOff;
    if (!part || !(isCutOff || reason === 'too long for the model')) {
      return undefined;
    } else if (!isCutOff && part.neighbours) {
      return [this.#partReview(withoutNeighbours(part), isOfCutOff)];
    }
    const parts = await this.#stage.planner?.split(snapshot, part, this.#context.signal).catch(() => undefined);
    return parts?.map((smaller) => this.#partReview(smaller, isCutOff || isOfCutOff));
  }

  #partReview(part: Part, isOfCutOff = false): PartReview {
    return { file: this, part, tries: 0, ...(isOfCutOff && { isOfCutOff }) };
  }

  #show(waiting?: Waiting): void {
    const count = this.#parts.length;
    this.#context.steps.show(this.#fileReview, {
      kind: 'reviewing',
      phase: this.#stage.kind,
      startedAt: this.#file?.startedAt ?? this.#context.clock.now(),
      ...(waiting && { waiting }),
      ...(count > 1 && { chunk: { index: Math.min(count, this.#ended + 1), count } }),
    });
  }
}

function brokenDown(error: unknown): ReviewOutcome {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'failed', reason: 'internal error', message, findings: [], server: 'troubled' };
}
