import type { Clock, Inspector, PartPlanner, Reviewer, ReviewOutcome } from '../ports';
import type { FailureReason, ReviewerKind } from '../types';
import { type TryOutcome, WorkPool } from './workPool';

/** One engine behind a stage: the only one for local and editor reviews, one of several servers for model reviews. */
export interface Lane {
  readonly reviewer: Reviewer;
  /** Identity of the server, for model lanes. */
  readonly endpoint?: string;
  /** File reviews at once, `Infinity` when only the stage's limit counts. */
  readonly maxConcurrency: number;
  /** Its first review goes alone. */
  readonly firstAlone?: boolean;
}

/** All lanes of one kind of reviewer. */
export interface StageOptions {
  readonly kind: ReviewerKind;
  readonly lanes: readonly Lane[];
  /** Upper bound of file reviews at once over all lanes. */
  readonly limit: number;
  /** Divides files into parts; absent where every file is one. */
  readonly planner?: PartPlanner;
}

/** The stages of a run, in the order in which they go over the files; or why there can be none. */
export type StagesOutcome =
  | {
      readonly kind: 'stages';
      readonly stages: readonly StageOptions[];
      /** For the gates that need parsers and analyzers. */
      readonly inspector?: Inspector;
      /** Frees what the stages hold: workers, sockets. */
      dispose(): Promise<void>;
    }
  | ({ readonly kind: 'failed' } & Failure);

/** Stages whose reviewers hold all there is to free. */
export function stagesOf(stages: readonly StageOptions[]): StagesOutcome & { readonly kind: 'stages' } {
  const reviewers = stages.flatMap(({ lanes }) => lanes.map(({ reviewer }) => reviewer));
  const dispose = async () => void (await Promise.allSettled(reviewers.map((reviewer) => reviewer.dispose())));
  return { kind: 'stages', stages, dispose };
}

export interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
}

interface LaneState {
  readonly lane: Lane;
  inFlight: number;
  /** How often in a row its server did not answer at all. */
  unanswered: number;
  /** Why it takes no more files. */
  closed?: Failure;
}

/** A server that did not answer this many times in a row is taken to be down for the rest of the run. */
const unansweredLimit = 3;

/**
 * One stage of a run: a bounded pool of file reviews over one or several lanes. A free slot goes to the open lane with
 * the smallest share of its own bound in use. A lane whose server cannot serve anybody is closed, and its files go to
 * the others.
 */
export class Stage<Item> {
  readonly kind: ReviewerKind;
  readonly #pool: WorkPool<Item>;
  readonly #lanes: LaneState[];
  #limit: number;

  constructor(
    options: StageOptions,
    compare: (a: Item, b: Item) => number,
    /** Reviews an item in a lane; a failure instead of a lane says that no lane is open. */
    review: (item: Item, lane: LaneLease | Failure, worker: number) => Promise<TryOutcome>,
    clock: Clock,
    signal: AbortSignal,
  ) {
    this.kind = options.kind;
    this.#lanes = options.lanes.map((lane) => ({ lane, inFlight: 0, unanswered: 0 }));
    this.#limit = options.limit;
    this.#pool = new WorkPool({
      concurrency: this.#bound(),
      compare,
      clock,
      signal,
      work: async (item, worker) => {
        const lease = this.#lease();
        try {
          return await review(item, lease, worker);
        } finally {
          if ('release' in lease) {
            lease.release();
          }
        }
      },
    });
  }

  set limit(value: number) {
    this.#limit = value;
    this.#pool.concurrency = this.#bound();
  }

  run(item: Item): Promise<void> {
    return this.#pool.run(item);
  }

  #bound(): number {
    const capacity = this.#lanes.reduce((sum, state) => sum + (state.closed ? 0 : state.lane.maxConcurrency), 0);
    return Math.max(1, Math.min(this.#limit, capacity));
  }

  #lease(): LaneLease | Failure {
    const open = this.#lanes.filter((state) => !state.closed && state.inFlight < state.lane.maxConcurrency);
    const [first, ...others] = open;
    if (!first) {
      return (
        this.#lanes.find((state) => state.closed)?.closed ?? { reason: 'internal error', message: 'No free lane.' }
      );
    }
    const state = others.reduce((best, other) => (load(other) < load(best) ? other : best), first);
    state.inFlight++;
    return {
      lane: state.lane,
      release: () => {
        state.inFlight--;
      },
      report: (outcome) => this.#learn(state, outcome),
    };
  }

  /** Closes the lane if the outcome says that its server serves nobody; tells whether another lane is open. */
  #learn(state: LaneState, outcome: ReviewOutcome): 'another lane is open' | 'no other lane' | 'lane is open' {
    const failure = outcome.kind === 'failed' ? outcome : undefined;
    state.unanswered = failure?.reason === 'server down' ? state.unanswered + 1 : 0;
    if (failure && (failure.fatal || state.unanswered >= unansweredLimit)) {
      state.closed ??= { reason: failure.reason, message: failure.message };
      this.#pool.concurrency = this.#bound();
    }
    if (!state.closed) {
      return 'lane is open';
    }
    return this.#lanes.some((other) => !other.closed) ? 'another lane is open' : 'no other lane';
  }
}

function load(state: LaneState): number {
  return state.lane.maxConcurrency === Number.POSITIVE_INFINITY
    ? state.inFlight / Number.MAX_SAFE_INTEGER
    : state.inFlight / state.lane.maxConcurrency;
}

/** The right to one review in a lane. */
export interface LaneLease {
  readonly lane: Lane;
  /** Must be called once, when the review has ended. */
  release(): void;
  /** Tells the stage how it went. */
  report(outcome: ReviewOutcome): 'another lane is open' | 'no other lane' | 'lane is open';
}
