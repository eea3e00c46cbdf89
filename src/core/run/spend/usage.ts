import type { Usage } from '../../fileReview';

/** No model takes or writes this many tokens in one request: a server that counts more does not count. */
const mostTokens = 10_000_000;

/** A usage without the numbers nobody can believe: a prompt of no tokens, negative, broken and absurdly large ones. */
export function credibleUsage(usage: Usage | undefined): Usage {
  const { promptTokens, completionTokens } = usage ?? {};
  return {
    ...(isCount(promptTokens) && promptTokens > 0 && { promptTokens }),
    ...(isCount(completionTokens) && { completionTokens }),
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
  const promptTokens = add(a?.promptTokens, b?.promptTokens);
  const completionTokens = add(a?.completionTokens, b?.completionTokens);
  return promptTokens === undefined && completionTokens === undefined
    ? undefined
    : {
        ...(promptTokens !== undefined && { promptTokens }),
        ...(completionTokens !== undefined && { completionTokens }),
      };
}

function add(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}
