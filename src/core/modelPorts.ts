/** What is asked of a model server, whatever its protocol. Implemented once for each protocol, and for VS Code's own models. */

import type { FailureReason } from './fileReview';
import type { Sampling, Thinking, Usage } from './modelUse';
import type { RetryAdvice, ReviewContext, ServerSign } from './ports';

/** One exchange with a model. */
export interface CompletionRequest {
  readonly system: string;
  readonly user: string;
  /** A bad reply and what was wrong with it, for the one repair round. */
  readonly repair?: { readonly reply: string; readonly complaint: string };
  /** JSON schema of the reply, for servers that can enforce one. */
  readonly schema: object;
  /** A reply longer than this many UTF-16 code units is cut short as `reply too long`. */
  readonly maxReplyLength: number;
  /** Our own estimate of the whole prompt, to compare the server's count with. */
  readonly promptTokens?: number;
}

/** What an exchange with a model came to. */
export type Completion =
  | {
      readonly kind: 'complete';
      readonly text: string;
      /** `cut off` when the server stopped at a length limit, `refused` when its filter did. */
      readonly finish: 'stop' | 'cut off' | 'refused';
      readonly usage: Usage;
      /** What else was asked for with the request; absent where nothing can be. */
      readonly sampling?: Sampling;
      /** Set when the usage was counted on our side: it does not tell how much of the prompt the model saw. */
      readonly usageIsOurs?: true;
      /** The part of the exchange's time that the request waited in the server's own queue, 0–1, where it tells. */
      readonly queuedShare?: number;
    }
  | EndpointFailure
  | { readonly kind: 'cancelled' };

/** A reply that was not let come to its end. */
export interface StoppedReply {
  /** What the model had written by then. */
  readonly said: string;
  /** What its server had counted by then, which is not all: most count at the end. */
  readonly usage: Usage;
  /** As with a whole one. */
  readonly sampling?: Sampling;
}

/** A failed exchange with a model server. The message says what to do and never holds a key. */
export interface EndpointFailure {
  readonly kind: 'failed';
  readonly reason: FailureReason;
  readonly message: string;
  readonly server: ServerSign;
  readonly retry?: RetryAdvice;
  /** Present where the model was stopped, since its reply became too long or a loop. */
  readonly stopped?: StoppedReply;
}

/** One model server. */
export interface Endpoint {
  readonly id: string;
  readonly model: string;
  /** What its server knows the model's weights by, where it tells. */
  readonly digest?: string;
  /** How much the model is asked to think; absent: as its server has it. */
  readonly thinking?: Thinking;
  /** Requests in flight at once; undefined means that the run's own limit is the only one. */
  readonly maxConcurrency: number | undefined;
  /** True when what is sent stays on this machine: a loopback address and no model that is served from a cloud. */
  readonly local: boolean;
  /** The longest prompt in tokens that leaves room for a reply; undefined when the server's limit is not known. */
  readonly maxPromptTokens: number | undefined;
  /** What a reply may take more because the model is asked to think, in tokens; absent for nothing. */
  readonly thinkingTokens?: number;
  /** Its first request goes alone: it fills the server's cache, or has the person asked for consent. */
  readonly firstAlone: boolean;
  complete(request: CompletionRequest, signal: AbortSignal, waiting: ReviewContext['waiting']): Promise<Completion>;
  dispose(): void;
}

/** What became of the wish for an endpoint. */
export type EndpointCreation =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | EndpointFailure
  | { readonly kind: 'cancelled' };
