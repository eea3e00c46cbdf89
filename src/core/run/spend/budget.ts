import type { Usage } from '../../modelUse';
import type { ServerSign } from '../../ports';
import { estimateMargin } from '../../prompt/promptTokens';
import { neverSent, type RequestOutcome } from '../../requests';
import { credibleUsage, totalTokens } from './usage';

/** What a reply may take: a few findings, and edits in proportion to what they change. In tokens. */
const replyTokens = { base: 1_000, perPromptToken: 0.25 };

/** What to count for a request that cannot be counted: more than any budget allows for in passing. In tokens. */
const uncountable = 10_000_000;

/**
 * What one request is reserved in a budget, its reply included. In tokens.
 *
 * @param promptTokens our estimate of its prompt
 * @param language of the file
 * @param ratio what the endpoint's own count is to such estimates, by its calibration
 * @param thinkingTokens what the reply may take more for being thought about
 */
export function requestTokens(promptTokens: number, language: string, ratio: number, thinkingTokens = 0): number {
  const perToken = estimateMargin(language) + replyTokens.perPromptToken;
  return Math.ceil(promptTokens * ratio * perToken + replyTokens.base + thinkingTokens);
}

/**
 * The tokens a run may spend. Each request is reserved its estimate before it is sent and settled with what it cost
 * when it has ended, so the sum never passes the maximum as long as no request costs more than its estimate.
 */
export class TokenBudget {
  readonly #maxTokens: number;
  #spent: number;
  #reserved = 0;
  readonly #waiting: (() => void)[] = [];

  /**
   * @param maxTokens prompts and replies together; undefined for no bound
   * @param spent what the run has cost before, in tokens
   */
  constructor(maxTokens: number | undefined, spent = 0) {
    this.#spent = countable(spent);
    this.#maxTokens = maxTokens ?? Number.POSITIVE_INFINITY;
  }

  /** What the requests that were settled have cost, in tokens. */
  get spent(): number {
    return this.#spent;
  }

  /** False, and nothing is reserved, when the request could bring the total above the maximum. */
  reserve(estimate: number): boolean {
    const tokens = countable(estimate);
    if (this.#spent + this.#reserved + tokens > this.#maxTokens) {
      return false;
    }
    this.#reserved += tokens;
    return true;
  }

  /**
   * Like `reserve`, but waits for requests in flight to end as long as they may turn out to leave room, so that many at
   * once get as far with a budget as one after another. Not for a request whose own file has a reservation already: two
   * such would wait for each other.
   */
  async reserveOrWait(estimate: number): Promise<boolean> {
    while (!this.reserve(estimate)) {
      if (this.#spent + countable(estimate) > this.#maxTokens) {
        return false;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return true;
  }

  /**
   * Ends a reservation by what the requests really cost. Where that is unknown, or cannot be believed, the estimate stays
   * counted.
   *
   * @param isWhole false where the cost of some of them is not known
   */
  settle(estimate: number, actual: Usage | undefined, isWhole = true): void {
    const usage = credibleUsage(actual);
    const known = (usage.promptTokens ?? 0) + (usage.completionTokens ?? 0);
    this.#spent += (isWhole ? totalTokens(usage) : undefined) ?? Math.max(countable(estimate), known);
    this.release(estimate);
  }

  /** Ends a reservation of a request that certainly cost nothing, such as one that no server took. */
  release(estimate: number): void {
    this.#reserved = Math.max(0, this.#reserved - countable(estimate));
    for (const wake of this.#waiting.splice(0)) {
      wake();
    }
  }
}

function countable(estimate: number): number {
  return Number.isFinite(estimate) ? Math.max(0, Math.ceil(estimate)) : uncountable;
}

const costless: ReadonlySet<ServerSign> = new Set([...neverSent, 'denied', 'serves nobody']);

/** No model has worked on the request. */
function isCostless({ server, reason }: RequestOutcome & { readonly kind: 'failed' }): boolean {
  return costless.has(server) || reason === 'rate limited';
}

/** What one try at a part of a file reserves in a budget: its request, and others if the reply needs repair. */
export class Spending {
  readonly #budget: TokenBudget;
  #reserved = 0;

  constructor(budget: TokenBudget) {
    this.#budget = budget;
  }

  /**
   * Reserves a request. The first one waits for those in flight as long as they may leave room for it; another one
   * does not, since two files could then wait for each other.
   */
  async reserve(tokens: number): Promise<boolean> {
    const isFirst = this.#reserved === 0;
    const isGranted = isFirst ? await this.#budget.reserveOrWait(tokens) : this.#budget.reserve(tokens);
    this.#reserved += isGranted ? tokens : 0;
    return isGranted;
  }

  end(outcome: RequestOutcome): void {
    const { usage, asked } = outcome.kind === 'cancelled' ? {} : outcome;
    if (!usage && outcome.kind === 'failed' && isCostless(outcome)) {
      this.#budget.release(this.#reserved);
    } else {
      this.#budget.settle(this.#reserved, usage, asked?.uncounted === undefined);
    }
  }
}
