import type { ProposalState, Receipt } from '../types';

/** The state of a proposal that we applied. */
export type AppliedState = Extract<ProposalState, { receipt: Receipt }>;

export function isApplied(state: ProposalState | undefined): state is AppliedState {
  return state !== undefined && 'receipt' in state;
}
