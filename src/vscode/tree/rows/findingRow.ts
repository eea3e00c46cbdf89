import { confirmationText } from '../../../core/findings/confirmations';
import type { Finding, Proposal, ProposalState } from '../../../core/types';
import { editorFlags } from '../../editorFlags';
import { joinParts, oneLine, paragraph, withoutFullStop } from '../../plainText';
import { colors, type Icon, type Row, type RowWord, severityIcon } from './row';

export function findingRow(finding: Finding): Row {
  const { place, proposal, severity, source, rule, confirmation } = finding;
  const label = oneLine(finding.title);
  const line = place ? `line ${place.startLine}` : undefined;
  const state = proposal && stateText(proposal);
  const flags = proposal && editorFlags(proposal).join(', ');
  const also = alsoText(finding);
  const effect = proposal?.state.kind === 'ready' && proposal.removesFinding ? 'removes the finding' : undefined;
  return {
    label,
    // In a narrow view the end is cut off.
    description: joinParts([line, state, flags, confirmation?.verdict, oneLine(source)]),
    icon: iconOf(finding),
    tooltip: joinParts(
      [
        label,
        paragraph(finding.explanation),
        oneLine(joinParts([severity, line, finding.category, source, rule, `${finding.confidence} confidence`])),
        also && `${also[0]?.toUpperCase()}${also.slice(1)}.`,
        confirmation && `Put to a model once more: ${paragraph(confirmationText(confirmation))}`,
        proposal && proposalSentence(proposal),
      ],
      '\n\n',
    ),
    accessibleLabel: joinParts([severity, label, line, state, effect, flags, confirmation?.verdict, also], ', '),
    words: ['finding', ...wordsOf(proposal?.state)],
    children: 'none',
    action: proposal?.state.kind === 'ready' ? 'preview' : 'open',
  };
}

/** "also found by ruff, qwen3" */
function alsoText({ alsoFrom = [] }: Finding): string | undefined {
  return alsoFrom.length > 0 ? `also found by ${oneLine(alsoFrom.join(', '))}` : undefined;
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
    case 'dismissed':
      return 'Its proposal was dismissed.';
  }
}

function wordsOf(state: ProposalState | undefined): readonly RowWord[] {
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
function iconOf({ severity, proposal }: Finding): Icon {
  switch (proposal?.state.kind) {
    case 'applied':
    case 'applied with editor changes':
      return { id: 'check', color: colors.good };
    case 'dismissed':
      return { id: 'circle-slash', color: colors.dim };
    case 'stale':
      return { id: 'history', color: colors.dim };
    default:
      return severityIcon(severity);
  }
}
