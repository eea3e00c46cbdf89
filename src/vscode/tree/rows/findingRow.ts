import { knownEffects, stateName as shownState } from '../../../core/edits/proposalState';
import { placeText } from '../../../core/findings/placeText';
import type { Proof, ProofResult } from '../../../core/proof';
import type { News } from '../../../core/report/historyText';
import { recordedText } from '../../../core/text/recorded';
import type { Finding, Proposal, ProposalState } from '../../../core/types';
import { isProofOld } from '../../../core/verify/proofText';
import { editorFlags } from '../../editorFlags';
import { alsoText, findingDetails, isTolerant } from '../../facts/findingDetails';
import { proofWords } from '../../facts/proofWords';
import { t } from '../../l10n';
import { newsName, severityName, stateName, verdictName } from '../../names';
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
  /** Where its file is, if its row does not stand below that. */
  readonly path?: string | undefined;
}

export function findingRow(
  finding: Finding,
  { textHash, news, isBeingVerified = false, isDocumented = false, path }: Surroundings = {},
): Row {
  const { proposal, severity, source, confirmation } = finding;
  const label = oneLine(finding.title);
  const line = path === undefined ? placeText(finding, t) : placeIn(path, finding);
  const verdict = confirmation && verdictName(confirmation.verdict);
  const [told, doubt] = confirmation?.verdict === 'confirmed' ? [verdict, undefined] : [undefined, verdict];
  const flags =
    proposal &&
    editorFlags({ confirmation, proposal })
      .filter((flag) => flag !== doubt)
      .join(', ');
  const isOld = proposal !== undefined && isProofOld(proposal, textHash);
  const standing = proposal ? standingOf(proposal, textHash) : [];
  const atWork = isBeingVerified ? t('being verified') : undefined;
  const also = alsoText(finding);
  const effect =
    proposal?.state.kind === 'ready' && knownEffects(proposal).removesFinding ? t('resolves this finding') : undefined;
  const tolerant = proposal && isTolerant(proposal) ? t('placed with tolerance') : undefined;
  const since = news && newsName(news);
  return {
    label,
    // In a narrow view the end is cut off.
    description: joinParts([doubt, atWork, ...standing, line, tolerant, flags, told, since, oneLine(source)]),
    icon: isBeingVerified ? { id: 'sync~spin' } : iconOf(finding, isOld),
    tooltip: joinParts([label, ...findingDetails(finding, textHash, news)], '\n\n'),
    accessibleLabel: joinParts(
      [
        severityName(severity),
        label,
        doubt,
        atWork,
        line,
        ...standing,
        effect,
        tolerant,
        flags,
        told,
        since,
        oneLine(source),
        also,
      ],
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

/** "src/ledger.py:12" */
function placeIn(path: string, { place }: Finding): string {
  return `${oneLine(path)}${place ? `:${place.startLine}` : ''}`;
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

function stateText({ state, draft }: Proposal): string {
  switch (state.kind) {
    case 'ready':
      return state.problem === undefined
        ? draft
          ? t('proposal edited by you, not applied')
          : t('fix available')
        : t('not applied: {0}', withoutFullStop(oneLine(recordedText(state.problem, t))));
    case 'rejected':
      return t('proposal rejected: {0}', withoutFullStop(oneLine(recordedText(state.reason, t))));
    case 'stale':
      return t('outdated: {0}', withoutFullStop(oneLine(recordedText(state.reason, t))));
    default:
      return stateName(shownState(state));
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
