import { confirmationText } from '../../core/findings/confirmations';
import { placeText } from '../../core/findings/placeText';
import type { Proof } from '../../core/proof';
import { type News, newsSentences } from '../../core/report/historyText';
import type { Finding, Proposal, Repair } from '../../core/types';
import { failureText, isProofOld, repairText } from '../../core/verify/proofText';
import { editorFlags } from '../editorFlags';
import { joinParts, oneLine, paragraph, withoutFullStop } from '../plainText';
import { advisedProofText } from './proofWords';

/**
 * All that is known of a finding besides its title, as paragraphs of plain text.
 *
 * @param textHash of its file as it is now; undefined where nobody has looked
 * @param news what there is to tell of it since the reviews before
 */
export function findingDetails(finding: Finding, textHash?: string, news?: News): readonly string[] {
  const { proposal, severity, source, rule, confirmation } = finding;
  const also = alsoText(finding);
  const isOld = proposal !== undefined && isProofOld(proposal, textHash);
  const details = [
    paragraph(finding.explanation),
    oneLine(
      joinParts([severity, placeText(finding), finding.category, source, rule, `${finding.confidence} confidence`]),
    ),
    news && newsSentences[news],
    also && `${also[0]?.toUpperCase()}${also.slice(1)}.`,
    confirmation && `Confirmation: ${paragraph(confirmationText(confirmation, finding))}`,
    proposal && proposalSentence(proposal),
    proposal?.proof && proofParagraph(proposal.proof, proposal.repair),
    isOld ? 'The file has changed since it was verified: verify again.' : undefined,
  ];
  return details.flatMap((detail) => detail || []);
}

/** "also found by ruff, qwen3" */
export function alsoText({ alsoFrom = [] }: Finding): string | undefined {
  return alsoFrom.length > 0 ? `also found by ${oneLine(alsoFrom.join(', '))}` : undefined;
}

/** More would make the tooltip longer than a screen. */
const mostFailures = 5;

function proofParagraph(proof: Proof, repair: Repair | undefined): string {
  const { result, weakens = [] } = proof;
  const failures = 'failures' in result ? result.failures : [];
  const more = failures.length - mostFailures;
  return joinParts(
    [
      `${withoutFullStop(paragraph(advisedProofText(proof)))}.`,
      weakens.length > 0 ? `It weakens the check: it ${weakens.join(', it ')}.` : undefined,
      ...failures.slice(0, mostFailures).map((failure) => `• ${oneLine(failureText(failure))}`),
      more > 0 ? `… and ${more} more` : undefined,
      repair && `${withoutFullStop(paragraph(repairText(repair)))}.`,
    ],
    '\n',
  );
}

function proposalSentence(proposal: Proposal): string {
  const { state } = proposal;
  const marks = editorFlags(proposal);
  const flags = marks.length > 0 ? ` Kept out of bulk actions: ${marks.join(', ')}.` : '';
  switch (state.kind) {
    case 'ready':
      return `A proposal waits.${proposal.removesFinding ? ' It removes the finding.' : ''}${state.problem === undefined ? '' : ` It could not be applied: ${paragraph(state.problem)}`}${flags}`;
    case 'rejected':
      return `Its proposal was rejected: ${paragraph(state.reason)}`;
    case 'stale':
      return `Its proposal is stale: ${paragraph(state.reason).replace(/\.$/, '')}. It waits again when that text is back.`;
    case 'applied':
      return 'Its proposal is applied.';
    case 'applied with editor changes':
      return 'Its proposal is applied. The editor changed more of the file when it was saved.';
    case 'reverted':
      return 'Its proposal was applied and taken back.';
  }
}
