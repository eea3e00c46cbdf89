import { isApplied } from '../edits/proposalState';
import type { Proof } from '../proof';
import type { Finding } from '../types';

/**
 * How many of the proposals that were verified in the same tree are not among the applied ones of some findings: where
 * there are any, what is there was never tried as it is.
 */
export function missingFrom({ result, tree }: Proof, findings: readonly Finding[]): number {
  if (result.kind !== 'verified') {
    return 0;
  }
  const present = findings.filter(
    ({ proposal }) =>
      isApplied(proposal?.state) && proposal?.proof?.result.kind === 'verified' && proposal.proof.tree === tree,
  );
  return Math.max(0, result.together - Math.max(1, present.length));
}
