import type { Thinking } from '../../modelUse';
import { roomForFile, thinkingRoom } from '../../prompt/promptTokens';
import { requestTokens } from './budget';
import type { MeasuredSpeed } from './speedMeter';

/** From the least to the most that is to be expected. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What a run is expected to ask of its model servers. */
export interface RunEstimate {
  readonly files: number;
  /** Without those that repair a bad reply, or are sent once more. The least is without those that confirm findings. */
  readonly requests: Range;
  /** At most so many of them confirm findings, if there are no more of these than `findingsIn` says; absent when none does. */
  readonly confirmations?: number;
  /** What answers kept from earlier reviews are still right for is not asked again, and is in these numbers all the same. */
  readonly ignoresKeptAnswers?: true;
  /** Each edit that fails its verification may add a request: nobody knows how many will. */
  readonly repairs?: true;
  readonly promptTokens: Range;
  readonly completionTokens: Range;
  /** What a budget must have left beyond all that, as each request is reserved more than it is expected to take. */
  readonly headroom: number;
  /** Absent when the speed of the servers was never measured. */
  readonly durationMs?: Range;
}

/** What an estimate is reckoned from. */
export interface EstimateInput {
  readonly files: readonly {
    readonly bytes: number;
    readonly language?: string;
    /** How many times it is looked at, where that is not as many as others. */
    readonly passes?: number;
    /** Whether its findings are confirmed. */
    readonly confirms?: boolean;
    /** Signatures of what it imports may be shown along with it. */
    readonly withContext?: boolean;
  }[];
  /** Of the system message, which goes along with every request. */
  readonly systemTokens: number;
  /** Of the system message of requests that confirm a finding. */
  readonly confirmSystemTokens?: number;
  /** How many times each file is looked at. */
  readonly passes: number;
  /** A longer prompt is divided; absent when none is. */
  readonly maxPromptTokens?: number;
  /** Requests at once over all servers. */
  readonly parallel: number;
  /** Of all servers together. */
  readonly speed?: MeasuredSpeed;
  /** The most that a model is asked to think. */
  readonly thinking?: Thinking;
}

/**
 * Bytes of a file for one token of its prompt, line numbers included: fifth to ninety-fifth percentile of some 2,000
 * files on a developer's machine, counted by tokenx. Tokenizers of models need up to twice as many for data.
 */
const codeBytes: Range = { low: 2.5, high: 3.8 };
const denseBytes: Range = { low: 1.9, high: 3.2 };

/** What is shown along with a file, as a share of its own tokens: a folder's files have so many together, in six languages. */
const contextShare: Range = { low: 0.02, high: 0.3 };

/** Languages with more signs than words. */
const denseLanguages = new Set(['json', 'jsonc', 'css', 'scss', 'less', 'html', 'xml', 'csv', 'shellscript', 'svg']);

/** Path, language, lines and known findings, in tokens. */
const messageTokens = 60;
/** What a reply takes where nothing was measured, in tokens: few files have more than two findings. */
const usualReplyTokens = 400;
/** What it takes more where the model is to think, by what such models write about files of usual length. */
const usualThinkingTokens: Readonly<Record<Thinking, number>> = { off: 0, low: 600, high: 3_000 };

/**
 * What a request takes that confirms a finding, beside its system message, in tokens: the finding with the code around it,
 * of which there is no more than the file has, what is shown of imported files, and a reply of a sentence.
 */
const confirmTokens = { finding: 120, mostCode: 1_300, mostImported: 600, reply: 60 };

/** Lines and findings that an estimate reckons with at most: nobody knows how many a model will find. */
export const mostFindings = { perRequest: 3, linesForEach: 20 };
/** Of a line of code, its number included. */
const lineTokens = 12;

/** How many findings that are shown one request of a review brings at most, by how long the code in it is. */
function findingsIn(tokens: number): number {
  return Math.max(mostFindings.perRequest, Math.ceil(tokens / lineTokens / mostFindings.linesForEach));
}

/** Files are not divided for less, in tokens: a review with so small a context fails anyway. */
const leastRoom = 200;

/** Reckons from the sizes of files alone, without reading them. */
export function estimateRun(input: EstimateInput): RunEstimate {
  const { speed, files } = input;
  const ratio = speed?.tokenRatio ?? 1;
  const requests = { low: 0, high: 0 };
  let confirmations = 0;
  let low = 0;
  let high = 0;
  let headroom = 0;
  const thinking = input.thinking ?? 'off';
  const perReply = speed?.completionTokens ?? usualReplyTokens + usualThinkingTokens[thinking];
  for (const { bytes, language, passes = input.passes, confirms = false, withContext } of files) {
    const bytesPerToken = denseLanguages.has(language ?? '') ? denseBytes : codeBytes;
    const tokens = { low: bytes / bytesPerToken.high, high: bytes / bytesPerToken.low };
    const parts = passes * chunkCount(tokens.high, language, input);
    const leastParts = passes * chunkCount(tokens.low, language, input);
    requests.low += leastParts;
    requests.high += parts;
    const fixed = input.systemTokens + messageTokens;
    const longest = fixed + (passes * tokens.high) / Math.max(1, leastParts);
    const reserved = requestTokens(longest, language ?? '', ratio, thinkingRoom(thinking));
    headroom = Math.max(headroom, Math.ceil(reserved - longest * ratio - perReply));
    low += leastParts * fixed + passes * tokens.low * (withContext ? 1 + contextShare.low : 1);
    high += parts * fixed + passes * tokens.high * (withContext ? 1 + contextShare.high : 1);
    if (confirms) {
      const asked = (input.confirmSystemTokens ?? 0) + confirmTokens.finding;
      const imported = withContext ? Math.min(confirmTokens.mostImported, tokens.high * contextShare.high) : 0;
      const findings = parts * findingsIn((passes * tokens.high) / parts);
      confirmations += findings;
      high += findings * (asked + imported + Math.min(confirmTokens.mostCode, tokens.high));
    }
  }
  const promptTokens = { low: Math.round(low * ratio), high: Math.round(high * ratio) };
  const perVerdict = confirmTokens.reply + usualThinkingTokens[thinking];
  const counts = {
    files: files.length,
    requests: { low: requests.low, high: requests.high + confirmations },
    ...(confirmations > 0 && { confirmations }),
    promptTokens,
    completionTokens: {
      low: Math.round(requests.low * perReply),
      high: Math.round(requests.high * perReply + confirmations * perVerdict),
    },
    headroom,
  };
  return speed === undefined || requests.high === 0
    ? counts
    : { ...counts, durationMs: durationOf(counts, speed, input.parallel) };
}

/** How many requests a file takes in one pass. */
function chunkCount(
  tokens: number,
  language: string | undefined,
  { maxPromptTokens, systemTokens }: EstimateInput,
): number {
  if (maxPromptTokens === undefined) {
    return 1;
  }
  const room = Math.max(leastRoom, roomForFile(maxPromptTokens, systemTokens, language ?? ''));
  return Math.max(1, Math.ceil(tokens / room));
}

/**
 * What the measured throughput makes of the requests. It is certain for as many at once as were measured and for
 * requests of the same length; otherwise the range goes from "makes no difference" to "in proportion".
 */
function durationOf(
  { requests, promptTokens, completionTokens }: Omit<RunEstimate, 'durationMs'>,
  speed: MeasuredSpeed,
  parallel: number,
): Range {
  const usual = (count: number) => Math.max(speed.requestMs, (count * 1_000) / speed.requestsPerSecond);
  const perRequest = ((promptTokens.low + promptTokens.high) / 2 + completionTokens.high) / requests.high;
  const measured = (speed.promptTokens ?? 0) + (speed.completionTokens ?? 0);
  const bySize = measured > 0 ? perRequest / measured : 1;
  const byParallel = speed.parallel / Math.max(1, parallel);
  return {
    low: Math.round(usual(requests.low) * Math.min(1, bySize) * Math.min(1, byParallel)),
    high: Math.round(usual(requests.high) * Math.max(1, bySize) * Math.max(1, byParallel)),
  };
}

/** The speed of several endpoints at work together; undefined when one of them was never measured. */
export function combinedSpeed(speeds: readonly (MeasuredSpeed | undefined)[]): MeasuredSpeed | undefined {
  const known = speeds.filter((speed) => speed !== undefined);
  if (known.length === 0 || known.length < speeds.length) {
    return undefined;
  }
  const sum = (of: (speed: MeasuredSpeed) => number) => known.reduce((total, speed) => total + of(speed), 0);
  const requestsPerSecond = sum((speed) => speed.requestsPerSecond);
  // Each serves its share of the requests.
  const mean = (of: (speed: MeasuredSpeed) => number) =>
    sum((speed) => of(speed) * speed.requestsPerSecond) / requestsPerSecond;
  const tokens = (key: 'promptTokens' | 'completionTokens') =>
    known.every((speed) => speed[key] !== undefined) ? { [key]: mean((speed) => speed[key] ?? 0) } : {};
  return {
    requests: sum((speed) => speed.requests),
    requestsPerSecond,
    requestMs: mean((speed) => speed.requestMs),
    parallel: sum((speed) => speed.parallel),
    tokenRatio: mean((speed) => speed.tokenRatio),
    ...tokens('promptTokens'),
    ...tokens('completionTokens'),
  };
}
