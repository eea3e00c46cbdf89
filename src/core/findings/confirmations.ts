import { counted } from '../text/counted';
import {
  type Confirmation,
  confidences,
  type Finding,
  type Verdict,
  type WithoutVerdict,
  withoutVerdict,
} from '../types';

/** What came of putting findings to a model once more, by the ids of those. */
export type Confirmations = ReadonlyMap<string, Confirmation>;

/**
 * A finding after a model was to be asked about it once more. One that is refuted is hidden, one that is in doubt is held
 * to be less sure by one step, if there is one; whether it is still shown is for the bounds to say. Without a verdict it
 * stays as it is.
 */
export function withConfirmation(finding: Finding, confirmation: Confirmation): Finding {
  switch (confirmation.verdict) {
    case 'confirmed':
    case 'not confirmed':
    case 'not asked':
      return { ...finding, confirmation };
    case 'refuted':
      return { ...finding, confirmation, hiddenBy: { kind: 'refuted' } };
    case 'unsure': {
      const { confidence: before } = finding;
      const confidence = confidences[confidences.indexOf(before) + 1];
      return confidence
        ? { ...finding, confirmation: { ...confirmation, before }, confidence }
        : { ...finding, confirmation };
    }
  }
}

/** How many findings came to what: by their verdict or, without one, by the reason. */
export type ConfirmationCounts = Readonly<Record<Verdict, number>> &
  Readonly<Record<WithoutVerdict, Readonly<Record<string, number>>>>;

/** Counts what came of putting findings to a model once more. */
export class ConfirmationCounter {
  readonly #verdicts = { confirmed: 0, refuted: 0, unsure: 0 };
  readonly #reasons = { 'not confirmed': new Map<string, number>(), 'not asked': new Map<string, number>() };

  count(findings: readonly Pick<Finding, 'confirmation'>[], sign: 1 | -1): void {
    for (const { confirmation } of findings) {
      if (confirmation?.verdict === 'not confirmed' || confirmation?.verdict === 'not asked') {
        const { verdict, reason } = confirmation;
        this.#reasons[verdict].set(reason, (this.#reasons[verdict].get(reason) ?? 0) + sign);
      } else if (confirmation) {
        this.#verdicts[confirmation.verdict] += sign;
      }
    }
  }

  counts(): ConfirmationCounts {
    const [failed, unasked] = withoutVerdict.map((verdict) =>
      Object.fromEntries([...this.#reasons[verdict]].filter(([, count]) => count > 0).sort()),
    );
    return { ...this.#verdicts, 'not confirmed': failed ?? {}, 'not asked': unasked ?? {} };
  }
}

const results = [
  ['confirmed', 'confirmed'],
  ['refuted', 'refuted and hidden'],
  ['unsure', 'left in doubt'],
] as const;

/**
 * "9 findings were put to a model once more: 6 confirmed, 2 refuted and hidden, 1 without a verdict (1 refused)." and
 * "2 findings that were to be put to a model once more were not (2 over the budget)."; nothing where none were to be.
 */
export function confirmationSentences(counts: ConfirmationCounts): readonly string[] {
  const failed = sumOf(counts['not confirmed']);
  const unasked = sumOf(counts['not asked']);
  const all = results.reduce((sum, [verdict]) => sum + counts[verdict], failed);
  const parts = results
    .filter(([verdict]) => counts[verdict] > 0)
    .map(([verdict, words]) => `${counts[verdict]} ${words}`);
  const without = failed > 0 ? [`${failed} without a verdict (${byReason(counts['not confirmed'])})`] : [];
  return [
    ...(all > 0
      ? [`${counted(all, 'finding')} ${were(all)} put to a model once more: ${[...parts, ...without].join(', ')}.`]
      : []),
    ...(unasked > 0
      ? [
          `${counted(unasked, 'finding')} that ${were(unasked)} to be put to a model once more ${were(unasked)} not (${byReason(counts['not asked'])}).`,
        ]
      : []),
  ];
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}

function sumOf(reasons: Readonly<Record<string, number>>): number {
  return Object.values(reasons).reduce((sum, count) => sum + count, 0);
}

/** "3 timed out, 1 refused" */
function byReason(reasons: Readonly<Record<string, number>>): string {
  return Object.entries(reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
}

/** What came of one finding: "refuted by qwen3: line 3 checks it". The reason and the name have not been made safe to show. */
export function confirmationText(confirmation: Confirmation, { confidence }: Pick<Finding, 'confidence'>): string {
  const { reason, message } = confirmation;
  const said = resultText(confirmation, confidence);
  const why = message === undefined ? reason : `${reason}. ${message}`;
  return why === '' ? said : `${said}: ${why}`;
}

function resultText({ verdict, model, before }: Confirmation, confidence: Finding['confidence']): string {
  const by = model === undefined ? '' : ` by ${model}`;
  switch (verdict) {
    case 'confirmed':
    case 'refuted':
      return verdict + by;
    case 'unsure':
      return `left in doubt${by}${before ? `, so its confidence is ${confidence} instead of ${before}` : ''}`;
    case 'not confirmed':
      return 'not confirmed, as no verdict came of it';
    case 'not asked':
      return 'not confirmed, as no model was asked';
  }
}
