import { applyEdits } from '../edits/applyEdits';
import type { Inspector } from '../ports';
import type { FileSnapshot, Finding, Proposal, ReviewerKind, TextEdit } from '../types';
import { GatedFile } from './gatedFile';
import { inspectProposals } from './inspection';
import { toProposal } from './proposal';
import { SecondLook } from './secondLook';

/**
 * Takes the edits of a finding through the gates once more, on a text that is not the reviewed one: proposals pass them
 * singly, and may break the file together. Answers with what is wrong, also with what could be checked at the review and
 * cannot be now.
 *
 * @param file with the present text
 * @param edits where they stand in it
 * @param within where the reviewed folder lies, see `RunHeader`
 */
export async function problemNow(
  file: FileSnapshot,
  finding: Finding,
  edits: readonly TextEdit[],
  within: string | undefined,
  inspector: Inspector,
  signal: AbortSignal,
): Promise<string | undefined> {
  const proposal = proposalOf(file, edits, within, finding.reviewer);
  const [inspected] = await inspectProposals(file, [{ ...finding, proposal }], inspector, signal);
  const state = inspected?.proposal?.state;
  if (state?.kind === 'rejected') {
    return state.reason;
  }
  return isUnchecked(inspected?.proposal) && !isUnchecked(finding.proposal)
    ? 'it could not be checked whether it would still be valid'
    : undefined;
}

/**
 * Whether the gates certainly hold for edits of several proposals of local reviewers, made together in a text that is not
 * the reviewed one: nothing that one of them breaks is made up for by what another mends. The parameters are those of
 * `problemNow`.
 */
export async function holdTogether(
  file: FileSnapshot,
  edits: readonly TextEdit[],
  within: string | undefined,
  inspector: Inspector,
  signal: AbortSignal,
): Promise<boolean> {
  const proposal = proposalOf(file, edits, within, 'local');
  if (proposal.state.kind === 'rejected' || isUnchecked(proposal)) {
    return false;
  }
  const [before, after] = await inspector.inspect(file, [file.text, applyEdits(file.text, edits)], signal);
  const look = before && new SecondLook(before);
  return look !== undefined && after !== undefined && look.isNoWorse(after, edits);
}

function proposalOf(
  file: FileSnapshot,
  edits: readonly TextEdit[],
  within: string | undefined,
  reviewer: ReviewerKind,
): Proposal {
  return toProposal(new GatedFile(file, within, 1, reviewer), { kind: 'edits', anchoring: 'exact', edits });
}

function isUnchecked(proposal: Proposal | undefined): boolean {
  return proposal?.flags.includes('syntax not checked') ?? false;
}
