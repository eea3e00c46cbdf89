import type { Inspector } from '../ports';
import type { FileSnapshot, Finding, TextEdit } from '../types';
import { GatedFile } from './gatedFile';
import { inspectProposals } from './inspection';
import { toProposal } from './proposal';

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
  const gated = new GatedFile(file, within, 1, finding.reviewer);
  const proposal = toProposal(gated, { kind: 'edits', anchoring: 'exact', edits });
  const [inspected] = await inspectProposals(file, [{ ...finding, proposal }], inspector, signal);
  const state = inspected?.proposal?.state;
  if (state?.kind === 'rejected') {
    return state.reason;
  }
  const isUnchecked = (of: Finding | undefined) => of?.proposal?.flags.includes('syntax not checked') ?? false;
  return isUnchecked(inspected) && !isUnchecked(finding)
    ? 'it could not be checked whether it would still be valid'
    : undefined;
}
