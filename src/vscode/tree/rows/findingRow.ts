import { confirmationText } from '../../../core/findings/confirmations';
import { placeText } from '../../../core/findings/placeText';
import type { Proof, ProofResult } from '../../../core/proof';
import { type News, newsSentences } from '../../../core/report/historyText';
import type { Finding, Proposal, ProposalState, Repair } from '../../../core/types';
import { failureText, isProofOld, repairText } from '../../../core/verify/proofText';
import { editorFlags } from '../../editorFlags';
import { advisedProofText, proofWords } from '../../facts/proofWords';
import { joinParts, oneLine, paragraph, withoutFullStop } from '../../plainText';
import { colors, type Icon, type Row, type RowWord, severityIcon } from './row';

/**
 * @param textHash of its file as it is now; undefined where nobody has looked
 * @param news what there is to tell of it since the reviews before
 * @param isBeingVerified whether its proposal waits for what commands say of it
 */
export function findingRow(finding: Finding, textHash?: string, news?: News, isBeingVerified = false): Row {
  const { proposal, severity, source, rule, confirmation } = finding;
  const label = oneLine(finding.title);
  const line = placeText(finding);
  const flags = proposal && editorFlags(proposal).join(', ');
  const isOld = proposal !== undefined && isProofOld(proposal, textHash);
  const standing = proposal ? standingOf(proposal, textHash) : [];
  const atWork = isBeingVerified ? 'being verified' : undefined;
  const also = alsoText(finding);
  const effect = proposal?.state.kind === 'ready' && proposal.removesFinding ? 'removes the finding' : undefined;
  return {
    label,
    // In a narrow view the end is cut off.
    description: joinParts([atWork, line, ...standing, flags, confirmation?.verdict, news, oneLine(source)]),
    icon: isBeingVerified ? { id: 'sync~spin' } : iconOf(finding, isOld),
    tooltip: joinParts(
      [
        label,
        paragraph(finding.explanation),
        oneLine(joinParts([severity, line, finding.category, source, rule, `${finding.confidence} confidence`])),
        news && newsSentences[news],
        also && `${also[0]?.toUpperCase()}${also.slice(1)}.`,
        confirmation && `Confirmation: ${paragraph(confirmationText(confirmation, finding))}`,
        proposal && proposalSentence(proposal),
        proposal?.proof && proofParagraph(proposal.proof, proposal.repair),
        isOld ? 'The file has changed since it was verified: verify again.' : undefined,
      ],
      '\n\n',
    ),
    accessibleLabel: joinParts(
      [severity, label, atWork, line, ...standing, effect, flags, confirmation?.verdict, news, also],
      ', ',
    ),
    words: ['finding', ...rowWordsOf(proposal?.state), ...proofWordsOf(proposal?.proof)],
    children: 'none',
    action: proposal?.state.kind === 'ready' ? 'preview' : 'open',
  };
}

/** "also found by ruff, qwen3" */
function alsoText({ alsoFrom = [] }: Finding): string | undefined {
  return alsoFrom.length > 0 ? `also found by ${oneLine(alsoFrom.join(', '))}` : undefined;
}

/** Its state, and what commands say of it: that takes the place of a state that goes without saying. */
function standingOf(proposal: Proposal, textHash: string | undefined): readonly string[] {
  const { state } = proposal;
  const proven = proofWords(proposal, textHash);
  const isPlain = state.kind === 'ready' && state.problem === undefined;
  return [...(isPlain && proven.length > 0 ? [] : [stateText(proposal)]), ...proven];
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

function proofWordsOf(proof: Proof | undefined): readonly RowWord[] {
  const isVerified = proof?.result.kind === 'verified';
  return [
    ...(isVerified ? (['verified'] as const) : []),
    ...(proof?.output === undefined ? [] : (['output'] as const)),
  ];
}

function stateText({ state }: Proposal): string {
  switch (state.kind) {
    case 'ready':
      return state.problem === undefined ? 'proposal ready' : `not applied: ${withoutFullStop(oneLine(state.problem))}`;
    case 'rejected':
      return `proposal rejected: ${withoutFullStop(oneLine(state.reason))}`;
    case 'stale':
      return `stale: ${withoutFullStop(oneLine(state.reason))}`;
    default:
      return state.kind;
  }
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

function rowWordsOf(state: ProposalState | undefined): readonly RowWord[] {
  if (!state) {
    return [];
  }
  switch (state.kind) {
    case 'ready':
      return ['waiting', 'applicable'];
    case 'applied':
    case 'applied with editor changes':
      return ['applied'];
    case 'reverted':
      return [state.kind, 'applicable'];
    default:
      return [state.kind];
  }
}

/** The severity, until the finding is dealt with or its text is gone. */
function iconOf({ severity, proposal }: Finding, isOld: boolean): Icon {
  switch (proposal?.state.kind) {
    case 'applied':
    case 'applied with editor changes':
      return { id: 'check', color: colors.good };
    case 'stale':
      return { id: 'history', color: colors.dim };
    default:
      return (proposal?.proof && !isOld && proofIcons[proposal.proof.result.kind]) || severityIcon(severity);
  }
}

/** One that was tried has another icon than one that never was, also where nothing could be told: that of the severity. */
const proofIcons: Readonly<Record<ProofResult['kind'], Icon>> = {
  verified: { id: 'verified-filled', color: colors.good },
  failed: { id: 'beaker-stop', color: colors.failed },
  flaky: { id: 'beaker', color: colors.warning },
  unverifiable: { id: 'question', color: colors.warning },
};
