import type { Thinking } from '../modelUse';

/** Languages of files that hold data: estimates for them are further off. */
const dataLanguages = new Set(['json', 'jsonc', 'jsonl', 'yaml', 'dockercompose', 'toml', 'xml', 'ini', 'properties']);

/**
 * How much more than estimated a prompt about a file may turn out to be, as a factor. It covers 95 of 100 files of
 * source code for `tokenx` against a real tokenizer.
 */
export function estimateMargin(language: string): number {
  return dataLanguages.has(language) ? 1.5 : 1.15;
}

/** Room for the findings that the model is told: this share of the prompt, at most so many tokens. */
const knownShare = 0.1;
const maxKnownTokens = 1_000;

/**
 * How many tokens by our estimate a prompt has for a file itself, beside the system message and known findings.
 *
 * @param maxPromptTokens the longest prompt in tokens as a server counts them
 * @param systemTokens estimate of the system message
 */
export function roomForFile(maxPromptTokens: number, systemTokens: number, language: string): number {
  const known = Math.min(maxKnownTokens, maxPromptTokens * knownShare);
  return Math.floor(maxPromptTokens / estimateMargin(language) - systemTokens - known);
}

/** The share of a context that is kept free for the reply, where the server divides one context between both. */
export const replyShare = 0.25;

/** Room that is kept for thinking, in tokens, on top of that for the reply. What is asked to think little stops far earlier. */
const roomForThinking: Readonly<Record<Thinking, number>> = { off: 0, low: 2_048, high: 8_192 };
/** … but no more than this share of a context. */
const thinkingShare = 1 / 3;

/** Tokens that a reply may take more for being thought about; 0 where thinking is not asked for. */
export function thinkingRoom(thinking: Thinking | undefined): number {
  return thinking === undefined ? 0 : roomForThinking[thinking];
}

/** The part of a context that is kept free for the reply, and what of it is for thinking. In tokens. */
export function replyRoom(
  contextTokens: number | undefined,
  thinking: Thinking | undefined,
): { readonly replyTokens: number | undefined; readonly thinkingTokens: number } {
  const room = thinkingRoom(thinking);
  if (contextTokens === undefined) {
    return { replyTokens: undefined, thinkingTokens: room };
  }
  const thinkingTokens = Math.min(room, Math.floor(contextTokens * thinkingShare));
  return { replyTokens: Math.floor((contextTokens - thinkingTokens) * replyShare) + thinkingTokens, thinkingTokens };
}

/** A prompt of which the server counted less than this share of our estimate was cut before the model saw it … */
const truncatedShare = 0.7;
/** … unless the difference is so small that it says nothing. In tokens. */
const truncatedAtLeast = 200;

/** Whether a prompt was cut before the model saw it, by how many tokens the server counted and how many we expected. */
export function isTruncated(counted: number, expected: number): boolean {
  return counted < expected * truncatedShare && expected - counted >= truncatedAtLeast;
}
