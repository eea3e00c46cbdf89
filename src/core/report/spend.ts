import type { Usage } from '../modelUse';
import { mostFindings, type Range, type RunEstimate } from '../run/spend/estimate';
import type { PartlyTold, RoleSpent } from '../run/spend/usage';
import { english, type Say } from '../text/say';

/** "12,345" */
export function grouped(count: number, t = english): string {
  // Not a text: the language in whose way numbers are written.
  return count.toLocaleString(t('en-US'));
}

/** "at least 678" where some of what is counted is not told; else as it is. */
export function atLeast(counted: string, { uncounted = 0 }: PartlyTold, t = english): string {
  return uncounted > 0 ? t('at least {0}', counted) : counted;
}

/**
 * What was spent: "12,345 tokens in, 678 out (400 thinking)", or "at least" so much, where servers did not tell all;
 * empty when they told nothing.
 */
export function usageText(spent: Usage & PartlyTold, t = english): string {
  const { promptTokens, completionTokens, thinkingTokens } = spent;
  const sent = promptTokens ? t('{0} tokens in', grouped(promptTokens, t)) : '';
  const out = grouped(completionTokens ?? 0, t);
  const written = sent === '' ? t('{0} tokens out', out) : t('{0} out', out);
  const got = thinkingTokens ? t('{0} ({1} thinking)', written, grouped(thinkingTokens, t)) : written;
  const told = [sent, completionTokens ? got : ''].filter((part) => part !== '').join(', ');
  return told === '' ? '' : atLeast(told, spent, t);
}

/**
 * "12,345 tokens in, 678 out, of a budget of 20,000. For confirming findings: 4 requests, 1,234 tokens
 * in, 56 out.";
 * empty when servers told of nothing that was spent.
 */
export function usageSentence(
  summary: Usage & PartlyTold & { readonly confirming?: RoleSpent; readonly repairing?: RoleSpent },
  maxTokens: number | undefined,
  t = english,
): string {
  const { confirming, repairing } = summary;
  const spent = usageText(summary, t);
  const isAsked = (role: RoleSpent | undefined) => role !== undefined && role.requests > 0;
  const parts = [
    maxTokens === undefined ? `${spent}.` : t('{0}, of a budget of {1}.', spent, grouped(maxTokens, t)),
    confirming && isAsked(confirming) ? t('For confirming findings: {0}.', roleText(confirming, t)) : '',
    repairing && isAsked(repairing) ? t('For repairing edits that failed: {0}.', roleText(repairing, t)) : '',
  ];
  return spent === '' ? '' : parts.filter((part) => part !== '').join(' ');
}

/** "4 requests, 1,234 tokens in, 56 out" */
export function roleText(spent: RoleSpent, t = english): string {
  return [requestsText(spent.requests, t), usageText(spent, t)].filter(Boolean).join(', ');
}

function requestsText(requests: number, t: Say): string {
  return t('{0, plural, one {{1} request} other {{1} requests}}', requests, grouped(requests, t));
}

/** What a run will take, a sentence for each of requests, tokens, budget and time. */
export function estimateSentences(estimate: RunEstimate, maxTokens?: number, t = english): readonly string[] {
  const {
    requests,
    confirmations = 0,
    ignoresKeptAnswers,
    repairs,
    promptTokens,
    completionTokens,
    durationMs,
  } = estimate;
  if (requests.high === 0) {
    return [t('No requests.')];
  }
  return [
    t(
      '{0}: {1} tokens in, {2} out.',
      requests.low < requests.high
        ? t('{0} to {1} requests', grouped(requests.low, t), grouped(requests.high, t))
        : requestsText(requests.high, t),
      between(promptTokens, t),
      between(completionTokens, t),
    ),
    ...(confirmations > 0
      ? [
          t(
            'Up to {0} of them to confirm findings, one for each that is shown: if each of the others brings no more than {1}, or one for each {2} lines.',
            grouped(confirmations, t),
            grouped(mostFindings.perRequest, t),
            grouped(mostFindings.linesForEach, t),
          ),
        ]
      : []),
    ...(ignoresKeptAnswers
      ? [
          t(
            'Answers kept from earlier reviews are not taken off: where files have not changed it is less, and may be nothing.',
          ),
        ]
      : []),
    ...(repairs ? [t('Each edit of the model that fails its verification may add one more request.')] : []),
    ...budgetSentence(estimate, maxTokens, t),
    durationMs === undefined
      ? t('Time: not known yet. The first review measures how fast the model is.')
      : t('Time: {0}, as fast as the model was so far.', durationText(durationMs, t)),
  ];
}

function budgetSentence(
  { promptTokens, completionTokens, headroom, ignoresKeptAnswers }: RunEstimate,
  maxTokens: number | undefined,
  t: Say,
): string[] {
  if (maxTokens === undefined) {
    return [];
  }
  const budget = grouped(maxTokens, t);
  if (promptTokens.high + completionTokens.high + headroom <= maxTokens) {
    return [t('The budget of {0} tokens is enough.', budget)];
  }
  return ignoresKeptAnswers || promptTokens.low + completionTokens.low + headroom <= maxTokens
    ? [t('The budget of {0} tokens may not be enough for all files.', budget)]
    : [t('The budget of {0} tokens is not enough for all files.', budget)];
}

/** "about 210,000", "200,000 to 290,000": no more digits than an estimate is worth. */
function between({ low, high }: Range, t: Say): string {
  const [from, to] = [rounded(low, t), rounded(high, t)];
  return from === to ? t('about {0}', from) : t('{0} to {1}', from, to);
}

function rounded(count: number, t: Say): string {
  return grouped(Number(count.toPrecision(2)), t);
}

/** "about 40 s", "3 to 5 min", "50 min to 2 h" */
export function durationText({ low, high }: Range, t = english): string {
  const [from, to] = [duration(low), duration(high)];
  if (from.text === to.text) {
    return t('about {0}', from.text);
  }
  return t('{0} to {1}', from.unit === to.unit ? from.amount : from.text, to.text);
}

const units = [
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 's', ms: 1_000 },
] as const;

function duration(ms: number): { readonly amount: string; readonly unit: string; readonly text: string } {
  // Up to 90 of the smaller unit say more than one and a half of the larger.
  const { unit, ms: length } = units.find((candidate) => ms >= 1.5 * candidate.ms) ?? { unit: 's', ms: 1_000 };
  const amount = String(Number(Math.max(1, ms / length).toPrecision(ms / length < 10 ? 1 : 2)));
  return { amount, unit, text: `${amount} ${unit}` };
}

/**
 * What a person is asked before a model gets many files.
 *
 * @param folderName safe to show
 */
export function startQuestion(
  folderName: string,
  estimate: RunEstimate,
  maxTokens: number | undefined,
  t = english,
): { readonly question: string; readonly detail: string } {
  return {
    question: t('Have the model review {0} files of “{1}”?', grouped(estimate.files, t), folderName),
    detail: estimateSentences(estimate, maxTokens, t).join('\n'),
  };
}
