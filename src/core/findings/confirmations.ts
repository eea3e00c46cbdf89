import { english, type Say } from '../text/say';
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
  Readonly<Record<WithoutVerdict, Readonly<Record<string, number>>>> & {
    /** Findings that no model was asked about, as what was said of an equal one counts. They are in no other count. */
    readonly alike: number;
  };

/** Counts what came of putting findings to a model once more. */
export class ConfirmationCounter {
  readonly #verdicts = { confirmed: 0, refuted: 0, unsure: 0 };
  #alike = 0;
  readonly #reasons = { 'not confirmed': new Map<string, number>(), 'not asked': new Map<string, number>() };

  count(findings: readonly Pick<Finding, 'confirmation'>[], sign: 1 | -1): void {
    for (const { confirmation } of findings) {
      if (confirmation?.alike) {
        this.#alike += sign;
      } else if (confirmation?.verdict === 'not confirmed' || confirmation?.verdict === 'not asked') {
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
    return { ...this.#verdicts, alike: this.#alike, 'not confirmed': failed ?? {}, 'not asked': unasked ?? {} };
  }
}

/**
 * "9 findings were put to a model once more: 6 confirmed, 2 refuted and hidden, 1 not confirmed (1 refused)." and
 * "2 findings that were to be put to a model once more were not (2 over the budget)." and "What came of that counts for
 * 3 equal findings, too."; nothing where none were to be.
 */
export function confirmationSentences(counts: ConfirmationCounts, t = english): readonly string[] {
  const failed = sumOf(counts['not confirmed']);
  const unasked = sumOf(counts['not asked']);
  const { confirmed, refuted, unsure } = counts;
  const all = confirmed + refuted + unsure + failed;
  const parts = [
    confirmed > 0 ? t('{0} confirmed', confirmed) : '',
    refuted > 0 ? t('{0} refuted and hidden', refuted) : '',
    unsure > 0 ? t('{0} unsure', unsure) : '',
    failed > 0 ? t('{0} not confirmed ({1})', failed, byReason(counts['not confirmed'])) : '',
  ].filter((part) => part !== '');
  return [
    ...(all > 0
      ? [
          t(
            '{0, plural, one {# finding was} other {# findings were}} put to a model once more: {1}.',
            all,
            parts.join(', '),
          ),
        ]
      : []),
    ...(unasked > 0
      ? [
          t(
            '{0, plural, one {# finding that was to be put to a model once more was} other {# findings that were to be put to a model once more were}} not ({1}).',
            unasked,
            byReason(counts['not asked']),
          ),
        ]
      : []),
    ...(counts.alike > 0
      ? [
          t(
            'What came of that counts for {0, plural, one {# equal finding} other {# equal findings}}, too.',
            counts.alike,
          ),
        ]
      : []),
  ];
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
export function confirmationText(
  confirmation: Confirmation,
  { confidence }: Pick<Finding, 'confidence'>,
  t = english,
): string {
  const { reason, message } = confirmation;
  const said = resultText(confirmation, confidence, t);
  const why = message === undefined ? reason : `${reason}. ${message}`;
  return why === '' ? said : `${said}: ${why}`;
}

function resultText(confirmation: Confirmation, confidence: Finding['confidence'], t: Say): string {
  const { alike, verdict, model, before } = confirmation;
  const where = (said: string) => (alike ? t('{0} in an equal finding', said) : said);
  switch (verdict) {
    case 'confirmed':
      return where(model === undefined ? t('confirmed') : t('confirmed by {0}', model));
    case 'refuted':
      return where(model === undefined ? t('refuted') : t('refuted by {0}', model));
    case 'unsure': {
      const doubt = where(model === undefined ? t('unsure') : t('unsure ({0})', model));
      return before ? t('{0}, so its confidence is {1} instead of {2}', doubt, confidence, before) : doubt;
    }
    case 'not confirmed':
      return t('not confirmed, as no verdict came of it');
    case 'not asked':
      return t('not asked once more');
  }
}
