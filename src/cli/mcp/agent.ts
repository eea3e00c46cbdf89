import type { FindingsRequest, ProposalsRequest } from '../../core/agents/findingsPage';

/** What an agent asks of a run: `run` is an id, the start of one or `last`, which also counts where nothing is said. */
export interface OfAgentRun {
  readonly run?: string | undefined;
}

export interface AgentReviewRequest {
  /** One of the folders; may be left out where there is only one. */
  readonly folder?: string | undefined;
  /** Paths and globs in the folder. */
  readonly include?: readonly string[] | undefined;
  /** A git revision. */
  readonly changedSince?: string | undefined;
  readonly profile?: string | undefined;
}

/** Asks the person whether something may be done, in the words of the message; false when they turn it down. */
export type AskPerson = (message: string) => Promise<boolean>;

/** What agents can do: each answers with what can be written as JSON, or rejects with a message for the agent. */
export interface Agent {
  /** Real paths, at least one. */
  readonly folders: readonly [string, ...string[]];
  readonly profiles: readonly [string, ...string[]];
  review(request: AgentReviewRequest): Promise<object>;
  /** Waits so long for the end of the review at most. */
  status(request: OfAgentRun & { readonly waitSeconds?: number | undefined }, signal: AbortSignal): Promise<object>;
  findings(request: OfAgentRun & FindingsRequest): Promise<object>;
  proposals(request: OfAgentRun & ProposalsRequest): Promise<object>;
  /** @param ask undefined where the person cannot be asked */
  apply(request: OfAgentRun & { readonly id: string }, ask: AskPerson | undefined): Promise<object>;
  cancel(request: OfAgentRun): Promise<object>;
}
