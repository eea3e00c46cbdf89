import { limitReasons } from '../../text/limitReasons';
import { type LatencyVerdict, LatencyWindow, type LimitSample } from './latencyWindow';

/** Four doublings from 64, and few enough for a machine that works on one request at a time. */
const startLimit = 4;
/** What a refusal leaves of the limit, as in CUBIC (RFC 9438): most of a hard cap stays in use. */
const refusedShrink = 0.7;
/** What stretched replies leave, at most and at least: one window may mislead. */
const [mostLeft, leastLeft] = [0.8, 0.5];
/** Before a refused level is tried again. One refusal in 200 requests is half of the 1 % that we allow ourselves. */
const probeAfter = { ms: 30_000, successes: 200 };
/** The wait doubles with every probe in a row that fails, so often: a cap of 3 at 9 s per request needs the fourth. */
const mostDoublings = 4;
/** One step above a refused level takes this long. A limit per time answers late; short requests would overshoot it. */
const probeStepMs = 250;
/** A third of the time spent waiting: half as many requests wait as are at work. */
const stretchedAsTold = 1.5;
/** Against noise more than what the server tells itself. In simulation lower values shrink for nothing. */
const stretchedAsMeasured = 1.8;
/** Nobody waits below this: growth may accelerate. */
const hardlyStretched = 1.25;
/** A shrink that costs more than a quarter of the throughput was for nothing; with a queue it costs none. */
const throughputKept = 0.75;

/**
 * How many requests an endpoint gets at once. Doubles per round until the first sign of trouble, as TCP does (slow
 * start). Trouble shrinks the limit and marks where it began: below the mark the limit closes half of the gap per
 * round, around it goes by one, and above it by 1, 2, 4 … (binary increase: BIC TCP, Xu et al. 2004). A refused level
 * is left alone for a while. A server that queues in silence is found by its stretched replies; where a shrink did not
 * help, it is undone. Has no clock: time is what the samples say.
 */
export class AdaptiveLimit {
  #ceiling: number;
  #limit: number;
  #reason: string = limitReasons.starting;
  /** Where trouble began, 0 before any. */
  #mark = 0;
  #markWasRefused = false;
  /** The mark must not be reached yet. */
  #holding = false;
  #refusedAt = 0;
  #successes = 0;
  #failedProbes = 0;
  /** Requests that began before tell of a limit that is no more; several refusals of one burst count once. */
  #shrunkAt = Number.NEGATIVE_INFINITY;
  #fullAt = Number.NEGATIVE_INFINITY;
  #accelerating = true;
  readonly #latency = new LatencyWindow();
  /** The limit before the last shrink for stretched replies, until the next verdict. */
  #before: { readonly limit: number; readonly level: number; readonly ms: number } | undefined;

  /** @param ceiling a whole number, at least 1 */
  constructor(ceiling: number) {
    this.#ceiling = ceiling;
    this.#limit = Math.min(startLimit, ceiling);
  }

  /** A whole number from 1 to the ceiling. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** Why the limit stands where it stands, in plain words for a tooltip. */
  get reason(): string {
    return this.limit === this.#ceiling ? limitReasons.atLimit : this.#reason;
  }

  /** May change at any time. The limit follows a lower one at once and grows towards a higher one, at first from 4. */
  set ceiling(value: number) {
    const least = this.#shrunkAt === Number.NEGATIVE_INFINITY ? Math.min(startLimit, value) : 1;
    this.#ceiling = value;
    this.#limit = Math.max(least, Math.min(this.#limit, value));
  }

  /** Learns from a request. Samples come in the order in which requests end. */
  record(sample: LimitSample): void {
    const began = sample.at - sample.durationMs;
    this.#latency.remember(sample);
    if (sample.inFlight >= this.limit) {
      this.#fullAt = sample.at;
    }
    if (sample.outcome === 'overloaded') {
      this.#refuse(sample, began);
    } else if (sample.outcome === 'succeeded' && began > this.#shrunkAt) {
      this.#succeed(sample, began);
    }
  }

  #succeed(sample: LimitSample, began: number): void {
    this.#release(sample.at);
    // Full at some time while it ran: of requests that end in the same moment only the first sees all the others.
    if (this.#fullAt >= began) {
      this.#grow(sample.durationMs);
    }
    const verdict = sample.isBrief ? undefined : this.#latency.add(sample);
    if (verdict) {
      this.#judge(verdict, sample.at);
    }
  }

  #refuse({ at, inFlight }: LimitSample, began: number): void {
    if (began <= this.#shrunkAt) {
      // Of a burst the last refusal is the closest to what the server bears.
      this.#mark = this.#holding ? Math.max(this.limit + 1, Math.min(this.#mark, inFlight)) : this.#mark;
      return;
    }
    const level = Math.max(1, Math.min(this.limit, inFlight));
    // Soon again, and below the mark: it is not the number in flight that the server minds. Stay low.
    const erratic = level < this.#mark && this.#successes < probeAfter.successes / 2;
    if (!erratic) {
      this.#failedProbes = level < 1.5 * this.#mark ? Math.min(mostDoublings, this.#failedProbes + 1) : 0;
    }
    this.#shrink(refusedShrink * level, at, limitReasons.busy);
    this.#mark = erratic ? this.limit + 1 : level;
    this.#markWasRefused = true;
    this.#holding = true;
    this.#refusedAt = at;
    this.#successes = 0;
  }

  /** Ends the wait below a refused level when it is over. */
  #release(now: number): void {
    this.#successes++;
    const patience = 2 ** this.#failedProbes;
    const waiting = now - this.#refusedAt < patience * probeAfter.ms;
    this.#holding &&= waiting && this.#successes < patience * probeAfter.successes;
  }

  /** One success's part of a round: as many successes as are in flight add one step. */
  #grow(durationMs: number): void {
    const top = this.#holding ? Math.max(1, this.#mark - 1) : this.#ceiling;
    if (this.#limit >= top) {
      return;
    }
    const distance = this.#limit - this.#mark;
    const step = this.#accelerating ? Math.max(1, distance < 0 ? -distance / 2 : distance) : 1;
    const pace = this.#markWasRefused && distance >= 0 ? Math.min(1, durationMs / probeStepMs) : 1;
    const before = this.limit;
    this.#limit = Math.min(top, this.#ceiling, this.#limit + (pace * step) / this.#limit);
    if (this.limit > before && !this.#holding) {
      this.#reason = limitReasons.growing;
    }
  }

  #judge(verdict: LatencyVerdict, now: number): void {
    const { level, ms, stretch, told } = verdict;
    const before = this.#before;
    this.#before = undefined;
    this.#latency.restart(this.limit);
    // By Little's law the throughput is the number in flight over the time of each.
    if (before && level < before.level && level / ms < (throughputKept * before.level) / before.ms) {
      this.#latency.acceptAsIdle(before.ms);
      this.#limit = Math.min(this.#ceiling, before.limit);
      this.#accelerating = true;
    } else if (stretch > (told ? stretchedAsTold : stretchedAsMeasured)) {
      this.#relieve(verdict, now);
    } else {
      this.#accelerating = stretch < hardlyStretched;
    }
  }

  /** Shrinks to the number that the server seems to work on at once. */
  #relieve({ level, ms, stretch, told }: LatencyVerdict, now: number): void {
    const atWork = level / stretch;
    const limit = this.#limit;
    const target = Math.min(mostLeft * limit, Math.max(leastLeft * limit, atWork));
    this.#shrink(target, now, told ? limitReasons.queued : limitReasons.slower);
    if (!this.#holding) {
      this.#mark = atWork;
      this.#markWasRefused = false;
    }
    if (!told) {
      this.#before = { limit, level, ms };
      this.#latency.restart(this.limit, 2);
    }
  }

  #shrink(limit: number, at: number, reason: string): void {
    this.#limit = Math.max(1, limit);
    this.#shrunkAt = at;
    this.#accelerating = false;
    this.#before = undefined;
    this.#latency.restart(this.limit);
    this.#reason = reason;
  }
}
