import type { FileReview } from '../fileReview';
import type { Applier } from '../ports';
import type { Finding, Flag, Proposal } from '../types';

/** A finding that has a proposal, with its file. */
export interface QueueEntry {
  readonly file: FileReview;
  readonly finding: Finding & { readonly proposal: Proposal };
}

export function hasProposal(finding: Finding): finding is QueueEntry['finding'] {
  return finding.proposal !== undefined;
}

/** What bulk actions take. */
export const bulks = ['safe', 'exact'] as const;

/**
 * Which of the waiting proposals a bulk action takes: `exact` those that are placed character for character and carry
 * no flag, `safe` those of them whose rule is known for edits that keep what the program does.
 */
export type Bulk = (typeof bulks)[number];

export function isInBulk(
  bulk: Bulk,
  { finding: { proposal } }: QueueEntry,
  applier: Pick<Applier, 'keepsLineEnds'>,
): boolean {
  const isExact = proposal.anchoring === 'exact' && flagsUnder(applier, proposal).length === 0;
  return isExact && (bulk === 'exact' || proposal.preservesBehaviour === true);
}

/** The marks that keep a proposal out of bulk actions, with what the applier would change beside the edits. */
export function flagsUnder(
  { keepsLineEnds }: Pick<Applier, 'keepsLineEnds'>,
  { flags, mixedLineEnds }: Proposal,
): readonly (Flag | 'mixed line ends')[] {
  return mixedLineEnds && !keepsLineEnds ? [...flags, 'mixed line ends'] : flags;
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
