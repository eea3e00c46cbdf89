import type { Completion, CompletionRequest, Endpoint } from '../../modelPorts';
import type { Usage } from '../../modelUse';
import { Calibration } from './calibration';
import { credibleUsage } from './usage';

/** How fast one endpoint, or several together, served the runs so far. All numbers are means over requests. */
export interface MeasuredSpeed {
  /** How many requests the means stand for; those of long ago count for less. */
  readonly requests: number;
  /** Answered requests per second while there was work, pauses that the server asked for included. */
  readonly requestsPerSecond: number;
  /** From sending a request to the end of its answer, in milliseconds. */
  readonly requestMs: number;
  /** The most requests in flight at once. */
  readonly parallel: number;
  /** What the server's count of prompt tokens is to our estimates. */
  readonly tokenRatio: number;
  /** Of one request; absent when the server does not count. */
  readonly promptTokens?: number;
  readonly completionTokens?: number;
}

/** What earlier runs measured never outweighs this many requests of a new one. */
const memory = 500;

/** Measures one endpoint while stages are at work. */
export class SpeedMeter {
  readonly calibration: Calibration;
  readonly #before: MeasuredSpeed | undefined;
  #inFlight = 0;
  #parallel = 0;
  #answered = 0;
  #counted = 0;
  #requestMs = 0;
  #promptTokens = 0;
  #completionTokens = 0;
  #firstSentAt: number | undefined;
  #lastAnsweredAt = 0;

  /** @param before what earlier runs measured */
  constructor(before: MeasuredSpeed | undefined) {
    this.#before = before;
    this.calibration = new Calibration(before?.tokenRatio);
  }

  /** Whether anything was answered since the start. */
  get isUsed(): boolean {
    return this.#answered > 0;
  }

  /** A request was sent. Call what comes back, once, when it has ended. Times are in milliseconds. */
  sent(request: Pick<CompletionRequest, 'promptTokens'>, sentAt: number): (endedAt: number, end?: Completion) => void {
    this.#firstSentAt ??= sentAt;
    this.#inFlight++;
    this.#parallel = Math.max(this.#parallel, this.#inFlight);
    return (endedAt, end) => {
      this.#inFlight--;
      if (end?.kind === 'complete') {
        this.#lastAnsweredAt = endedAt;
        this.#count(Math.max(0, endedAt - sentAt), end.usage, request.promptTokens);
      }
    };
  }

  /** Earlier runs and this one together; undefined when nothing was ever answered. */
  measured(): MeasuredSpeed | undefined {
    const now = this.#sinceStart();
    const before = this.#before;
    if (!now || !before) {
      return now ?? before;
    }
    const older = Math.min(before.requests, memory);
    const share = now.requests / (now.requests + older);
    const blend = (a: number, b: number) => a + (b - a) * share;
    const tokens = (a: number | undefined, b: number | undefined) =>
      a === undefined || b === undefined ? (b ?? a) : blend(a, b);
    return withTokens(
      {
        requests: older + now.requests,
        requestsPerSecond: blend(before.requestsPerSecond, now.requestsPerSecond),
        requestMs: blend(before.requestMs, now.requestMs),
        parallel: blend(before.parallel, now.parallel),
        tokenRatio: now.tokenRatio,
      },
      tokens(before.promptTokens, now.promptTokens),
      tokens(before.completionTokens, now.completionTokens),
    );
  }

  #count(durationMs: number, usage: Usage, estimate: number | undefined): void {
    this.#answered++;
    this.#requestMs += durationMs;
    const { promptTokens, completionTokens } = credibleUsage(usage);
    if (promptTokens !== undefined && completionTokens !== undefined) {
      this.#counted++;
      this.#promptTokens += promptTokens;
      this.#completionTokens += completionTokens;
    }
    if (estimate !== undefined) {
      this.calibration.learn(estimate, usage);
    }
  }

  #sinceStart(): MeasuredSpeed | undefined {
    if (this.#answered === 0 || this.#firstSentAt === undefined) {
      return undefined;
    }
    const elapsedMs = Math.max(1, this.#lastAnsweredAt - this.#firstSentAt);
    return withTokens(
      {
        requests: this.#answered,
        requestsPerSecond: (this.#answered * 1_000) / elapsedMs,
        requestMs: this.#requestMs / this.#answered,
        parallel: this.#parallel,
        tokenRatio: this.calibration.ratio,
      },
      this.#counted === 0 ? undefined : this.#promptTokens / this.#counted,
      this.#counted === 0 ? undefined : this.#completionTokens / this.#counted,
    );
  }
}

function withTokens(
  speed: Omit<MeasuredSpeed, 'promptTokens' | 'completionTokens'>,
  promptTokens: number | undefined,
  completionTokens: number | undefined,
): MeasuredSpeed {
  return {
    ...speed,
    ...(promptTokens !== undefined && { promptTokens }),
    ...(completionTokens !== undefined && { completionTokens }),
  };
}

/**
 * The same endpoint, with its speed measured.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function metered(endpoint: Endpoint, meter: SpeedMeter, now: () => number): Endpoint {
  return {
    ...endpoint,
    complete: async (request, signal, waiting) => {
      const ended = meter.sent(request, now());
      let completion: Completion | undefined;
      try {
        completion = await endpoint.complete(request, signal, waiting);
        return completion;
      } finally {
        ended(now(), completion);
      }
    },
    dispose: () => endpoint.dispose(),
  };
}
