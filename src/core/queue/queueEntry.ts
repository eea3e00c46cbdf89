import { draftOf } from '../edits/proposalState';
import type { FileReview } from '../fileReview';
import type { Applier } from '../ports';
import type { RunStore } from '../run/store';
import type { Confirmation, Finding, Flag, Proposal } from '../types';

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
 * Which of the waiting proposals a bulk action takes: `exact` those that are placed character for character, carry no mark,
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
  const isExact = proposal.anchoring === 'exact' && flagsUnder(applier, entry.finding).length === 0;
  const isSafe = hasProofs ? proposal.proof?.result.kind === 'verified' : proposal.preservesBehaviour === true;
  return isExact && (bulk === 'exact' ? !failsVerification(entry) : isSafe);
}

/** Whether the person's own commands have shown that a proposal fails: then it is applied by name alone. */
export function failsVerification({ finding: { proposal } }: QueueEntry): boolean {
  return proposal.proof?.result.kind === 'failed';
}

/** A flag, or what else keeps a proposal out of bulk actions: that its finding was to be confirmed and was not, say. */
export type Mark = Flag | 'mixed line ends' | 'edited by you' | Exclude<Confirmation['verdict'], 'confirmed'>;

/** What carries marks: a proposal, and what came of putting its finding to a model once more, if that was to be done. */
export interface Marked {
  readonly proposal: Proposal;
  readonly confirmation?: Confirmation | undefined;
}

/** The marks that keep a proposal out of bulk actions, with what the applier would change beside the edits. */
export function flagsUnder(
  { keepsLineEnds }: Pick<Applier, 'keepsLineEnds'>,
  { confirmation, proposal }: Marked,
): readonly Mark[] {
  const { flags, mixedLineEnds, proof } = proposal;
  const verdict = confirmation?.verdict ?? 'confirmed';
  return [
    ...(verdict === 'confirmed' ? [] : [verdict]),
    ...(draftOf(proposal) ? (['edited by you'] as const) : []),
    ...flags,
    ...(mixedLineEnds && !keepsLineEnds ? (['mixed line ends'] as const) : []),
    ...(proof?.weakens ? (['weakens the check'] as const) : []),
  ];
}

/** The same for who reads of it in a report or a file, and for the command line, which changes nothing beside the edits. */
export function toldFlags(marked: Marked): readonly Mark[] {
  return flagsUnder({ keepsLineEnds: true }, marked);
}

/** What became of the wish to apply or revert a proposal. */
export type ApplyResult =
  | { readonly kind: 'applied' }
  | { readonly kind: 'applied with editor changes' }
  /** As a person had edited it. Warnings are what gates have against that, in words. */
  | { readonly kind: 'applied as edited'; readonly warnings: readonly string[] }
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
