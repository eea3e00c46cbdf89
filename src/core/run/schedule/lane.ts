import type { FailureReason } from '../../fileReview';
import type { Clock, Reviewer, ReviewOutcome } from '../../ports';
import { AdaptiveLimit } from './adaptiveLimit';
import { Complaints } from './complaints';
import { type Consequence, disturbed, missed, noSetbacks } from './setbacks';

/** One engine behind a stage: the only one for local and editor reviews, one of several servers for model reviews. */
export interface Lane {
  readonly reviewer: Reviewer;
  /** Identity of the server, for model lanes. */
  readonly endpoint?: string;
  /** Reviews at once, `Infinity` when only the stage's limit counts. */
  readonly maxConcurrency: number;
  /** Its first review goes alone. */
  readonly firstAlone?: boolean;
}

/** Why something failed: the reason, and words for a person. */
export interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
}

/** How a lane stands, for a person to see. */
export interface LaneStatus {
  readonly state: 'open' | 'paused' | 'not answering' | 'closed';
  /** Reviews at once that it takes at present. */
  readonly limit: number;
  /** Why the limit is what it is, or why the lane is not open; a few plain words. */
  readonly reason: string;
}

type Failed = ReviewOutcome & { readonly kind: 'failed' };

/** What a lane is controlled with. */
export interface LaneOptions {
  readonly lane: Lane;
  /** Whether its limit follows what the server bears. */
  readonly adaptive: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called when it may take more than before. */
  readonly freed: () => void;
  /** Called when it stands otherwise than before. */
  readonly announced: (status: LaneStatus) => void;
}

/** A review that has begun in a lane. */
interface Begun {
  readonly file: string;
  /** See `Complaints`. */
  readonly number: number;
}

/** A lane is given up for what its server says only when that many files in a row were told so, and none was served. */
const leastWitnesses = 8;
/** Shorter waits in a server's own queue are how its clock ticks. */
const shortestQueueMs = 50;

/**
 * Decides how many reviews a lane takes at a time: never more than its ceiling or its adaptive limit, none while its
 * server asked for a pause, one when it is not known whether the server is back (a circuit breaker), and none at all
 * once its server is known to serve nobody.
 */
export class LaneControl {
  readonly lane: Lane;
  readonly #options: LaneOptions;
  readonly #adaptive: AdaptiveLimit | undefined;
  readonly #complaints = new Complaints();
  #ceiling = 1;
  #inFlight = 0;
  #hasAnswered = false;
  #hasServed = false;
  #setbacks = noSetbacks;
  /** Pauses that are under way. Their timers end them: the clock of the machine may be set meanwhile. */
  #pauses = 0;
  #closed: Failure | undefined;
  #shown = '';

  constructor(options: LaneOptions) {
    this.lane = options.lane;
    this.#options = options;
    this.#adaptive = options.adaptive ? new AdaptiveLimit(1) : undefined;
  }

  /** Upper bound of reviews at once, however many it could bear. May change at any time. */
  set ceiling(value: number) {
    this.#ceiling = Math.min(value, this.lane.maxConcurrency);
    if (this.#adaptive) {
      this.#adaptive.ceiling = this.#ceiling;
    }
    this.#announce();
  }

  /** Why it takes no more reviews for good, if so. */
  get closed(): Failure | undefined {
    return this.#closed;
  }

  /** How many more reviews may begin now. */
  get room(): number {
    if (this.#closed || this.#pauses > 0) {
      return 0;
    }
    const isAlone = this.#setbacks.isProbing || (this.lane.firstAlone && !this.#hasServed);
    return Math.max(0, (isAlone ? 1 : this.#limit) - this.#inFlight);
  }

  /** The share of its limit that is in use. */
  get load(): number {
    return this.#inFlight / this.#limit;
  }

  /** Whether it would take fewer reviews at once if its server had too many. */
  get canYield(): boolean {
    return this.#adaptive !== undefined && this.#limit > 1;
  }

  /**
   * Whether its next probe should be something that has not failed before, as what has may fail for itself. Every
   * second probe: there are servers, too, that fail whatever comes for the first time.
   */
  get prefersFresh(): boolean {
    const { isProbing, breaks, probes } = this.#setbacks;
    return isProbing && (breaks + probes) % 2 === 1;
  }

  get status(): LaneStatus {
    const limit = this.#limit;
    if (this.#closed) {
      return { state: 'closed', limit: 0, reason: this.#closed.message };
    }
    if (this.#setbacks.isProbing) {
      return { state: 'not answering', limit: 1, reason: 'waiting for the server to work again' };
    }
    return this.#pauses > 0
      ? { state: 'paused', limit, reason: 'the server asked for a pause' }
      : { state: 'open', limit, reason: this.#adaptive?.reason ?? 'fixed' };
  }

  begin(file: string): Begun {
    this.#inFlight++;
    return { file, number: this.#complaints.begin(file) };
  }

  /**
   * Must be called once for each begun review. Learns from how it went.
   *
   * @returns whether the lane takes fewer at once from now on because its server had too many
   */
  end({ file, number }: Begun, outcome: ReviewOutcome, durationMs: number): boolean {
    const sign = outcome.kind === 'failed' ? outcome.server : outcome.kind === 'reviewed' ? 'served' : 'not asked';
    const isServers = sign === 'troubled' && this.#complaints.isTrouble(file);
    const yields = isServers && this.canYield && outcome.kind === 'failed' && outcome.retry?.overloaded === true;
    if (outcome.kind !== 'cancelled' && sign !== 'not asked') {
      this.#sample(outcome, durationMs, { isServed: sign === 'served', isOverloaded: yields });
    }
    this.#inFlight--;
    if (outcome.kind === 'failed') {
      this.#learn(outcome, file, durationMs, isServers);
    }
    if (sign === 'served') {
      this.#served(number);
    }
    this.#announce();
    this.#options.freed();
    return yields;
  }

  #served(number: number): void {
    this.#complaints.served(number);
    this.#hasAnswered = this.#hasServed = true;
    this.#setbacks = noSetbacks;
  }

  #learn(failure: Failed, file: string, durationMs: number, isServers: boolean): void {
    switch (failure.server) {
      case 'not asked':
      case 'served':
        return;
      case 'unusable':
        this.#close(failure);
        return;
      case 'absent':
        this.#suffer(failure, missed(this.#setbacks, { hasAnswered: this.#hasAnswered, isPaused: this.#pauses > 0 }));
        return;
      case 'denied':
        this.#answered();
        if (this.#complaints.denied(file) >= leastWitnesses) {
          this.#close(failure);
        }
        return;
      case 'troubled':
        this.#answered();
        if (isServers) {
          this.#suffer(failure, this.#disturbedBy(failure, durationMs));
        }
    }
  }

  #answered(): void {
    this.#hasAnswered = true;
    this.#setbacks = { ...this.#setbacks, unanswered: 0 };
  }

  #close({ reason, message }: Failure): void {
    this.#closed ??= { reason, message };
  }

  get #limit(): number {
    return Math.max(1, Math.min(this.#ceiling, this.#adaptive?.limit ?? this.#ceiling));
  }

  #sample(
    outcome: Exclude<ReviewOutcome, { kind: 'cancelled' }>,
    durationMs: number,
    { isServed, isOverloaded }: { readonly isServed: boolean; readonly isOverloaded: boolean },
  ): void {
    const share = outcome.kind === 'reviewed' ? outcome.queuedShare : undefined;
    this.#adaptive?.record({
      at: this.#options.clock.now(),
      durationMs,
      inFlight: this.#inFlight,
      outcome: isOverloaded ? 'overloaded' : isServed ? 'succeeded' : 'other',
      ...outcome.usage,
      ...(share !== undefined && { queuedShare: share * durationMs < shortestQueueMs ? 0 : share }),
    });
  }

  #disturbedBy({ reason, retry }: Failed, durationMs: number): Consequence {
    return disturbed(this.#setbacks, {
      // As long as the limit can still fall, that is the remedy.
      counts: !(retry?.overloaded && this.canYield),
      inVainMs: reason === 'timed out' ? durationMs : 0,
      afterMs: retry?.afterMs,
      isPaused: this.#pauses > 0,
      hasWitnesses: this.#complaints.troubled >= leastWitnesses,
    });
  }

  #suffer(failure: Failed, { setbacks, measure }: Consequence): void {
    this.#setbacks = setbacks;
    if (measure.kind === 'give up') {
      this.#close(failure);
    } else if (measure.kind === 'pause') {
      this.#pause(measure.ms);
    }
  }

  #pause(ms: number): void {
    const { clock, signal } = this.#options;
    this.#pauses++;
    void clock.sleep(ms, signal).then(() => {
      this.#pauses--;
      if (!signal.aborted) {
        this.#announce();
        this.#options.freed();
      }
    });
  }

  #announce(): void {
    const { status } = this;
    const shown = `${status.state} ${status.limit} ${status.reason}`;
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#options.announced(status);
    }
  }
}
