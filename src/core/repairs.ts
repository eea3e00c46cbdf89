import type { Proof } from './proof';
import type { Proposal } from './types';

/** A proposal that failed its verification, to be given back to a model. */
export interface FailedProposal {
  /** Id of its finding. */
  readonly finding: string;
  /** What the command printed that failed; empty where that is not there any more. */
  readonly output: string;
}

/** What a model made of it. */
export type RepairAnswer =
  /** Another proposal for the same finding, which has passed the gates. It has not been verified. */
  | { readonly kind: 'edit'; readonly proposal: Proposal; readonly model: string }
  /** Nothing that could be verified. */
  | { readonly kind: 'none'; readonly reason: string };

/** Has models make other edits in the place of those that failed: one request for each. Answers by finding. Never rejects. */
export type AskForRepairs = (
  failed: readonly FailedProposal[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, RepairAnswer>>;

/** What came of giving proposals back to a model, by finding. */
export interface Repairs {
  /** New ones, verified, in the place of those that failed. */
  readonly replaced: Readonly<Record<string, Proposal>>;
  /** Why those that failed stay as they are. */
  readonly kept: Readonly<Record<string, string>>;
  /** What commands say of proposals that were verified together with new ones. */
  readonly proofs: Readonly<Record<string, Proof>>;
}
