import { addKept, type ModelUse, notTakenOrder, type Sampling, type Spent, type Usage } from '../../modelUse';
import type { RequestOutcome } from '../../requests';

/** What models are asked beside reviews. */
export const roles = ['confirms', 'repairs'] as const;
export type Role = (typeof roles)[number];

/** What a role has cost, in requests with an answer and in tokens. */
export interface RoleSpent extends PartlyTold, Usage {
  readonly requests: number;
}

/** Of how many requests the tokens are not among those that are told; none where it is absent. */
export type PartlyTold = Pick<ModelUse, 'uncounted'>;

/** No model takes or writes this many tokens in one request: a server that counts more does not count. */
const mostTokens = 10_000_000;

/** A usage without the numbers nobody can believe: a prompt of no tokens, negative, broken and absurdly large ones. */
export function credibleUsage(usage: Usage | undefined): Usage {
  const { promptTokens, completionTokens, thinkingTokens, microdollars = Number.NaN } = usage ?? {};
  const isPart = isCount(thinkingTokens) && isCount(completionTokens) && thinkingTokens <= completionTokens;
  return {
    ...(isCount(promptTokens) && promptTokens > 0 && { promptTokens }),
    ...(isCount(completionTokens) && { completionTokens }),
    ...(isPart && { thinkingTokens }),
    ...(Number.isSafeInteger(microdollars) && microdollars >= 0 && { microdollars }),
  };
}

/**
 * What a reply has cost that was stopped: what its server had counted by then, and our estimates of the rest.
 *
 * @param estimated tokens of the prompt and of what came
 */
export function usageSoFar(told: Usage, [prompt = 0, came = 0]: readonly number[]): Usage {
  const { completionTokens = 0, ...counted } = credibleUsage(told);
  return {
    promptTokens: Math.floor(prompt),
    ...counted,
    completionTokens: Math.max(completionTokens, Math.floor(came)),
  };
}

function isCount(value: number | undefined): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= mostTokens;
}

/** Prompt and reply together; undefined when only one of them, or neither, is known. */
export function totalTokens({ promptTokens, completionTokens }: Usage): number | undefined {
  return promptTokens === undefined || completionTokens === undefined ? undefined : promptTokens + completionTokens;
}

/** Both together; a number that only one of them has is that one's. Undefined when neither has any. */
export function addUsage(a: Usage | undefined, b: Usage | undefined): Usage | undefined {
  const sum = sumOf(a, b);
  return Object.keys(sum).length === 0 ? undefined : sum;
}

function sumOf(a: Usage | undefined, b: Usage | undefined): Usage {
  const promptTokens = add(a?.promptTokens, b?.promptTokens);
  const completionTokens = add(a?.completionTokens, b?.completionTokens);
  const thinkingTokens = add(a?.thinkingTokens, b?.thinkingTokens);
  const microdollars = add(a?.microdollars, b?.microdollars);
  return {
    ...(promptTokens !== undefined && { promptTokens }),
    ...(completionTokens !== undefined && { completionTokens }),
    ...(thinkingTokens !== undefined && { thinkingTokens }),
    ...(microdollars !== undefined && { microdollars }),
  };
}

function add(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}

/** What went into a role, of what was spent in all; undefined where nothing did. */
export function spentOnRole(uses: readonly ModelUse[], role: Role): RoleSpent | undefined {
  const own = uses.filter((use) => use[role]);
  const requests = own.reduce((sum, use) => sum + use.requests, 0);
  const uncounted = uncountedIn(own);
  return requests > 0 ? { requests, ...own.reduce<Usage>(sumOf, {}), ...(uncounted > 0 && { uncounted }) } : undefined;
}

/** How many of the requests that were answered nobody has counted the tokens of. */
export function uncountedIn(uses: readonly ModelUse[]): number {
  return uses.reduce((sum, use) => sum + (use.uncounted ?? 0), 0);
}

/** What was spent on one request, or on one part of a review. */
export function spentOn(outcome: RequestOutcome): Spent {
  const { usage, asked } = outcome.kind === 'cancelled' ? {} : outcome;
  return { ...(usage && { usage }), ...(asked && { uses: [{ ...asked, ...usage }] }) };
}

/** What several cost, together with what was spent before. */
export function spentOnAll(outcomes: readonly RequestOutcome[], before: Spent): Spent {
  return outcomes.reduce((sum, outcome) => addSpent(sum, spentOn(outcome)), before);
}

/** Both together, the same whichever comes first. */
export function addSpent(a: Spent, b: Spent): Spent {
  const usage = a.usage || b.usage ? sumOf(a.usage, b.usage) : undefined;
  const uses = addUses(a.uses ?? [], b.uses ?? []);
  return { ...(usage && { usage }), ...(uses.length > 0 && { uses }) };
}

function addUses(a: readonly ModelUse[], b: readonly ModelUse[]): readonly ModelUse[] {
  if (a.length + b.length < 2) {
    return a.length > 0 ? a : b;
  }
  const uses = new Map<string, ModelUse>();
  for (const use of [...a, ...b]) {
    const key = `${use.confirms ? 1 : use.repairs ? 2 : 0} ${use.sampling.thinking ?? ''} ${use.model}`;
    const before = uses.get(key);
    uses.set(key, before ? bothUses(before, use) : use);
  }
  return [...uses].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, use]) => use);
}

function bothUses(a: ModelUse, b: ModelUse): ModelUse {
  const sampling =
    a.requests > 0 && b.requests > 0 ? bothSamplings(a.sampling, b.sampling) : (a.requests > 0 ? a : b).sampling;
  const unanswered = (a.unanswered ?? 0) + (b.unanswered ?? 0);
  const tolerant = (a.tolerant ?? 0) + (b.tolerant ?? 0);
  const repeated = (a.repeated ?? 0) + (b.repeated ?? 0);
  const unread = (a.unread ?? 0) + (b.unread ?? 0);
  const uncounted = (a.uncounted ?? 0) + (b.uncounted ?? 0);
  const counts = {
    ...addKept(a, b),
    ...(tolerant > 0 && { tolerant }),
    ...(repeated > 0 && { repeated }),
    ...(unread > 0 && { unread }),
    ...(uncounted > 0 && { uncounted }),
    ...(unanswered > 0 && { unanswered }),
  };
  const requests = { requests: a.requests + b.requests, ...counts };
  const role = { ...(a.confirms && { confirms: a.confirms }), ...(a.repairs && { repairs: a.repairs }) };
  return { model: a.model, ...requests, sampling, ...role, ...sumOf(a, b) };
}

/** What is fixed is what was fixed in both, so that it does not matter how many requests found out what is not taken. */
function bothSamplings(a: Sampling, b: Sampling): Sampling {
  const { temperature, seed, thinking } = a;
  const notTaken = notTakenOrder.filter((what) => a.notTaken?.includes(what) || b.notTaken?.includes(what));
  return {
    ...(temperature !== undefined && b.temperature !== undefined && { temperature }),
    ...(seed !== undefined && b.seed !== undefined && { seed }),
    ...(thinking !== undefined && { thinking }),
    ...(notTaken.length > 0 && { notTaken }),
  };
}
