import type { FileReview } from '../fileReview';
import type { Finding, Proposal } from '../types';

/** A finding that has a proposal, with its file. */
export interface QueueEntry {
  readonly file: FileReview;
  readonly finding: Finding & { readonly proposal: Proposal };
}

/** What became of the wish to apply or revert a proposal. */
export type ApplyResult =
  | { readonly kind: 'applied' }
  | { readonly kind: 'applied with editor changes' }
  | { readonly kind: 'reverted' }
  /** Nothing was changed, and the proposal can never be applied as it is. */
  | { readonly kind: 'stale'; readonly reason: string }
  /** Nothing was changed; another attempt may succeed. */
  | { readonly kind: 'failed'; readonly message: string };
