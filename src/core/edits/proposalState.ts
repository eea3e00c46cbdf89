import type { Proof } from '../proof';
import type { Finding, ProposalState, Receipt } from '../types';

/** The state of a proposal that we applied. */
export type AppliedState = Extract<ProposalState, { receipt: Receipt }>;

export function isApplied(state: ProposalState | undefined): state is AppliedState {
  return state !== undefined && 'receipt' in state;
}

/** The finding with its proposal, if it has one, in a state; undefined for the one it is in. The same if nothing changes. */
export function withState<Kept extends Finding>(finding: Kept, state: ProposalState | undefined): Kept {
  const { proposal } = finding;
  return proposal && state && state !== proposal.state ? { ...finding, proposal: { ...proposal, state } } : finding;
}

/** The finding with its proposal, if it has one, proven; or with the proof taken away. */
export function withProof<Kept extends Finding>(finding: Kept, proof: Proof | undefined): Kept {
  if (!finding.proposal) {
    return finding;
  }
  const { proof: _, ...proposal } = finding.proposal;
  return { ...finding, proposal: { ...proposal, ...(proof && { proof }) } };
}
