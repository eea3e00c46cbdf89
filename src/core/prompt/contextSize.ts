import { replyShare, roomForFile } from './promptTokens';

/** What the size of a context depends on. */
export interface ContextSizeRequest {
  /** Sizes on disk of the files that are to be reviewed. */
  readonly fileBytes: readonly number[];
  /** Estimate of the longest system message of the run. */
  readonly systemTokens: number;
  /** The longest context the model can have, where its server tells. */
  readonly modelMaxTokens?: number | undefined;
}

/** Memory grows with the context and with the requests a server works on at once, so it is no larger than needed. */
const sizes = [4_096, 8_192, 16_384, 32_768] as const;
const largest = 32_768;

/** The larger files are reviewed in chunks. */
const servedShare = 0.95;
/** Tokens of a byte, with its part of the line number, by `tokenx`: 90 of 100 files of code and text have fewer. */
const tokensPerByte = 0.36;

/**
 * The one context size of a run, in tokens: servers that load a model for a size would load it anew for each other one.
 * It is the smallest of the usual sizes in which 95 of 100 files fit as a whole with room for the reply, and at most
 * what the model can have.
 */
export function chooseContextTokens({ fileBytes, systemTokens, modelMaxTokens = largest }: ContextSizeRequest): number {
  const sorted = [...fileBytes].sort((a, b) => a - b);
  const bytes = sorted[Math.max(0, Math.ceil(sorted.length * servedShare) - 1)] ?? 0;
  const fits = (size: number) => bytes * tokensPerByte <= roomForFile(size * (1 - replyShare), systemTokens, '');
  return Math.min(sizes.find(fits) ?? largest, modelMaxTokens);
}
