import type { Clock, Reviewer, ReviewOutcome } from '../../ports';
import type { FailureReason } from '../../types';
import { AdaptiveLimit } from './adaptiveLimit';
import { Complaints } from './complaints';

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

/** A server that did not answer this many times in a row is taken to be down … */
const unansweredLimit = 3;
/** … and, if it has ever answered, is tried again with one request after each of these times. Milliseconds. */
const probeDelaysMs = [5_000, 15_000, 30_000, 60_000, 120_000];
/** So many requests in a row that a server could not serve stop the flow for a moment. */
const troubleLimit = 5;
const longestBreakMs = 30_000;
/** A server that has served nobody over so many breaks and so long is given up: with thousands of files it would never end. */
const leastBreaks = 3;
const longestTroubleMs = 900_000;
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
  /** Requests in a row that found no server, and that were not served. */
  #unanswered = 0;
  #troubles = 0;
  #probes = 0;
  /** Breaks since it last served, and the time that they and the requests in vain have taken. Milliseconds. */
  #breaks = 0;
  #lostMs = 0;
  /** Pauses that are under way. Their timers end them: the clock of the machine may be set meanwhile. */
  #pauses = 0;
  #isProbing = false;
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
    const isAlone = this.#isProbing || (this.lane.firstAlone && !this.#hasServed);
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
    return this.#isProbing && (this.#breaks + this.#probes) % 2 === 1;
  }

  get status(): LaneStatus {
    const limit = this.#limit;
    if (this.#closed) {
      return { state: 'closed', limit: 0, reason: this.#closed.message };
    }
    if (this.#isProbing) {
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
    this.#unanswered = this.#troubles = this.#probes = this.#breaks = this.#lostMs = 0;
    this.#isProbing = false;
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
        this.#missed(failure);
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
          this.#disturbed(failure, failure.reason === 'timed out' ? durationMs : 0);
        }
    }
  }

  #answered(): void {
    this.#hasAnswered = true;
    this.#unanswered = 0;
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

  /** The server was not there. */
  #missed(failure: Failure): void {
    this.#unanswered++;
    if (!this.#isProbing && this.#unanswered < unansweredLimit) {
      return;
    }
    // What was sent before the server was given up says nothing new.
    if (this.#pauses > 0) {
      return;
    }
    const delayMs = this.#hasAnswered ? probeDelaysMs[this.#probes++] : undefined;
    if (delayMs === undefined) {
      this.#close(failure);
    } else {
      this.#isProbing = true;
      this.#pause(delayMs);
    }
  }

  /** The server was there, but could not serve. */
  #disturbed(failure: Failed, inVainMs: number): void {
    const { afterMs, overloaded } = failure.retry ?? {};
    // As long as the limit can still fall, that is the remedy.
    this.#troubles += overloaded && this.canYield ? 0 : 1;
    this.#lostMs += inVainMs;
    const isPaused = this.#pauses > 0;
    const isBreak = this.#troubles >= troubleLimit && !isPaused;
    if (afterMs === undefined && !isBreak) {
      return;
    }
    const ms = afterMs ?? Math.min(longestBreakMs, 1_000 * 2 ** this.#breaks);
    this.#isProbing ||= afterMs === undefined;
    this.#breaks += isPaused ? 0 : 1;
    this.#lostMs += isPaused ? 0 : ms;
    const isHopeless = this.#breaks > leastBreaks && this.#lostMs > longestTroubleMs;
    if (isHopeless && this.#complaints.troubled >= leastWitnesses) {
      this.#close(failure);
    } else {
      this.#pause(ms);
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
