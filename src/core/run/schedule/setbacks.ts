/** What has gone wrong with a server since it last served. */
export interface Setbacks {
  /** Requests in a row that found no server. */
  readonly unanswered: number;
  /** Requests that it could not serve. */
  readonly troubles: number;
  readonly probes: number;
  readonly breaks: number;
  /** The time that breaks and requests in vain have taken. Milliseconds. */
  readonly lostMs: number;
  /** Whether it is not known if it is back. */
  readonly isProbing: boolean;
}

export const noSetbacks: Setbacks = {
  unanswered: 0,
  troubles: 0,
  probes: 0,
  breaks: 0,
  lostMs: 0,
  isProbing: false,
};

/** What is to be done after one more setback. */
export interface Consequence {
  readonly setbacks: Setbacks;
  readonly measure: { readonly kind: 'go on' | 'give up' } | { readonly kind: 'pause'; readonly ms: number };
}

/** A server that did not answer this many times in a row is taken to be down … */
const unansweredLimit = 3;
/** … and, if it has ever answered, is tried again with one request after each of these times. Milliseconds. */
const probeDelaysMs = [5_000, 15_000, 30_000, 60_000, 120_000];
/** So many requests in a row that a server could not serve stop the flow for a moment. */
const troubleLimit = 5;
const longestBreakMs = 30_000;
/** A server that has served nobody over so many breaks and so long is given up: with thousands of files it would never end. */
const leastBreaks = 3;
const longestTroubleMs = 900_000;

/** The server was not there. */
export function missed(
  before: Setbacks,
  { hasAnswered, isPaused }: { readonly hasAnswered: boolean; readonly isPaused: boolean },
): Consequence {
  const setbacks = { ...before, unanswered: before.unanswered + 1 };
  // What was sent before the server was given up says nothing new.
  if (isPaused || (!before.isProbing && setbacks.unanswered < unansweredLimit)) {
    return { setbacks, measure: { kind: 'go on' } };
  }
  const ms = hasAnswered ? probeDelaysMs[before.probes] : undefined;
  return ms === undefined
    ? { setbacks, measure: { kind: 'give up' } }
    : { setbacks: { ...setbacks, probes: before.probes + 1, isProbing: true }, measure: { kind: 'pause', ms } };
}

/** A request that the server could not serve. */
export interface Disturbance {
  /** Whether the request counts against the server, as there is no other remedy. */
  readonly counts: boolean;
  /** What it took for nothing. Milliseconds. */
  readonly inVainMs: number;
  /** The pause that the server asked for. Milliseconds. */
  readonly afterMs: number | undefined;
  readonly isPaused: boolean;
  /** Whether files enough met with trouble for the server to be given up. */
  readonly hasWitnesses: boolean;
}

/** The server was there, but could not serve. */
export function disturbed(
  before: Setbacks,
  { counts, inVainMs, afterMs, isPaused, hasWitnesses }: Disturbance,
): Consequence {
  const troubles = before.troubles + (counts ? 1 : 0);
  const lostMs = before.lostMs + inVainMs;
  if (afterMs === undefined && (troubles < troubleLimit || isPaused)) {
    return { setbacks: { ...before, troubles, lostMs }, measure: { kind: 'go on' } };
  }
  const ms = afterMs ?? Math.min(longestBreakMs, 1_000 * 2 ** before.breaks);
  const setbacks = {
    ...{ ...before, troubles },
    isProbing: before.isProbing || afterMs === undefined,
    breaks: before.breaks + (isPaused ? 0 : 1),
    lostMs: lostMs + (isPaused ? 0 : ms),
  };
  const isHopeless = setbacks.breaks > leastBreaks && setbacks.lostMs > longestTroubleMs;
  return { setbacks, measure: isHopeless && hasWitnesses ? { kind: 'give up' } : { kind: 'pause', ms } };
}
