import { confirmationText } from '../../core/findings/confirmations';
import { placeText } from '../../core/findings/placeText';
import type { Proof } from '../../core/proof';
import type { Marked } from '../../core/queue/queueEntry';
import { type News, newsSentence } from '../../core/report/historyText';
import { recordedText } from '../../core/text/recorded';
import type { Edited, Finding, Proposal, Repair } from '../../core/types';
import { failureText, isProofOld, repairText } from '../../core/verify/proofText';
import { editorFlags } from '../editorFlags';
import { t } from '../l10n';
import { categoryName, confidenceText, severityName, verdictName } from '../names';
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
      joinParts([
        ...[severityName(severity), placeText(finding, t), categoryName(finding.category), source, rule],
        confidenceText(finding.confidence),
      ]),
    ),
    news && newsSentence(news, t),
    also && `${also[0]?.toUpperCase()}${also.slice(1)}.`,
    confirmation && t('Confirmation: {0}', paragraph(confirmationText(confirmation, finding, t))),
    proposal && proposalSentence({ proposal, confirmation }),
    proposal?.proof && proofParagraph(proposal.proof, proposal.repair),
    isOld ? t('The file has changed since it was verified: verify again.') : undefined,
  ];
  return details.flatMap((detail) => detail || []);
}

/** Whether a proposal waits that is not placed character for character: no bulk action takes it. */
export function isTolerant({ anchoring, draft, state }: Proposal): boolean {
  return state.kind === 'ready' && anchoring !== 'exact' && !draft;
}

/** A finding as a problem of its file. What came of putting it to a model once more is said where it is not confirmed by that. */
export function problemText(finding: Finding): string {
  const { title, explanation, confirmation } = finding;
  const open = confirmation?.verdict === 'confirmed' ? undefined : confirmation;
  return joinParts(
    [
      open ? `${verdictName(open.verdict)}: ${oneLine(title)}` : oneLine(title),
      paragraph(explanation),
      open && paragraph(t('Confirmation: {0}', confirmationText(open, finding, t))),
    ],
    '\n',
  );
}

/** "also found by ruff, qwen3" */
export function alsoText({ alsoFrom = [] }: Finding): string | undefined {
  return alsoFrom.length > 0 ? t('also found by {0}', oneLine(alsoFrom.join(', '))) : undefined;
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
      weakens.length > 0 ? t('It weakens the check: it {0}.', weakens.join(', ')) : undefined,
      ...failures.slice(0, mostFailures).map((failure) => `• ${oneLine(failureText(failure))}`),
      more > 0 ? t('… and {0} more', more) : undefined,
      repair && `${withoutFullStop(paragraph(repairText(repair, t)))}.`,
    ],
    '\n',
  );
}

function asEditedSentence({ warnings }: Edited): string {
  const applied = t('Its proposal is applied as you had edited it.');
  return warnings.length > 0
    ? `${applied} ${t('To look at: {0}.', warnings.map((warning) => oneLine(recordedText(warning, t))).join('; '))}`
    : applied;
}

function waitsSentence({ draft, removesFinding }: Proposal): string {
  if (draft) {
    return t('Your edited fix is ready: Apply writes what you see here.');
  }
  return removesFinding ? t('A fix is available. It resolves this finding.') : t('A fix is available.');
}

function proposalSentence(marked: Marked): string {
  const { proposal } = marked;
  const { state } = proposal;
  const marks = editorFlags(marked);
  switch (state.kind) {
    case 'ready':
      return joinParts(
        [
          waitsSentence(proposal),
          state.problem === undefined
            ? undefined
            : t('It could not be applied: {0}', paragraph(recordedText(state.problem, t))),
          isTolerant(proposal) ? t('It is placed with tolerance: see where it goes.') : undefined,
          marks.length > 0 ? t('Kept out of bulk actions: {0}.', marks.join(', ')) : undefined,
        ],
        ' ',
      );
    case 'rejected':
      return t('Its proposal was rejected: {0}', paragraph(recordedText(state.reason, t)));
    case 'stale':
      return t(
        'Its proposal is outdated: {0}. It waits again when that text is back.',
        paragraph(recordedText(state.reason, t)).replace(/\.$/, ''),
      );
    case 'applied':
      return t('Its proposal is applied.');
    case 'applied with editor changes':
      if (state.edited) {
        return asEditedSentence(state.edited);
      }
      return t('Its proposal is applied. The editor changed more of the file when it was saved.');
    case 'reverted':
      return t('Its proposal was applied and taken back.');
  }
}
