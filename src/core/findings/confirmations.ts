import { counted } from '../text/counted';
import { type Confirmation, confidences, type Finding } from '../types';

/** What models said of findings that were put to them once more, by the ids of those. */
export type Confirmations = ReadonlyMap<string, Confirmation>;

/**
 * A finding after a model was asked about it once more. One that is refuted is hidden, one that is in doubt is held to be
 * less sure by one step; whether it is still shown is for the bounds to say. Without a verdict it stays as it is.
 */
export function withConfirmation(finding: Finding, confirmation: Confirmation): Finding {
  switch (confirmation.verdict) {
    case 'confirmed':
    case 'not confirmed':
      return { ...finding, confirmation };
    case 'refuted':
      return { ...finding, confirmation, hiddenBy: { kind: 'refuted' } };
    case 'unsure': {
      const lower = confidences[confidences.indexOf(finding.confidence) + 1];
      return { ...finding, confirmation, confidence: lower ?? finding.confidence };
    }
  }
}

/** How many findings came to what. */
export type ConfirmationCounts = Readonly<Record<Confirmation['verdict'], number>>;

const results = [
  ['confirmed', 'confirmed'],
  ['refuted', 'refuted and hidden'],
  ['unsure', 'left in doubt and held to be less sure'],
  ['not confirmed', 'without an answer and shown as they were'],
] as const;

/** "9 findings were put to a model once more: 6 confirmed, 3 refuted and hidden."; nothing where none were. */
export function confirmationSentences(counts: ConfirmationCounts): readonly string[] {
  const all = results.reduce((sum, [verdict]) => sum + counts[verdict], 0);
  const parts = results
    .filter(([verdict]) => counts[verdict] > 0)
    .map(([verdict, words]) => `${counts[verdict]} ${words}`);
  return all > 0
    ? [`${counted(all, 'finding')} ${all === 1 ? 'was' : 'were'} put to a model once more: ${parts.join(', ')}.`]
    : [];
}

/** What came of asking about one finding: "refuted: line 3 checks it". The reason has not been made safe to show. */
export function confirmationText({ verdict, reason }: Confirmation): string {
  const said = verdict === 'unsure' ? 'left in doubt, so held to be less sure' : verdict;
  return reason === '' ? said : `${said}: ${reason}`;
}
