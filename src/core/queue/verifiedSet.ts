import type { Proof } from '../proof';
import type { QueueEntry } from './queueEntry';

/** What is applied because commands passed on it: the proposals that were in one tree when they did. */
export type VerifiedSet =
  | {
      readonly kind: 'set';
      readonly entries: readonly QueueEntry[];
      /** Git's name of the tree that the folder must be now. */
      readonly baseTree: string;
      /** Git's name of the tree that the folder is when all of them are applied. */
      readonly tree: string;
    }
  | { readonly kind: 'none' }
  /** They were verified in trees of their own, and never together. */
  | { readonly kind: 'several'; readonly entries: readonly QueueEntry[] }
  /** Some of what was proven together does not wait any more, and what is left of it was never tried. */
  | { readonly kind: 'broken'; readonly missing: number; readonly together: number };

/**
 * The set that a run's last verification has proven.
 *
 * @param safe those among the waiting proposals that are safe, in their order
 */
export function verifiedSet(safe: readonly QueueEntry[]): VerifiedSet {
  // What cannot stand with the others is for a person to choose.
  const willing = safe.filter(({ finding }) => !isApart(finding.proposal.proof));
  const [first] = willing;
  const { tree, baseTree, result }: Partial<Proof> = first?.finding.proposal.proof ?? {};
  if (tree === undefined || baseTree === undefined || result?.kind !== 'verified') {
    return { kind: 'none' };
  }
  const entries = willing.filter(({ finding }) => finding.proposal.proof?.tree === tree);
  if (entries.length < willing.length) {
    return { kind: 'several', entries: willing };
  }
  const missing = result.together - entries.length;
  return missing === 0
    ? { kind: 'set', entries, baseTree, tree }
    : { kind: 'broken', missing, together: result.together };
}

function isApart(proof: Proof | undefined): boolean {
  return proof?.result.kind === 'verified' && proof.result.apart !== undefined;
}
