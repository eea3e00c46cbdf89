import type { ReviewOutcome } from '../ports';
import type { LaneOutlook } from './schedule/lane';
import type { PartReview } from './schedule/partReview';

/** A part is tried this often before its failure counts. */
const maxTries = 4;

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

/** Whether a failed part gets another try. Counts the tries for which nobody but the part can be blamed. */
export function mayTryAgain(
  part: PartReview,
  { reason, retry, server }: ReviewOutcome & { readonly kind: 'failed' },
  { isClosed, hasOther, yields }: LaneOutlook,
): boolean {
  const mayFareBetter = server === 'denied' || server === 'unusable' || reason === 'timed out';
  const isPassing = retry !== undefined || (hasOther && mayFareBetter);
  if (isClosed) {
    return hasOther && isPassing;
  }
  if (!isPassing) {
    return false;
  }
  // These come to an end with the lane: it is closed when its server stays away, and its limit can fall to one.
  const isBorneByLane = server === 'absent' || yields;
  part.tries += isBorneByLane ? 0 : 1;
  return part.tries < maxTries;
}
