import { placeText } from '../../../core/findings/placeText';
import type { Proof, ProofResult } from '../../../core/proof';
import type { News } from '../../../core/report/historyText';
import type { Finding, Proposal, ProposalState } from '../../../core/types';
import { isProofOld } from '../../../core/verify/proofText';
import { editorFlags } from '../../editorFlags';
import { alsoText, findingDetails } from '../../facts/findingDetails';
import { proofWords } from '../../facts/proofWords';
import { joinParts, oneLine, withoutFullStop } from '../../plainText';
import { colors, type Icon, type Row, type RowWord, severityIcon } from './row';

/** What the row of a finding tells besides the finding itself. */
interface Surroundings {
  /** Hash of its file's text as it is now; undefined where nobody has looked. */
  readonly textHash?: string | undefined;
  /** What there is to tell of it since the reviews before. */
  readonly news?: News | undefined;
  /** Whether its proposal waits for what commands say of it. */
  readonly isBeingVerified?: boolean;
  /** Whether the rule behind it has documentation. */
  readonly isDocumented?: boolean;
}

export function findingRow(
  finding: Finding,
  { textHash, news, isBeingVerified = false, isDocumented = false }: Surroundings = {},
): Row {
  const { proposal, severity, source, confirmation } = finding;
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
    tooltip: joinParts([label, ...findingDetails(finding, textHash, news)], '\n\n'),
    accessibleLabel: joinParts(
      [severity, label, atWork, line, ...standing, effect, flags, confirmation?.verdict, news, also],
      ', ',
    ),
    words: [
      'finding',
      ...rowWordsOf(proposal?.state),
      ...proofWordsOf(proposal?.proof),
      ...(isDocumented ? (['documented'] as const) : []),
    ],
    children: 'none',
    action: proposal?.state.kind === 'ready' ? 'preview' : 'open',
  };
}

/** Its state, and what commands say of it: that takes the place of a state that goes without saying. */
function standingOf(proposal: Proposal, textHash: string | undefined): readonly string[] {
  const { state } = proposal;
  const proven = proofWords(proposal, textHash);
  const isPlain = state.kind === 'ready' && state.problem === undefined;
  return [...(isPlain && proven.length > 0 ? [] : [stateText(proposal)]), ...proven];
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
