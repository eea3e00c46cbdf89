import type { Clock, Inspector, PartPlanner, ReviewOutcome } from '../../ports';
import type { ReviewerKind } from '../../types';
import { type Failure, type Lane, LaneControl, type LaneStatus } from './lane';
import { type TryOutcome, WorkPool } from './workPool';

/** All lanes of one kind of reviewer. */
export interface StageOptions {
  readonly kind: ReviewerKind;
  readonly lanes: readonly Lane[];
  /** Upper bound of reviews at once over all lanes. */
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

/** The right to one review in a lane. */
export interface LaneLease {
  readonly lane: Lane;
  /** Must be called once, when the review has ended. Tells what that means for those who still wait. */
  end(outcome: ReviewOutcome, durationMs: number): LaneOutlook;
}

/** What can be expected of the lanes of a stage after a review in one of them. */
export interface LaneOutlook {
  /** The lane takes no more reviews for good. */
  readonly isClosed: boolean;
  readonly hasOther: boolean;
  /** The lane takes fewer reviews at once from now on if its server had too many. */
  readonly yields: boolean;
}

/** How a stage works, whatever its tasks are. */
export interface StageHooks<Task> {
  readonly compare: (a: Task, b: Task) => number;
  /** Works on a task in a lane; a failure instead of a lane says that no lane is open. Must not reject. */
  readonly work: (task: Task, lease: LaneLease | Failure, worker: number) => Promise<TryOutcome>;
  /** Hears of a task that waits for a slot again after a failed try. */
  readonly waits?: (task: Task) => void;
  /** Whether the limits of the lanes follow what their servers bear. */
  readonly adaptive: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Hears how a lane stands, whenever that changes. */
  readonly announced: (lane: Lane, status: LaneStatus) => void;
}

/** A piece of work that should not come back to the lane it failed in while there are others. */
interface Placeable {
  /** The file that it is a part of. */
  readonly file: string;
  readonly avoid?: Lane | undefined;
}

function failedBefore({ avoid }: Pick<Placeable, 'avoid'>): number {
  return avoid === undefined ? 0 : 1;
}

/**
 * One stage of a run: a bounded pool of reviews over one or several lanes. A free slot goes to the open lane with the
 * smallest share of its own limit in use. A lane whose server cannot serve anybody is closed, and its files go to the
 * others.
 */
export class Stage<Task extends Placeable> {
  readonly kind: ReviewerKind;
  readonly planner: PartPlanner | undefined;
  readonly #pool: WorkPool<Task, LaneLease | Failure>;
  readonly #lanes: readonly LaneControl[];
  #prefersFresh = false;

  constructor(options: StageOptions, { compare, work, waits, adaptive, clock, signal, announced }: StageHooks<Task>) {
    this.kind = options.kind;
    this.planner = options.planner;
    this.#lanes = options.lanes.map(
      (lane) =>
        new LaneControl({
          lane,
          adaptive,
          clock,
          signal,
          freed: () => {
            this.#reorderForProbes();
            this.#pool.fill();
          },
          announced: (status) => announced(lane, status),
        }),
    );
    this.#pool = new WorkPool({
      concurrency: 1,
      compare: (a, b) => (this.#prefersFresh ? failedBefore(a) - failedBefore(b) : 0) || compare(a, b),
      clock,
      signal,
      work,
      ...(waits && { waits }),
      // Once the run is cancelled, or no lane is left, the tasks need no place: each is just told so.
      room: () => (signal.aborted || this.#open().length === 0 ? Number.POSITIVE_INFINITY : this.#room()),
      kindOf: ({ avoid }) => avoid,
      take: (task) => this.#take(task, signal),
    });
    signal.addEventListener('abort', () => this.#pool.fill(), { once: true });
  }

  set limit(value: number) {
    for (const lane of this.#lanes) {
      lane.ceiling = value;
    }
    this.#pool.concurrency = value;
  }

  run(task: Task): Promise<void> {
    return this.#pool.run(task);
  }

  /** To be called when the order of waiting tasks has changed. */
  reorder(): void {
    this.#pool.reorder();
  }

  /** Only where no other lane works: one that does takes what has failed, and leaves the rest for the probes. */
  #reorderForProbes(): void {
    const prefersFresh = this.#open().every((lane) => lane.prefersFresh);
    if (prefersFresh !== this.#prefersFresh) {
      this.#prefersFresh = prefersFresh;
      this.#pool.reorder();
    }
  }

  #open(): readonly LaneControl[] {
    return this.#lanes.filter((lane) => !lane.closed);
  }

  #room(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.room, 0);
  }

  #take(task: Task, signal: AbortSignal): LaneLease | Failure | undefined {
    const open = this.#open();
    if (signal.aborted || open.length === 0) {
      return this.#lanes.find(({ closed }) => closed)?.closed ?? { reason: 'internal error', message: 'No lane.' };
    }
    const others = open.filter(({ lane }) => lane !== task.avoid);
    const free = (others.length > 0 ? others : open).filter(({ room }) => room > 0);
    const [first, ...rest] = free;
    return (
      first &&
      this.#lease(
        rest.reduce((best, lane) => (lane.load < best.load ? lane : best), first),
        task.file,
      )
    );
  }

  #lease(control: LaneControl, file: string): LaneLease {
    const begun = control.begin(file);
    return {
      lane: control.lane,
      end: (outcome, durationMs) => {
        return {
          yields: control.end(begun, outcome, durationMs),
          isClosed: control.closed !== undefined,
          hasOther: this.#open().some((other) => other !== control),
        };
      },
    };
  }
}
