import type { Failure } from '../../fileReview';
import type { Clock, Reviewer, ServerSign } from '../../ports';
import { type Confirmer, type Repairer, type RequestOutcome, wasAsked } from '../../requests';
import { limitReasons } from '../../text/limitReasons';
import { AdaptiveLimit } from './adaptiveLimit';
import { Complaints } from './complaints';
import {
  answered,
  closed,
  disturbed,
  isPaused,
  type LaneState,
  missed,
  prefersFresh,
  resumed,
  type Step,
  served,
  unknownServer,
} from './laneState';

/** One engine behind a stage: the only one for local and editor reviews, one of several servers for model reviews. */
export interface Lane {
  readonly reviewer: Reviewer;
  /** Of model lanes. */
  readonly confirmer?: Confirmer;
  readonly repairer?: Repairer;
  /** Identity of the server, for model lanes. */
  readonly endpoint?: string;
  /** Reviews at once, `Infinity` when only the stage's limit counts. */
  readonly maxConcurrency: number;
  /** Its first review goes alone. */
  readonly firstAlone?: boolean;
}

/** How a lane stands, for a person to see. */
export interface LaneStatus {
  readonly state: 'open' | 'paused' | 'not answering' | 'closed';
  /** Reviews at once that it takes at present. */
  readonly limit: number;
  /** Why the limit is what it is, or why the lane is not open; a few plain words. */
  readonly reason: string;
}

/** The right to one review in a lane. */
export interface LaneLease {
  readonly lane: Lane;
  /** Must be called once, when the review has ended. Tells what that means for those who still wait. */
  end(outcome: RequestOutcome, durationMs: number): LaneOutlook;
}

/** What can be expected of the lanes of a stage after a review in one of them. */
export interface LaneOutlook {
  /** The lane takes no more reviews for good. */
  readonly isClosed: boolean;
  readonly hasOther: boolean;
  /** The lane takes fewer reviews at once from now on if its server had too many. */
  readonly yields: boolean;
}

type Failed = RequestOutcome & { readonly kind: 'failed' };

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
  /** See `PartReview`. */
  readonly isBrief: boolean;
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
  #state: LaneState = unknownServer;
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
    return this.#state.kind === 'closed' ? this.#state.failure : undefined;
  }

  /** How many more reviews may begin now. */
  get room(): number {
    const state = this.#state;
    if (state.kind === 'closed' || isPaused(state)) {
      return 0;
    }
    const hasServed = state.kind !== 'unknown' && state.hasServed;
    const isAlone = state.kind === 'probing' || (this.lane.firstAlone && !hasServed);
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

  /** See the function of that name. */
  get prefersFresh(): boolean {
    return prefersFresh(this.#state);
  }

  get status(): LaneStatus {
    const state = this.#state;
    const limit = this.#limit;
    if (state.kind === 'closed') {
      return { state: 'closed', limit: 0, reason: state.failure.message };
    }
    if (state.kind === 'probing') {
      return { state: 'not answering', limit: 1, reason: limitReasons.silent };
    }
    return isPaused(state)
      ? { state: 'paused', limit, reason: limitReasons.pauseAsked }
      : { state: 'open', limit, reason: this.#adaptive?.reason ?? limitReasons.fixed };
  }

  begin(file: string, isBrief = false): Begun {
    this.#inFlight++;
    return { file, isBrief, number: this.#complaints.begin(file) };
  }

  /**
   * Must be called once for each begun review. Learns from how it went.
   *
   * @returns whether the lane takes fewer at once from now on because its server had too many
   */
  end({ file, number, isBrief }: Begun, outcome: RequestOutcome, durationMs: number): boolean {
    const sign = signOf(outcome);
    const isServers = sign === 'troubled' && this.#complaints.isTrouble(file);
    const yields = isServers && this.canYield && outcome.kind === 'failed' && outcome.retry?.overloaded === true;
    if (outcome.kind !== 'cancelled' && sign !== 'not asked') {
      this.#sample(outcome, durationMs, { isServed: sign === 'served', isOverloaded: yields, isBrief });
    }
    this.#inFlight--;
    if (outcome.kind === 'failed') {
      this.#learn(outcome, { file, isBrief }, durationMs, isServers);
    }
    if (sign === 'served') {
      this.#complaints.served(number);
      this.#state = served(this.#state);
    }
    this.#announce();
    this.#options.freed();
    return yields;
  }

  #learn(
    failure: Failed,
    { file, isBrief }: Pick<Begun, 'file' | 'isBrief'>,
    durationMs: number,
    isServers: boolean,
  ): void {
    switch (failure.server) {
      case 'not asked':
      case 'served':
        return;
      case 'unusable':
        this.#state = closed(this.#state, failure);
        return;
      case 'absent':
        this.#step(missed(this.#state, failure));
        return;
      case 'denied':
      case 'serves nobody':
        this.#state = answered(this.#state);
        // A file that is not reviewed is lost, a finding is shown without a verdict as well.
        if (this.#complaints.denied(file) >= leastWitnesses || (isBrief && failure.server === 'serves nobody')) {
          this.#state = closed(this.#state, failure);
        }
        return;
      case 'troubled':
        if (isServers) {
          this.#disturb(failure, durationMs);
        } else {
          this.#state = answered(this.#state);
        }
    }
  }

  get #limit(): number {
    return Math.max(1, Math.min(this.#ceiling, this.#adaptive?.limit ?? this.#ceiling));
  }

  #sample(
    outcome: Exclude<RequestOutcome, { kind: 'cancelled' }>,
    durationMs: number,
    { isServed, isOverloaded, isBrief }: { isServed: boolean; isOverloaded: boolean; isBrief: boolean },
  ): void {
    const share = outcome.kind === 'reviewed' ? outcome.queuedShare : undefined;
    this.#adaptive?.record({
      at: this.#options.clock.now(),
      durationMs,
      inFlight: this.#inFlight,
      outcome: isOverloaded ? 'overloaded' : isServed ? 'succeeded' : 'other',
      ...outcome.usage,
      ...(isBrief && { isBrief }),
      ...(share !== undefined && { queuedShare: share * durationMs < shortestQueueMs ? 0 : share }),
    });
  }

  #disturb(failure: Failed, durationMs: number): void {
    const { reason, retry } = failure;
    this.#step(
      disturbed(this.#state, failure, {
        // As long as the limit can still fall, that is the remedy.
        counts: !(retry?.overloaded && this.canYield),
        inVainMs: reason === 'timed out' ? durationMs : 0,
        afterMs: retry?.afterMs,
        hasWitnesses: this.#complaints.troubled >= leastWitnesses,
      }),
    );
  }

  #step({ state, pauseMs }: Step): void {
    this.#state = state;
    if (pauseMs === undefined) {
      return;
    }
    const { clock, signal } = this.#options;
    void clock.sleep(pauseMs, signal).then(() => {
      this.#state = resumed(this.#state);
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

/** What an outcome says about the server; of an answer that was there already, nothing. */
function signOf(outcome: RequestOutcome): ServerSign {
  switch (outcome.kind) {
    case 'failed':
      return outcome.server;
    case 'reviewed':
      return wasAsked(outcome) ? 'served' : 'not asked';
    case 'cancelled':
      return 'not asked';
  }
}
