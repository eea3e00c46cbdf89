import type { Failure, FailureReason, FileStatus, Waiting } from '../fileReview';
import type { Spent } from '../modelUse';
import type { Part } from '../parts';
import type { Clock, ServerSign } from '../ports';
import { neverSent, type RequestContext, type RequestFailure, type RequestOutcome } from '../requests';
import { errorStack } from '../text/errorMessage';
import { reviewFailures } from '../text/reviewFailures';
import { english } from '../text/say';
import type { EventLog, RunEvent } from './events';
import type { FileSteps } from './fileSteps';
import type { EndedPart } from './mergeParts';
import { nextTry } from './retry';
import type { RunningReview } from './runningReview';
import type { Deadline } from './schedule/deadline';
import type { Lane, LaneLease } from './schedule/lane';
import type { FileInStage, PartReview, TryOutcome } from './schedule/partReview';
import type { Pause } from './schedule/pause';
import type { Stage } from './schedule/stage';
import { Spending, type TokenBudget } from './spend/budget';
import { addSpent, spentOn } from './spend/usage';
import { aboutTry } from './tryEvents';

/** What requests about a file need besides the file. */
export interface RequestsContext {
  readonly steps: Pick<FileSteps, 'show'>;
  readonly clock: Clock;
  readonly log: EventLog;
  /** Returns a number in [0, 1); spreads retries. */
  readonly random: () => number;
  readonly budget: TokenBudget;
  /** While it is on no server is sent anything. */
  readonly pause: Pause;
  /** For files that are reviewed in parts. Milliseconds from the first request. */
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

/** With what can come of a request before anybody is asked. */
export type Ended<Outcome> = Outcome | RequestFailure | { readonly kind: 'cancelled' };
type PartOf<Outcome> = PartReview<Ended<Outcome>>;
type Next<Outcome> = TryOutcome<Ended<Outcome>>;

/** A try at a part, as the events about it have it. */
type About = { readonly at: number; readonly path: string; readonly worker: number } & ReturnType<typeof aboutTry>;

/** What is asked about one file in a stage. */
export interface FileWork<Outcome extends RequestOutcome> {
  readonly review: RunningReview;
  readonly stage: Stage;
  /** See `FileInStage`. */
  readonly rank: () => number;
  /** Gets the file ready, before each try; undefined when it came to its end on the way. */
  readonly open: () => Promise<{ readonly startedAt: number; readonly deadline: Deadline | undefined } | undefined>;
  readonly send: (part: PartOf<Outcome>, lane: Lane, context: RequestContext) => Promise<Ended<Outcome>>;
  /** Smaller parts in the place of one that failed; undefined where that would not help. */
  readonly smaller?: (part: PartOf<Outcome>, reason: FailureReason) => Promise<readonly PartOf<Outcome>[] | undefined>;
  /** How far it has come, as the status of the file has it. */
  readonly progress: (ended: number) => Pick<FileStatus & { kind: 'reviewing' }, 'chunk' | 'confirming'>;
  readonly begun: (part: PartOf<Outcome>, about: About) => RunEvent;
  readonly ended: (
    part: PartOf<Outcome>,
    about: About & { readonly durationMs: number },
    outcome: Ended<Outcome>,
    next: Next<Outcome>,
  ) => RunEvent;
}

/**
 * What is asked about one file in a stage, part by part: each goes through the stage's pool to a lane, within the budget
 * and the file's time, and is tried again or divided where that helps.
 */
export class FileRequests<Outcome extends RequestOutcome> implements FileInStage<Ended<Outcome>> {
  /** All that are known of so far. */
  parts: readonly PartOf<Outcome>[] = [];
  /** What tries have cost whose outcomes do not count. */
  spent: Spent = {};
  readonly #work: FileWork<Outcome>;
  readonly #context: RequestsContext;
  #file: Awaited<ReturnType<FileWork<Outcome>['open']>>;
  #ended = 0;
  #inFlight = 0;

  constructor(work: FileWork<Outcome>, context: RequestsContext) {
    this.#work = work;
    this.#context = context;
  }

  get path(): string {
    return this.#work.review.path;
  }

  get bytes(): number {
    return this.#work.review.bytes;
  }

  get rank(): number {
    return this.#work.rank();
  }

  /** A part that has not been tried. */
  part(part?: Part, more?: Pick<PartReview, 'isOfCutOff' | 'isBrief' | 'lanes'>): PartOf<Outcome> {
    return { file: this, tries: 0, ...(part && { part }), ...more };
  }

  /** Leads a part to its end, or those that it is divided into. Never rejects. */
  async run(review: PartOf<Outcome>): Promise<readonly EndedPart<Ended<Outcome>>[]> {
    const end = await this.#work.stage.run(review);
    return end.kind === 'done'
      ? [{ part: review.part, outcome: end.outcome }]
      : (await Promise.all(end.parts.map((part) => this.run(part)))).flat();
  }

  /** One try at a part in a slot. Never rejects. */
  async try(part: PartOf<Outcome>, lease: LaneLease | Failure, worker: number): Promise<Next<Outcome>> {
    const { clock, log } = this.#context;
    const startedAt = clock.now();
    const about = { path: this.path, worker, ...aboutTry(part, lease) };
    this.#inFlight++;
    const begun = () => log(this.#work.begun(part, { at: clock.now(), ...about }));
    const outcome = await this.#ask(part, lease, begun).catch(brokenDown);
    this.#inFlight--;
    const at = clock.now();
    const durationMs = at - startedAt;
    const next = await this.#next(part, lease, outcome, durationMs);
    if (this.#file) {
      log(this.#work.ended(part, { at, ...about, durationMs }, outcome, next));
    }
    if (next.kind !== 'again') {
      this.#ended++;
      this.waits();
    }
    return next;
  }

  /** Shows that the file waits for a slot, unless a part of it has one. */
  waits(): void {
    if (this.#inFlight === 0 && this.#ended < this.parts.length) {
      this.#show('slot');
    }
  }

  /** @param begun is called when the request is about to begin */
  async #ask(part: PartOf<Outcome>, lease: LaneLease | Failure, begun: () => void): Promise<Ended<Outcome>> {
    const { signal, budget, pause } = this.#context;
    if (signal.aborted || this.#work.review.ended) {
      return { kind: 'cancelled' };
    }
    if (!('lane' in lease)) {
      return { kind: 'failed', ...lease, server: 'not asked' };
    }
    const file = await this.#work.open();
    this.#file = file;
    if (!file) {
      return { kind: 'cancelled' };
    }
    if (file.deadline?.hasPassed) {
      return this.#tooLate('not asked');
    }
    const spending = new Spending(budget);
    this.#show();
    begun();
    const { answersSince } = this.#work.review;
    const asking = this.#work.send(part, lease.lane, {
      ...(answersSince !== undefined && { answersSince }),
      signal: file.deadline?.signal ?? signal,
      reserve: async (tokens) => {
        await pause.over();

        return spending.reserve(tokens);
      },
      waiting: (what) => this.#show(what),
    });
    // Whatever comes of it: others may wait for what it has reserved.
    const outcome = await asking.catch(brokenDown);
    spending.end(outcome);
    return outcome.kind === 'cancelled' && file.deadline?.hasPassed ? this.#tooLate('troubled') : outcome;
  }

  #tooLate(server: ServerSign): RequestFailure {
    const minutes = Math.round(this.#context.timeLimitMs / 60_000);
    const message = english(reviewFailures.tookTooLong, minutes);
    return { kind: 'failed', reason: 'timed out', message, server };
  }

  /** Whether the part is tried again, divided, or done. */
  async #next(
    part: PartOf<Outcome>,
    lease: LaneLease | Failure,
    outcome: Ended<Outcome>,
    durationMs: number,
  ): Promise<Next<Outcome>> {
    const outlook = 'lane' in lease ? lease.end(outcome, durationMs) : undefined;
    const file = this.#file;
    if (outcome.kind !== 'failed' || !file || !outlook || !('lane' in lease) || file.deadline?.hasPassed) {
      return { kind: 'done', outcome: withSent(outcome, part.sent) };
    }
    const parts = await this.#work.smaller?.(part, outcome.reason);
    const next = parts
      ? ({ kind: 'divided', parts } as const)
      : nextTry(part, outcome, outlook, lease.lane, this.#context.random());
    if (!next) {
      return { kind: 'done', outcome: withSent(outcome, part.sent) };
    }
    this.spent = addSpent(this.spent, spentOn(outcome));
    if (next.kind === 'again') {
      if (!neverSent.has(outcome.server)) {
        part.sent = outcome;
      }
      this.#show(next.asked ? 'pause' : 'retry');
    }
    return next;
  }

  #show(waiting?: Waiting): void {
    this.#context.steps.show(this.#work.review, {
      kind: 'reviewing',
      phase: this.#work.stage.kind,
      startedAt: this.#file?.startedAt ?? this.#context.clock.now(),
      ...(waiting && { waiting }),
      ...this.#work.progress(this.#ended),
    });
  }
}

/** A server has got what was not sent at its last try alone; and where that was for want of budget, what failed is the one before. */
function withSent<Outcome extends RequestOutcome>(
  outcome: Ended<Outcome>,
  sent: RequestFailure | undefined,
): Ended<Outcome> | RequestFailure {
  if (!sent || outcome.kind !== 'failed' || !neverSent.has(outcome.server)) {
    return outcome;
  }
  const message = english(reviewFailures.noOtherTry, sent.message);
  return outcome.reason === 'over the budget'
    ? { kind: 'failed', reason: sent.reason, message, server: sent.server }
    : { ...outcome, server: sent.server };
}

function brokenDown(error: unknown): RequestFailure {
  const message = errorStack(error);
  return { kind: 'failed', reason: 'internal error', message, server: 'troubled' };
}
