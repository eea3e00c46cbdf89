import type { Usage } from '../fileReview';
import type { Range, RunEstimate } from '../run/spend/estimate';
import type { PartlyTold, RoleSpent } from '../run/spend/usage';

/** "12,345" */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** "at least " where some of what is counted is not told; else nothing. */
export function atLeast({ uncounted = 0 }: PartlyTold): string {
  return uncounted > 0 ? 'at least ' : '';
}

/**
 * What was spent: "12,345 tokens in, 678 out (400 thinking)", or "at least" so much, where servers did not tell all;
 * empty when they told nothing.
 */
export function usageText(spent: Usage & PartlyTold): string {
  const { promptTokens, completionTokens, thinkingTokens } = spent;
  const sent = promptTokens ? `${grouped(promptTokens)} tokens in` : '';
  const thought = thinkingTokens ? ` (${grouped(thinkingTokens)} thinking)` : '';
  const got = completionTokens ? `${grouped(completionTokens)}${sent === '' ? ' tokens' : ''} out${thought}` : '';
  const told = [sent, got].filter((part) => part !== '').join(', ');
  return told === '' ? '' : atLeast(spent) + told;
}

/**
 * "12,345 tokens in, 678 out, of a budget of 20,000. For confirming findings: 4 requests, 1,234 tokens
 * in, 56 out.";
 * empty when servers told of nothing that was spent.
 */
export function usageSentence(
  summary: Usage & PartlyTold & { readonly confirming?: RoleSpent; readonly repairing?: RoleSpent },
  maxTokens: number | undefined,
): string {
  const spent = usageText(summary);
  const budget = maxTokens === undefined ? '' : `, of a budget of ${grouped(maxTokens)}`;
  const part = (what: string, of: RoleSpent | undefined) =>
    of && of.requests > 0 ? ` For ${what}: ${roleText(of)}.` : '';
  const parts =
    part('confirming findings', summary.confirming) + part('repairing edits that failed', summary.repairing);
  return spent === '' ? '' : `${spent}${budget}.${parts}`;
}

/** "4 requests, 1,234 tokens in, 56 out" */
export function roleText(spent: RoleSpent): string {
  const { requests } = spent;
  return [`${grouped(requests)} ${requests === 1 ? 'request' : 'requests'}`, usageText(spent)]
    .filter(Boolean)
    .join(', ');
}

/** What a run will take, a sentence for each of requests, tokens, budget and time. */
export function estimateSentences(estimate: RunEstimate, maxTokens?: number): readonly string[] {
  const { requests, confirmations = 0, repairs, promptTokens, completionTokens, durationMs } = estimate;
  if (requests === 0) {
    return ['No requests.'];
  }
  return [
    `${requests === 1 ? '1 request' : `${grouped(requests)} requests`}: ${between(promptTokens)} tokens in, about ${rounded(completionTokens)} out.`,
    ...(confirmations > 0
      ? [`${grouped(confirmations)} of them to confirm findings, if each of the others brings one that is shown.`]
      : []),
    ...(repairs ? ['Each edit of the model that fails its verification may add one more request.'] : []),
    ...budgetSentence(estimate, maxTokens),
    durationMs === undefined
      ? 'Time: not known yet. The first review measures how fast the model is.'
      : `Time: ${durationText(durationMs)}, as fast as the model was so far.`,
  ];
}

function budgetSentence(
  { promptTokens, completionTokens, headroom }: RunEstimate,
  maxTokens: number | undefined,
): string[] {
  if (maxTokens === undefined) {
    return [];
  }
  const budget = `The budget of ${grouped(maxTokens)} tokens`;
  const beside = completionTokens + headroom;
  if (promptTokens.high + beside <= maxTokens) {
    return [`${budget} is enough.`];
  }
  return promptTokens.low + beside <= maxTokens
    ? [`${budget} may not be enough for all files.`]
    : [`${budget} is not enough for all files.`];
}

/** "about 210,000", "200,000 to 290,000": no more digits than an estimate is worth. */
function between({ low, high }: Range): string {
  const [from, to] = [rounded(low), rounded(high)];
  return from === to ? `about ${from}` : `${from} to ${to}`;
}

function rounded(count: number): string {
  return grouped(Number(count.toPrecision(2)));
}

/** "about 40 s", "3 to 5 min", "50 min to 2 h" */
export function durationText({ low, high }: Range): string {
  const [from, to] = [duration(low), duration(high)];
  if (from.text === to.text) {
    return `about ${from.text}`;
  }
  return from.unit === to.unit ? `${from.amount} to ${to.text}` : `${from.text} to ${to.text}`;
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
): { readonly question: string; readonly detail: string } {
  return {
    question: `Have the model review ${grouped(estimate.files)} files of “${folderName}”?`,
    detail: estimateSentences(estimate, maxTokens).join('\n'),
  };
}
