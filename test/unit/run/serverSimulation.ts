import { retryDelayMs } from '../../../src/core/run/retry';
import type { LimitSample } from '../../../src/core/run/schedule/latencyWindow';
import { PriorityQueue } from '../../../src/core/run/schedule/priorityQueue';
import { type ServerModel, type ServerRequest, SimulatedServer } from './simulatedServer';

export interface Simulation {
  readonly server: ServerModel;
  /** What the server is from some time on. */
  readonly later?: { readonly at: number; readonly server: ServerModel };
  readonly requests: number;
  /** Mean time of one request when the server is not busy. */
  readonly serviceMs: number;
  /** Standard deviation of the logarithm of the requests' sizes, and of the time that one size takes. */
  readonly sizeSpread?: number;
  readonly speedSpread?: number;
  /** The server counts tokens. True unless told. */
  readonly tellsTokens?: boolean;
  /** From the end of a request to the start of the next one in its slot. */
  readonly refillMs?: number;
  readonly seed: number;
  /** Requests in flight at most; asked before every start. */
  readonly limit: () => number;
  readonly record?: (sample: LimitSample) => void;
}

export interface SimulationResult {
  /** From the first start to the last end. */
  readonly totalMs: number;
  /** Answers 429 and 503. */
  readonly rejected: number;
  readonly mostTries: number;
  /** 95th percentile of the successful tries' times. */
  readonly p95Ms: number;
  /** Share of the server's capacity that was used in a stretch of time. */
  utilisation(fromMs: number, toMs: number): number;
}

interface Request extends ServerRequest {
  /** What the client sees of the work: the number of tokens goes with it. */
  readonly size: number;
  tries: number;
  startedAt: number;
}

/**
 * Plays a whole run against a model server, event by event. The scheduler's rules are the product's: a rejected request
 * gives its slot back and comes again after a jittered back-off; Retry-After pauses the endpoint for everybody.
 */
export function simulate(simulation: Simulation): SimulationResult {
  const random = randomNumbers(simulation.seed);
  const scheduler = new Scheduler(simulation, random);
  scheduler.run();
  return scheduler.result();
}

type Wake = { readonly at: number; readonly then: () => void };

class Scheduler {
  readonly #simulation: Simulation;
  readonly #random: () => number;
  readonly #waiting: Request[];
  readonly #wakes = new PriorityQueue<Wake>((a, b) => a.at - b.at);
  #nextWake: Wake | undefined;
  readonly #server: SimulatedServer<Request>;
  readonly #durations: number[] = [];
  #now = 0;
  #inFlight = 0;
  #pausedUntil = 0;
  #rejected = 0;
  #mostTries = 0;

  constructor(simulation: Simulation, random: () => number) {
    this.#simulation = simulation;
    this.#random = random;
    this.#server = new SimulatedServer<Request>(simulation.server);
    const { sizeSpread = 0.5, speedSpread = 0.3 } = simulation;
    this.#waiting = Array.from({ length: simulation.requests }, () => {
      const size = logNormal(random, sizeSpread);
      const work = simulation.serviceMs * size * logNormal(random, speedSpread);
      return { size, work, tries: 0, startedAt: 0, workBeganAt: 0, endsAt: 0 };
    }).reverse();
  }

  run(): void {
    const { later } = this.#simulation;
    if (later) {
      this.#wake(later.at, () => this.#server.become(later.server));
    }
    this.#fill();
    while (this.#durations.length < this.#simulation.requests) {
      this.#nextWake ??= this.#wakes.pop();
      const ending = this.#server.nextEnd(this.#now);
      if (this.#nextWake && this.#nextWake.at <= ending) {
        const wake = this.#nextWake;
        this.#nextWake = undefined;
        this.#advance(wake.at);
        wake.then();
        this.#fill();
      } else {
        this.#advance(ending);
        this.#succeed(this.#server.finish(this.#now));
      }
    }
  }

  result(): SimulationResult {
    const sorted = this.#durations.toSorted((a, b) => a - b);
    return {
      totalMs: this.#now,
      rejected: this.#rejected,
      mostTries: this.#mostTries,
      p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
      utilisation: (from, to) => this.#server.utilisation(from, to),
    };
  }

  #wake(at: number, then: () => void): void {
    if (this.#nextWake) {
      this.#wakes.push(this.#nextWake);
      this.#nextWake = undefined;
    }
    this.#wakes.push({ at, then });
  }

  #advance(to: number): void {
    this.#server.advance(this.#now, to);
    this.#now = to;
  }

  #fill(): void {
    while (this.#waiting.length > 0 && this.#inFlight < this.#simulation.limit() && this.#now >= this.#pausedUntil) {
      const request = this.#waiting.pop();
      if (request) {
        this.#start(request);
      }
    }
  }

  #start(request: Request): void {
    this.#inFlight++;
    request.tries++;
    this.#mostTries = Math.max(this.#mostTries, request.tries);
    request.startedAt = this.#now;
    const answer = this.#server.accept(request, this.#now);
    if (answer.kind === 'rejected') {
      // A refusal is quick, but not so quick that no other request starts meanwhile.
      this.#wake(this.#now + this.#simulation.serviceMs / 100, () => this.#refuse(request, answer.afterMs));
    }
  }

  #refuse(request: Request, afterMs: number | undefined): void {
    this.#rejected++;
    this.#end(request, 'overloaded');
    if (afterMs !== undefined) {
      this.#pausedUntil = Math.max(this.#pausedUntil, this.#now + afterMs);
      this.#wake(this.#pausedUntil, () => {});
    }
    this.#wake(this.#now + retryDelayMs(request.tries, afterMs, this.#random()), () => this.#waiting.push(request));
  }

  #succeed(request: Request): void {
    this.#durations.push(this.#now - request.startedAt);
    this.#end(request, 'succeeded');
    if (this.#simulation.refillMs === undefined) {
      this.#fill();
    } else {
      this.#wake(this.#now + this.#simulation.refillMs, () => {});
    }
  }

  #end(request: Request, outcome: LimitSample['outcome']): void {
    const { tellsTokens = true, record } = this.#simulation;
    const durationMs = this.#now - request.startedAt;
    record?.({
      at: this.#now,
      durationMs,
      inFlight: this.#inFlight,
      outcome,
      ...(tellsTokens && {
        promptTokens: Math.round(3_000 * request.size),
        completionTokens: Math.round(400 * request.size),
      }),
      ...(this.#server.model.tellsQueue && {
        queuedShare: durationMs > 0 ? (request.workBeganAt - request.startedAt) / durationMs : 0,
      }),
    });
    this.#inFlight--;
  }
}

/** Mean 1. */
function logNormal(random: () => number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(spread * normal - (spread * spread) / 2);
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
