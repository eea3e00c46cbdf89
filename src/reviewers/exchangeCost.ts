import type { Completion } from '../core/modelPorts';
import { addKept, type KeptCounts, type ModelRequests, type Usage } from '../core/modelUse';
import { addUsage, credibleUsage, type Role, totalTokens } from '../core/run/spend/usage';

export type Complete = Completion & { readonly kind: 'complete' };

/** What all answers of an exchange together have cost, and how they were asked for. */
export interface Answered {
  readonly usage?: Usage;
  readonly asked?: ModelRequests;
  /** The largest part of its time that a request waited in the server's own queue. */
  readonly queuedShare?: number;
  /** Those that were given and those that were there, by what they are kept under. */
  readonly answers?: readonly string[];
}

/** Adds up what an exchange with a model costs. */
export class ExchangeCost {
  readonly #none: ModelRequests;
  #usage: Usage | undefined;
  #asked: ModelRequests | undefined;
  #queuedShare: number | undefined;
  readonly #answers: string[] = [];

  /** @param role what the exchange is for */
  constructor(model: string, role: Pick<ModelRequests, Role>) {
    this.#none = { ...role, model, requests: 0, sampling: {} };
  }

  get answered(): Answered {
    return {
      ...this.spent,
      ...(this.#queuedShare !== undefined && { queuedShare: this.#queuedShare }),
      ...(this.#answers.length > 0 && { answers: [...this.#answers] }),
    };
  }

  /** What a failure has cost: it has no answers. */
  get spent(): Pick<Answered, 'usage' | 'asked'> {
    return { ...(this.#usage && { usage: this.#usage }), ...(this.#asked && { asked: this.#asked }) };
  }

  /** Adds replies that had to be read tolerantly, findings of them, or requests without one. */
  note(what: 'tolerant' | 'repeated' | 'unread' | 'unanswered', count = 1, kept: KeptCounts = {}): void {
    const asked = this.#asked ?? this.#none;
    this.#asked = { ...asked, ...addKept(asked, kept), [what]: (asked[what] ?? 0) + count };
  }

  /**
   * Adds a request that was answered, all the way or not.
   *
   * @param isWhole false where more was spent than is told
   */
  add(
    { usage, sampling = {}, queuedShare }: Pick<Complete, 'usage' | 'sampling' | 'queuedShare'>,
    kept: KeptCounts,
    isWhole = true,
  ): void {
    const asked = this.#asked ?? this.#none;
    const own = credibleUsage(usage);
    const uncounted = (asked.uncounted ?? 0) + (isWhole && totalTokens(own) !== undefined ? 0 : 1);
    this.#usage = addUsage(this.#usage, own);
    this.#asked = {
      ...{ ...asked, requests: asked.requests + 1, sampling },
      ...addKept(asked, kept),
      ...(uncounted > 0 && { uncounted }),
    };
    if (queuedShare !== undefined) {
      this.#queuedShare = Math.max(queuedShare, this.#queuedShare ?? 0);
    }
  }

  /** Adds an answer that was there already. */
  addRecalled({ sampling }: Pick<Complete, 'sampling'>, key: string): void {
    const asked = this.#asked ?? this.#none;
    const isFirst = asked.requests === 0 && sampling !== undefined;
    this.#asked = { ...asked, ...(isFirst && { sampling }), ...addKept(asked, { recalled: 1 }) };
    this.addAnswer(key);
  }

  /** Adds an answer that counts in full. @param key what it is kept under */
  addAnswer(key: string): void {
    this.#answers.push(key);
  }
}
