import type { Proof } from '../proof';
import type { Draft, Edit, Edited, Finding, Proposal, ProposalState, Receipt } from '../types';

/** The state of a proposal that we applied. */
export type AppliedState = Extract<ProposalState, { receipt: Receipt }>;

export function isApplied(state: ProposalState | undefined): state is AppliedState {
  return state !== undefined && 'receipt' in state;
}

/** Whether a proposal may be applied, if its text is there: it waits, was taken back, or its text was gone for a while. */
export function isApplicable({ kind }: ProposalState): boolean {
  return kind === 'ready' || kind === 'reverted' || kind === 'stale';
}

/** A warning of what was applied as a person had edited it. */
const moreChanged = 'the editor changed more of the file when it was saved';

/**
 * @param asPlanned whether the file is what the change was to make of it
 * @param edited as it was to be applied
 */
export function appliedState(receipt: Receipt, asPlanned: boolean, edited: Edited | undefined): AppliedState {
  if (!edited) {
    return { kind: asPlanned ? 'applied' : 'applied with editor changes', receipt };
  }
  const warnings = asPlanned ? edited.warnings : [...edited.warnings, moreChanged];
  return { kind: 'applied with editor changes', receipt, edited: { ...edited, warnings } };
}

/** What a person had made of a proposal before it was applied; undefined when it was applied as it was, or is not applied. */
export function editedIn(state: ProposalState | undefined): Edited | undefined {
  return state?.kind === 'applied with editor changes' ? state.edited : undefined;
}

/** What a person has made of a proposal that is not applied. */
export function draftOf({ draft, state }: Proposal): Draft | undefined {
  return isApplied(state) ? undefined : draft;
}

/** The edits that a proposal stands for: those that were applied, or would be. */
export function editsOf(proposal: Proposal): readonly Edit[] {
  return (editedIn(proposal.state) ?? draftOf(proposal) ?? proposal).edits;
}

/** What is known of the edits that were proposed; nothing where a person has made others of them, which nobody has looked at. */
export function knownEffects(proposal: Proposal): Pick<Proposal, 'removesFinding' | 'preservesBehaviour'> {
  if ((draftOf(proposal) ?? editedIn(proposal.state)) !== undefined) {
    return {};
  }
  const { removesFinding, preservesBehaviour } = proposal;
  return { ...(removesFinding && { removesFinding }), ...(preservesBehaviour && { preservesBehaviour }) };
}

/** What a person calls a state. */
export function stateName(state: ProposalState): ProposalState['kind'] | 'applied as edited' {
  return editedIn(state) ? 'applied as edited' : state.kind;
}

/** The same in the words that people read. */
export function stateWords(state: ProposalState): string {
  return inWords(stateName(state));
}

/** A state, or what an attempt to change a file came to, in the words that people read. */
export function inWords(name: string): string {
  return name === 'stale' ? 'outdated' : name;
}

/** The finding with its proposal, if it has one, in a state; undefined for the one it is in. The same if nothing changes. */
export function withState<Kept extends Finding>(finding: Kept, state: ProposalState | undefined): Kept {
  const { proposal } = finding;
  if (!proposal || !state || state === proposal.state) {
    return finding;
  }
  return { ...finding, proposal: { ...proposal, state } };
}

/** The finding with what a person makes of its proposal, of which commands have said nothing; undefined for what was proposed. */
export function withDraft<Kept extends Finding>(finding: Kept, draft: Draft | undefined): Kept {
  if (!finding.proposal || finding.proposal.draft === draft) {
    return finding;
  }
  const { draft: _, ...proposal } = finding.proposal;
  return withProof({ ...finding, proposal: { ...proposal, ...(draft && { draft }) } }, undefined);
}

/** The finding with its proposal, if it has one, proven; or with the proof taken away. */
export function withProof<Kept extends Finding>(finding: Kept, proof: Proof | undefined): Kept {
  if (!finding.proposal) {
    return finding;
  }
  const { proof: _, ...proposal } = finding.proposal;
  return { ...finding, proposal: { ...proposal, ...(proof && { proof }) } };
}
