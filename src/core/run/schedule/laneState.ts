import type { Failure } from '../../fileReview';

/** What is known of a lane's server, and what may be sent to it. Nothing else is remembered of how reviews went. */
export type LaneState =
  /** It has not answered yet. */
  | { readonly kind: 'unknown'; readonly unanswered: number }
  | ({ readonly kind: 'open' } & Server)
  /** It is not known whether it is back: one review at a time tells. */
  | ({ readonly kind: 'probing'; readonly probes: number } & Server)
  /** It takes no more reviews for good. */
  | { readonly kind: 'closed'; readonly failure: Failure };

/** A server that was there once, and what has gone wrong with it since it last served. */
interface Server {
  readonly hasServed: boolean;
  /** Requests in a row that found no server. */
  readonly unanswered: number;
  /** Requests that it could not serve. */
  readonly troubles: number;
  readonly breaks: number;
  /** The time that breaks and requests in vain have taken. Milliseconds. */
  readonly lostMs: number;
  /** Pauses that are under way. Timers end them: the clock of the machine may be set meanwhile. */
  readonly pauses: number;
}

/** A state that follows, and how long a pause takes that begins with it. Milliseconds. */
export interface Step {
  readonly state: LaneState;
  readonly pauseMs?: number;
}

/** Of a lane that nothing has been sent to. */
export const unknownServer: LaneState = { kind: 'unknown', unanswered: 0 };

const untroubled = { unanswered: 0, troubles: 0, breaks: 0, lostMs: 0 };

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

export function isPaused(state: LaneState): boolean {
  return 'pauses' in state && state.pauses > 0;
}

/** The server did its work. */
export function served(state: LaneState): LaneState {
  if (state.kind === 'closed') {
    return state;
  }
  return { kind: 'open', hasServed: true, ...untroubled, pauses: state.kind === 'unknown' ? 0 : state.pauses };
}

/** The server said something, whatever it was. */
export function answered(state: LaneState): Exclude<LaneState, { kind: 'unknown' }> {
  if (state.kind === 'unknown') {
    return { kind: 'open', hasServed: false, ...untroubled, pauses: 0 };
  }
  return state.kind === 'closed' ? state : { ...state, unanswered: 0 };
}

/** Nobody can be served, for this reason. The first one stays. */
export function closed(state: LaneState, { reason, message }: Failure): LaneState {
  return state.kind === 'closed' ? state : { kind: 'closed', failure: { reason, message } };
}

/** The server was not there. */
export function missed(state: LaneState, failure: Failure): Step {
  if (state.kind === 'closed') {
    return { state };
  }
  const unanswered = state.unanswered + 1;
  // What was sent before the server was given up says nothing new.
  if (isPaused(state) || (state.kind !== 'probing' && unanswered < unansweredLimit)) {
    return { state: { ...state, unanswered } };
  }
  const probes = state.kind === 'probing' ? state.probes : 0;
  const pauseMs = probeDelaysMs[probes];
  if (state.kind === 'unknown' || pauseMs === undefined) {
    return { state: closed(state, failure) };
  }
  return { state: { ...state, kind: 'probing', unanswered, probes: probes + 1, pauses: state.pauses + 1 }, pauseMs };
}

/** A request that the server could not serve. */
export interface Disturbance {
  /** Whether the request counts against the server, as there is no other remedy. */
  readonly counts: boolean;
  /** What it took for nothing. Milliseconds. */
  readonly inVainMs: number;
  /** The pause that the server asked for. Milliseconds. */
  readonly afterMs: number | undefined;
  /** Whether files enough met with trouble for the server to be given up. */
  readonly hasWitnesses: boolean;
}

/** The server was there, but could not serve. */
export function disturbed(
  before: LaneState,
  failure: Failure,
  { counts, inVainMs, afterMs, hasWitnesses }: Disturbance,
): Step {
  const state = answered(before);
  if (state.kind === 'closed') {
    return { state };
  }
  const troubles = state.troubles + (counts ? 1 : 0);
  const lostMs = state.lostMs + inVainMs;
  const isOnBreak = isPaused(state);
  if (afterMs === undefined && (troubles < troubleLimit || isOnBreak)) {
    return { state: { ...state, troubles, lostMs } };
  }
  const pauseMs = afterMs ?? Math.min(longestBreakMs, 1_000 * 2 ** state.breaks);
  const server = {
    ...{ hasServed: state.hasServed, unanswered: state.unanswered, troubles, pauses: state.pauses + 1 },
    breaks: state.breaks + (isOnBreak ? 0 : 1),
    lostMs: lostMs + (isOnBreak ? 0 : pauseMs),
  };
  if (hasWitnesses && server.breaks > leastBreaks && server.lostMs > longestTroubleMs) {
    return { state: closed(state, failure) };
  }
  const probes = state.kind === 'probing' ? state.probes : afterMs === undefined ? 0 : undefined;
  return {
    state: probes === undefined ? { kind: 'open', ...server } : { kind: 'probing', probes, ...server },
    pauseMs,
  };
}

/** A pause is over. */
export function resumed(state: LaneState): LaneState {
  return 'pauses' in state ? { ...state, pauses: state.pauses - 1 } : state;
}

/**
 * Whether the next probe should be something that has not failed before, as what has may fail for itself. Every second
 * probe: there are servers, too, that fail whatever comes for the first time.
 */
export function prefersFresh(state: LaneState): boolean {
  return state.kind === 'probing' && (state.breaks + state.probes) % 2 === 1;
}
