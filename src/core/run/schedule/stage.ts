import type { StageIdentity, StageMemory } from '../../basis';
import type { Failure } from '../../fileReview';
import type { PartPlanner } from '../../parts';
import type { Clock, Inspector } from '../../ports';
import { reviewFailures } from '../../text/reviewFailures';
import type { ReviewerKind } from '../../types';
import { type Lane, LaneControl, type LaneLease, type LaneStatus } from './lane';
import type { PartEnd, PartReview, WaitingPart } from './partReview';
import { WorkPool } from './workPool';

/** All lanes of one kind of reviewer. */
export interface StageOptions {
  readonly kind: ReviewerKind;
  readonly lanes: readonly Lane[];
  /** Upper bound of reviews at once over all lanes. */
  readonly limit: number;
  /** Divides files into parts; absent where every file is one. */
  readonly planner?: PartPlanner;
  /** Identity of the server that is asked to confirm findings; absent: one with the model that reported the finding. */
  readonly confirmEndpoint?: string;
  /** Absent where nobody can tell whether its outcomes would be the same again: none of them is kept. */
  readonly identity?: StageIdentity | undefined;
}

/** The stages of a run, in the order in which they go over the files; or why there can be none. */
export type StagesOutcome =
  | {
      readonly kind: 'stages';
      readonly stages: readonly StageOptions[];
      /** For the gates that need parsers and analyzers. */
      readonly inspector?: Inspector;
      /** Where whole outcomes are kept; without it none is. */
      readonly memory?: StageMemory;
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

/** How a stage works. */
export interface StageSettings {
  /** Whether the limits of the lanes follow what their servers bear. */
  readonly adaptive: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Hears how a lane stands, whenever that changes. */
  readonly announced: (lane: Lane, status: LaneStatus) => void;
}

/**
 * One stage of a run: a bounded pool of reviews over one or several lanes. A free slot goes to the open lane with the
 * smallest share of its own limit in use. A lane whose server cannot serve anybody is closed, and its files go to the
 * others.
 */
export class Stage {
  readonly kind: ReviewerKind;
  readonly planner: PartPlanner | undefined;
  readonly identity: StageIdentity | undefined;
  readonly #most: number;
  readonly #pool: WorkPool;
  readonly #lanes: readonly LaneControl[];
  readonly #confirmEndpoint: string | undefined;
  /** Sets of lanes, by what they were chosen for. */
  readonly #chosen = new Map<string, ReadonlySet<Lane>>();
  #prefersFresh = false;
  #isPaused = false;

  constructor(options: StageOptions, { adaptive, clock, signal, announced }: StageSettings) {
    this.kind = options.kind;
    this.planner = options.planner;
    this.identity = options.identity;
    this.#most = options.limit;
    this.#confirmEndpoint = options.confirmEndpoint;
    this.#lanes = options.lanes.map(
      (lane) =>
        new LaneControl({
          lane,
          adaptive: adaptive && options.kind === 'model',
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
      compare: (a, b) => this.#compare(a, b),
      clock,
      signal,
      // Once the run is cancelled, or no lane is left, the parts need no place: each is just told so.
      room: () => (signal.aborted || this.#open().length === 0 ? Number.POSITIVE_INFINITY : this.#room()),
      take: (part) => this.#take(part, signal),
    });
    signal.addEventListener('abort', () => this.#pool.fill(), { once: true });
  }

  /** No more reviews at once than this, and none more than the stage can use. */
  set limit(maxParallelFiles: number) {
    const limit = Math.min(this.#most, maxParallelFiles);
    for (const lane of this.#lanes) {
      lane.ceiling = limit;
    }
    this.#pool.concurrency = limit;
  }

  /** While it is set no review begins. */
  set isPaused(value: boolean) {
    this.#isPaused = value;
    this.#pool.fill();
  }

  run<Outcome>(part: PartReview<Outcome>): Promise<PartEnd<Outcome>> {
    return this.#pool.run(part);
  }

  /** The files in the order in which their turns come, as they stand now. */
  inOrder<File extends WaitingPart['file']>(files: readonly File[]): File[] {
    return files.toSorted((a, b) => this.#compare({ file: a }, { file: b }));
  }

  /** See `WorkPool`. */
  eachInTurn<File extends WaitingPart['file']>(
    files: readonly File[],
    begin: (file: File) => Promise<void>,
  ): Promise<void> {
    return this.#pool.eachInTurn(files, begin);
  }

  /** The lanes that may be asked to confirm what a model reported; the same set for the same model. */
  lanesToConfirm(model: string): ReadonlySet<Lane> {
    const named = this.#confirmEndpoint;
    return named === undefined
      ? this.lanesOf(model)
      : this.#lanesWhere(`endpoint ${named}`, (lane) => lane.endpoint === named);
  }

  /** The lanes with a model of this name; the same set for the same name. */
  lanesOf(model: string): ReadonlySet<Lane> {
    return this.#lanesWhere(`model ${model}`, ({ confirmer }) => confirmer?.model === model);
  }

  #lanesWhere(key: string, isOne: (lane: Lane) => boolean): ReadonlySet<Lane> {
    const set = this.#chosen.get(key) ?? new Set(this.#lanes.map(({ lane }) => lane).filter(isOne));
    this.#chosen.set(key, set);
    return set;
  }

  /** To be called when files rank otherwise than before. */
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

  /** By rank; then, for the model, the longest file first, so that the slowest is not the last. */
  #compare(a: WaitingPart, b: WaitingPart): number {
    return (
      (this.#prefersFresh ? failedBefore(a) - failedBefore(b) : 0) ||
      b.file.rank - a.file.rank ||
      (this.kind === 'model' ? b.file.bytes - a.file.bytes : 0)
    );
  }

  /** @param among the only ones that count; undefined for all */
  #open(among?: ReadonlySet<Lane>): readonly LaneControl[] {
    return this.#lanes.filter((control) => !control.closed && (among?.has(control.lane) ?? true));
  }

  #room(): number {
    return this.#isPaused ? 0 : this.#lanes.reduce((sum, lane) => sum + lane.room, 0);
  }

  #take(part: WaitingPart, signal: AbortSignal): LaneLease | Failure | undefined {
    const open = this.#open(part.lanes);
    if (signal.aborted || open.length === 0) {
      const own = this.#lanes.filter(({ lane }) => part.lanes?.has(lane) ?? true);
      return (
        own.find(({ closed }) => closed)?.closed ?? { reason: 'internal error', message: reviewFailures.nobodyToAsk }
      );
    }
    if (this.#isPaused) {
      return undefined;
    }
    const others = open.filter(({ lane }) => !part.avoid?.has(lane));
    const free = (others.length > 0 ? others : open).filter(({ room }) => room > 0);
    const [first, ...rest] = free;
    return (
      first &&
      this.#lease(
        rest.reduce((best, lane) => (lane.load < best.load ? lane : best), first),
        part,
      )
    );
  }

  #lease(control: LaneControl, { file, lanes, isBrief }: WaitingPart): LaneLease {
    const begun = control.begin(file.path, isBrief);
    return {
      lane: control.lane,
      end: (outcome, durationMs) => {
        return {
          yields: control.end(begun, outcome, durationMs),
          isClosed: control.closed !== undefined,
          hasOther: this.#open(lanes).some((other) => other !== control),
        };
      },
    };
  }
}

function failedBefore({ avoid }: WaitingPart): number {
  return avoid === undefined ? 0 : 1;
}
