import type { FileReview } from '../fileReview';
import type { Applier } from '../ports';
import type { RunStore } from '../run/store';
import type { Finding, Flag, Proposal } from '../types';

/** A finding that has a proposal, with its file. */
export interface QueueEntry {
  readonly file: FileReview;
  readonly finding: Finding & { readonly proposal: Proposal };
}

export function hasProposal(finding: Finding): finding is QueueEntry['finding'] {
  return finding.proposal !== undefined;
}

/** The proposal of a finding with the file that it is for; undefined where there is none. */
export function entryOf(store: Pick<RunStore, 'finding'>, id: string): QueueEntry | undefined {
  const found = store.finding(id);
  return found && hasProposal(found.finding) ? { file: found.file, finding: found.finding } : undefined;
}

/** What bulk actions take. */
export const bulks = ['safe', 'exact'] as const;

/**
 * Which of the waiting proposals a bulk action takes: `exact` those that are placed character for character, carry no flag,
 * and were not seen to fail; `safe` those of them whose rule is known for edits that keep what the program does or, in a run that has
 * proofs, those that are verified. On which tree, and whether that is today's, is for `verifiedTree` to say.
 */
export type Bulk = (typeof bulks)[number];

export function isInBulk(
  bulk: Bulk,
  entry: QueueEntry,
  applier: Pick<Applier, 'keepsLineEnds'>,
  hasProofs: boolean,
): boolean {
  const { proposal } = entry.finding;
  const isExact = proposal.anchoring === 'exact' && flagsUnder(applier, proposal).length === 0;
  const isSafe = hasProofs ? proposal.proof?.result.kind === 'verified' : proposal.preservesBehaviour === true;
  return isExact && (bulk === 'exact' ? !failsVerification(entry) : isSafe);
}

/** Whether the person's own commands have shown that a proposal fails: then it is applied by name alone. */
export function failsVerification({ finding: { proposal } }: QueueEntry): boolean {
  return proposal.proof?.result.kind === 'failed';
}

/** The marks that keep a proposal out of bulk actions, with what the applier would change beside the edits. */
export function flagsUnder(
  { keepsLineEnds }: Pick<Applier, 'keepsLineEnds'>,
  { flags, mixedLineEnds, proof }: Proposal,
): readonly (Flag | 'mixed line ends')[] {
  return [
    ...flags,
    ...(mixedLineEnds && !keepsLineEnds ? (['mixed line ends'] as const) : []),
    ...(proof?.weakens ? (['weakens the check'] as const) : []),
  ];
}

/** What became of the wish to apply or revert a proposal. */
export type ApplyResult =
  | { readonly kind: 'applied' }
  | { readonly kind: 'applied with editor changes' }
  | { readonly kind: 'reverted' }
  | Setback;

/** That nothing was changed. */
export type Setback =
  /** The proposal can never be applied as it is. */
  | { readonly kind: 'stale'; readonly reason: string }
  /** Another attempt may succeed. */
  | { readonly kind: 'failed'; readonly message: string };

export function isSetback(result: ApplyResult): result is Setback {
  return result.kind === 'stale' || result.kind === 'failed';
}
