/** What a model server is asked beside reviews: to confirm findings, and to repair edits that failed. Ports as those in `ports.ts`. */
import type { Neighbour } from './parts';
import type { ReviewContext, ReviewOutcome, ServerSign } from './ports';
import type { FileSnapshot, Finding, ReportedFix, Verdict } from './types';

/** What goes with a request, whatever it is about. */
export type RequestContext = Pick<ReviewContext, 'signal' | 'reserve' | 'waiting' | 'answersSince'>;

/** A request that came to nothing. */
export type RequestFailure = Omit<ReviewOutcome & { readonly kind: 'failed' }, 'findings' | 'unread'>;

/** Then nobody has got the request. */
export const neverSent: ReadonlySet<ServerSign> = new Set(['not asked', 'absent', 'unusable']);

/** How a request to a server went, whatever it was about. */
export type RequestOutcome =
  | Pick<ReviewOutcome & { readonly kind: 'reviewed' }, 'kind' | 'usage' | 'asked' | 'queuedShare' | 'answers'>
  | RequestFailure
  | { readonly kind: 'cancelled' };

/** Whether anybody was asked for it; otherwise what it was made of was there already. */
export function wasAsked({ asked }: Pick<RequestOutcome & { readonly kind: 'reviewed' }, 'asked'>): boolean {
  return !asked?.recalled || asked.requests + (asked.unanswered ?? 0) > 0;
}

/** What asking a model about one finding came to. */
export type ConfirmOutcome =
  | ((RequestOutcome & { readonly kind: 'reviewed' }) & {
      readonly verdict: Verdict;
      /** In its own words; may be empty. */
      readonly reason: string;
    })
  | Exclude<RequestOutcome, { kind: 'reviewed' }>;

/** Puts a finding to a model once more, by one request. It neither retries nor limits itself; whoever runs it does. */
export interface Confirmer {
  readonly model: string;
  /** With as much as there is room for of what its review was shown of other files, the `neighbours`. */
  confirm(
    file: FileSnapshot,
    finding: Finding,
    context: RequestContext & { readonly neighbours: readonly Neighbour[] },
  ): Promise<ConfirmOutcome>;
}

/** What asking a model for another edit came to. */
export type RepairOutcome =
  | ((RequestOutcome & { readonly kind: 'reviewed' }) & {
      /** Undefined where the model knows no better one. */
      readonly fix: ReportedFix | undefined;
    })
  | Exclude<RequestOutcome, { kind: 'reviewed' }>;

/**
 * Has a model make another edit for a finding whose proposal failed its verification, by one request, like a `Confirmer`.
 * Whatever comes of it is an edit of that finding's own file, among the lines that the model was shown.
 */
export interface Repairer {
  readonly model: string;
  /** @param output what the command printed that failed; nobody vouches for a word of it */
  repair(
    file: FileSnapshot,
    finding: Finding,
    output: string,
    context: RequestContext & { readonly neighbours: readonly Neighbour[] },
  ): Promise<RepairOutcome>;
}
