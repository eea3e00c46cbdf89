import type { ServerSign } from '../ports';
import type { RequestOutcome } from '../requests';
import type { Lane, LaneOutlook } from './schedule/lane';
import type { AnotherTry, PartReview } from './schedule/partReview';

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

type Failed = RequestOutcome & { readonly kind: 'failed' };

/**
 * The next try of a failed part, which should go to another lane than the one that failed it; undefined when there is
 * none. `asked` is set when it waits because the server asked for it.
 *
 * @param random a number in [0, 1)
 */
export function nextTry(
  part: PartReview<unknown>,
  failure: Failed,
  outlook: LaneOutlook,
  lane: Lane,
  random: number,
): (AnotherTry & { readonly asked: boolean }) | undefined {
  if (!mayTryAgain(part, failure, outlook)) {
    return undefined;
  }
  part.avoid = turnedAway.has(failure.server) ? also(part.avoid, lane) : also(none, lane);
  // What a server asked for holds for that server: another one may take the part meanwhile.
  const askedMs = outlook.hasOther ? undefined : failure.retry?.afterMs;
  const afterMs = outlook.isClosed ? 0 : retryDelayMs(Math.max(1, part.tries), askedMs, random);
  return { kind: 'again', afterMs, asked: askedMs !== undefined };
}

/** Another server may take what one of these did not. */
const turnedAway: ReadonlySet<ServerSign> = new Set(['denied', 'serves nobody', 'unusable']);

const none: ReadonlySet<Lane> = new Set();
const extended = new WeakMap<ReadonlySet<Lane>, Map<Lane, ReadonlySet<Lane>>>();

/** A set with one lane more: the same one for the same lanes in the same order, as parts wait by it. */
function also(lanes: ReadonlySet<Lane> = none, lane: Lane): ReadonlySet<Lane> {
  const known = extended.get(lanes) ?? new Map<Lane, ReadonlySet<Lane>>();
  extended.set(lanes, known);
  const set = known.get(lane) ?? new Set([...lanes, lane]);
  known.set(lane, set);
  return set;
}

/** Whether a failed part gets another try. Counts the tries for which nobody but the part can be blamed. */
function mayTryAgain(
  part: PartReview<unknown>,
  { reason, retry, server }: Failed,
  { isClosed, hasOther, yields }: LaneOutlook,
): boolean {
  const mayFareBetter = turnedAway.has(server) || reason === 'timed out';
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
