import type { Completion } from '../../core/modelPorts';
import type { Usage } from '../../core/modelUse';
import { stripThinking } from '../../core/prompt/reply/thinking';
import { asCount } from '../http/json';
import type { Complaint } from '../http/messages';
import { RepetitionWatch } from './repetition';

/** Why a reply ended, where its server tells. */
export type Finish = (Completion & { kind: 'complete' })['finish'];

/** What has been read of an answer so far; filled by the `read` of a dialect. */
export class Answer {
  finish: Finish | undefined;
  /** The protocol's own mark of the end was there. */
  ended = false;
  /** Something of the protocol was there. */
  recognised = false;
  complaint: Omit<Complaint, 'retryAfterMs'> | undefined;
  queuedShare: number | undefined;
  readonly #repetition = new RepetitionWatch();
  #text = '';
  #produced = 0;
  #promptTokens: number | undefined;
  #completionTokens: number | undefined;
  #thinkingTokens: number | undefined;
  #microdollars: number | undefined;

  get text(): string {
    return this.#text;
  }

  /** How much the model has produced, thinking included: grows with every piece of content. */
  get produced(): number {
    return this.#produced;
  }

  /** What the model produces has become a loop. */
  get repeats(): boolean {
    return this.#repetition.found;
  }

  get usage(): Usage {
    const thinkingTokens = this.#thinkingTokens ?? this.#thinkingShare();
    return {
      ...(this.#promptTokens !== undefined && { promptTokens: this.#promptTokens }),
      ...(this.#completionTokens !== undefined && { completionTokens: this.#completionTokens }),
      ...(thinkingTokens && { thinkingTokens }),
      ...(this.#microdollars !== undefined && { microdollars: this.#microdollars }),
    };
  }

  say(text: string): void {
    this.#text += text;
    this.think(text);
  }

  /** Takes note of what the model produced besides its reply. */
  think(text: string): void {
    this.#produced += text.length;
    this.#repetition.push(text);
  }

  /**
   * Takes note of what a server counted. Of several counts the largest is the last one.
   *
   * @param completionTokens thinking included
   */
  count(promptTokens: unknown, completionTokens: unknown, thinkingTokens?: unknown): void {
    this.#promptTokens = larger(this.#promptTokens, asCount(promptTokens));
    this.#completionTokens = larger(this.#completionTokens, asCount(completionTokens));
    this.#thinkingTokens = larger(this.#thinkingTokens, asCount(thinkingTokens));
  }

  /** Takes note of what the reply cost, in US dollars, as its server says. */
  cost(dollars: unknown): void {
    this.#microdollars = asCount(Math.round(Number(dollars) * 1_000_000)) ?? this.#microdollars;
  }

  /** Also of thinking that a server leaves in the text. */
  #thinkingShare(): number | undefined {
    const thought = this.#produced - stripThinking(this.#text).length;
    return this.#completionTokens === undefined || thought <= 0
      ? undefined
      : Math.round((this.#completionTokens * thought) / this.#produced);
  }
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : Math.max(a, b ?? a);
}
