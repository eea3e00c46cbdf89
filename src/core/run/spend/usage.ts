import {
  type ModelRequests,
  type ModelUse,
  notTakenOrder,
  type Sampling,
  type Spent,
  type Usage,
} from '../../fileReview';

/** No model takes or writes this many tokens in one request: a server that counts more does not count. */
const mostTokens = 10_000_000;

/** A usage without the numbers nobody can believe: a prompt of no tokens, negative, broken and absurdly large ones. */
export function credibleUsage(usage: Usage | undefined): Usage {
  const { promptTokens, completionTokens, thinkingTokens } = usage ?? {};
  const isPart = isCount(thinkingTokens) && isCount(completionTokens) && thinkingTokens <= completionTokens;
  return {
    ...(isCount(promptTokens) && promptTokens > 0 && { promptTokens }),
    ...(isCount(completionTokens) && { completionTokens }),
    ...(isPart && { thinkingTokens }),
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

/** What was spent on one outcome of a review. */
export function spentOn({ usage, asked }: { readonly usage?: Usage; readonly asked?: ModelRequests }): Spent {
  return { ...(usage && { usage }), ...(asked && { uses: [{ ...asked, ...usage }] }) };
}

/** Both together, the same whichever comes first. */
export function addSpent(a: Spent, b: Spent): Spent {
  const usage = a.usage || b.usage ? sumOf(a.usage, b.usage) : undefined;
  const uses = addUses(a.uses ?? [], b.uses ?? []);
  return { ...(usage && { usage }), ...(uses.length > 0 && { uses }) };
}

function addUses(a: readonly ModelUse[], b: readonly ModelUse[]): readonly ModelUse[] {
  const uses = new Map<string, ModelUse>();
  for (const use of [...a, ...b]) {
    const key = `${use.sampling.thinking ?? ''} ${use.model}`;
    const before = uses.get(key);
    uses.set(key, before ? bothUses(before, use) : use);
  }
  return [...uses].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, use]) => use);
}

function bothUses(a: ModelUse, b: ModelUse): ModelUse {
  const sampling = bothSamplings(a.sampling, b.sampling);
  const tolerant = (a.tolerant ?? 0) + (b.tolerant ?? 0);
  const requests = { requests: a.requests + b.requests, ...(tolerant > 0 && { tolerant }) };
  return { model: a.model, ...requests, sampling, ...sumOf(a, b) };
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
