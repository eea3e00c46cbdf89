import type { LanguageModelChat } from 'vscode';
import type { Completion, CompletionRequest } from '../../core/modelPorts';
import type { Usage } from '../../core/modelUse';
import { reviewFailures } from '../../core/text/reviewFailures';
import { english } from '../../core/text/say';
import { serverFailures } from '../../core/text/serverFailures';
import { type Answer, type AskLimits, askLanguageModel, type Form, textsOf } from './askLanguageModel';
import { nameOf } from './languageModels';
import { modelFailure, readModelError, refusesTools } from './modelFailure';
import { QuotaPause } from './quotaPause';
import { settled } from './settled';
import { TokenCounter } from './tokenCounter';

/** Limits of a language model, in milliseconds. */
export interface LanguageModelLimits extends AskLimits {
  /** How long a provider that turned us away is left alone. */
  readonly pauseMs: number;
  /** How long a reply that is complete waits for its tokens to be counted. */
  readonly countMs: number;
}

/** What is usual for servers far away. */
export const defaultLimits: LanguageModelLimits = {
  firstContentMs: 600_000,
  idleMs: 120_000,
  pauseMs: 60_000,
  countMs: 2_000,
};

/** Sends requests to a language model and remembers what it learns about it from the answers. */
export class Conversation {
  readonly #model: LanguageModelChat;
  readonly #name: string;
  readonly #limits: LanguageModelLimits;
  readonly #pause: QuotaPause;
  readonly #tokens: TokenCounter;
  #form: Form = 'tool';
  #lastForm: Form | undefined;

  constructor(model: LanguageModelChat, limits: LanguageModelLimits) {
    this.#model = model;
    this.#name = nameOf(model);
    this.#limits = limits;
    this.#pause = new QuotaPause(limits.pauseMs);
    this.#tokens = new TokenCounter(model);
  }

  /** In which form the last reply came; undefined before the first. */
  get lastForm(): Form | undefined {
    return this.#lastForm;
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    const form = this.#form;
    const first = await this.#ask(request, form, signal);
    if (form === 'text' || first.answer.kind !== 'error' || !refusesTools(first.answer.error)) {
      return this.#conclude(first);
    }
    const second = await this.#ask(request, 'text', signal);
    if (second.answer.kind === 'reply') {
      // Only now is it sure that the tool was what the model did not take.
      this.#form = 'text';
    }
    return this.#conclude(second);
  }

  async #ask(request: CompletionRequest, form: Form, signal: AbortSignal): Promise<Asked> {
    const startedAt = Date.now();
    if (signal.aborted) {
      return { startedAt, answer: { kind: 'aborted' }, usage: {} };
    }
    const { fixed, own } = textsOf(request, form);
    const promptTokens = this.#tokens.count(own, fixed);
    const answer = await askLanguageModel(this.#model, request, form, this.#limits, signal);
    const usage = answer.kind === 'reply' ? await this.#usage(promptTokens, answer.text, signal) : {};
    return { startedAt, answer, usage };
  }

  /** A reply that is there waits for its count a little, but not for one that does not come. */
  async #usage(prompt: Promise<number | undefined>, reply: string, signal: AbortSignal): Promise<Usage> {
    const counts = await settled(Promise.all([prompt, this.#tokens.count([reply])]), signal, this.#limits.countMs);
    const [promptTokens, completionTokens] = counts.kind === 'answer' ? counts.value : [];
    return {
      ...(promptTokens !== undefined && { promptTokens }),
      ...(completionTokens !== undefined && { completionTokens }),
    };
  }

  #conclude({ startedAt, answer, usage }: Asked): Completion {
    switch (answer.kind) {
      case 'aborted':
        return { kind: 'cancelled' };
      case 'silent':
        return this.#late(serverFailures.notBegun);
      case 'stalled':
        return this.#late(serverFailures.stalled);
      case 'error':
        return this.#failed(answer, startedAt);
      case 'too long': {
        const message = english(reviewFailures.longerThanReview, this.#name);
        return {
          kind: 'failed',
          reason: 'reply too long',
          message,
          server: 'served',
          stopped: { said: answer.text, usage },
        };
      }
      case 'reply':
        this.#pause.answered(startedAt);
        this.#lastForm = answer.form;
        return { kind: 'complete', text: answer.text, finish: 'stop', usage, usageIsOurs: true };
    }
  }

  #late(what: string): Completion {
    return { kind: 'failed', reason: 'timed out', message: english(what, this.#name), server: 'troubled' };
  }

  #failed({ error, text }: Extract<Answer, { kind: 'error' }>, startedAt: number): Completion {
    const read = readModelError(error);
    if (read.reason === 'reply cut off' && text !== '') {
      return { kind: 'complete', text, finish: 'cut off', usage: {} };
    }
    const pauseMs = read.turnedAway ? this.#pause.turnedAway(startedAt, Date.now()) : undefined;
    return modelFailure(read, this.#name, pauseMs);
  }
}

interface Asked {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly answer: Answer;
  readonly usage: Usage;
}
