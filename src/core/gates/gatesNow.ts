import { applyEdits } from '../edits/applyEdits';
import { toEdits } from '../edits/toEdits';
import type { Inspector } from '../ports';
import { reasons } from '../text/reasons';
import type { FileSnapshot, Finding, Proposal, ReviewerKind, Span, TextEdit } from '../types';
import { GatedFile } from './gatedFile';
import { flagsOf } from './gates';
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
  return isUnchecked(inspected?.proposal) && !isUnchecked(finding.proposal) ? reasons.notChecked : undefined;
}

/** What gates have against edits that a person wrote, in words: it is said, and keeps nothing back. The parameters are those of `problemNow`. */
export async function warningsNow(...asked: Parameters<typeof problemNow>): Promise<readonly string[]> {
  const [file, finding, edits, within] = asked;
  const flags = flagsOf(new GatedFile(file, within, 1, finding.reviewer), toEdits(file.text, edits));
  const problem = await problemNow(...asked);
  return [...flags.filter((flag) => flag !== 'syntax not checked'), ...(problem === undefined ? [] : [problem])];
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

/**
 * Whether a text is no worse with an edit that writes a comment, and local reviewers, where they report the finding at a place
 * of it, do so no more. Undefined where that cannot be told: of what they found where they could not look, of what others
 * found where no grammar says whether the comment breaks something.
 */
export async function silencesNow(
  file: FileSnapshot,
  finding: Finding,
  span: Span,
  edit: TextEdit,
  inspector: Inspector,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const [before, after] = await inspector.inspect(file, [file.text, applyEdits(file.text, [edit])], signal);
  const isLocal = finding.reviewer === 'local';
  const needed = isLocal ? 'findings' : 'syntaxErrors';
  if (before?.[needed] === undefined || after?.[needed] === undefined) {
    return undefined;
  }
  const look = new SecondLook(before);
  const isNoWorse = look.moreSyntaxErrors(after) <= 0 && look.newError(after) === undefined;
  const placed = { ...finding, place: { startLine: 1, endLine: 1, quote: '', ...span } };
  return isNoWorse && (!isLocal || look.removes([placed], after));
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
