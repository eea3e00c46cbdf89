/** A file review is tried this often before its failure counts. */
export const maxTries = 4;

const baseDelayMs = 1_000;
const maxDelayMs = 30_000;

/**
 * How long to wait before the next try: exponential back-off with full jitter (Amazon's "Exponential Backoff And
 * Jitter"), and never shorter than the server asked for.
 *
 * @param tries how many tries were made, at least 1
 * @param random a number in [0, 1)
 */
export function retryDelayMs(tries: number, afterMs: number | undefined, random: number): number {
  const jittered = Math.min(maxDelayMs, baseDelayMs * 2 ** (tries - 1)) * random;
  return Math.max(afterMs ?? 0, Math.round(jittered));
}
