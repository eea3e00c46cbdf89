import { onAbort } from '../onAbort';
import type { RunOptions } from '../options';
import type { ReviewerKind } from '../types';
import type { FileSteps, Item, StepDependencies } from './fileSteps';
import { Deadlines } from './schedule/deadline';
import type { Lane, LaneStatus } from './schedule/lane';
import { Stage, type StageOptions, type StagesOutcome } from './schedule/stage';
import type { TokenBudget } from './spend/budget';
import { StageReview, type StageReviewContext, type StageTask } from './stageReview';
import type { RunStore } from './store';
import { pairTwins } from './twins';

/** What the stages at work need from the run around them. */
export interface ActivityDependencies extends Pick<StepDependencies, 'clock' | 'log' | 'random'> {
  readonly store: RunStore;
  readonly steps: FileSteps;
  readonly budget: TokenBudget;
  readonly options: RunOptions;
  /** Paths to review before all others. */
  readonly preferred: ReadonlySet<string> | undefined;
  readonly signal: AbortSignal;
}

/** The stages at work: what stretches of work share while there is any. */
export class Activity {
  readonly #dependencies: ActivityDependencies;
  readonly #options: readonly StageOptions[];
  readonly #stages: readonly Stage<StageTask>[];
  readonly #context: StageReviewContext;
  readonly #dispose: () => Promise<void>;
  /** Aborts with the run, and at the end: then no pause of a server needs to be waited for any more. */
  readonly #controller = new AbortController();
  readonly #stopListening: () => void;

  constructor({ stages, inspector, dispose }: StagesOutcome & { kind: 'stages' }, dependencies: ActivityDependencies) {
    const { adaptiveParallelism, parallelPasses, fileTimeLimitMs } = dependencies.options;
    const { clock, log, random, steps, budget, preferred } = dependencies;
    const { signal } = this.#controller;
    this.#stopListening = onAbort(dependencies.signal, () => this.#controller.abort());
    if (dependencies.signal.aborted) {
      this.#controller.abort();
    }
    this.#dependencies = dependencies;
    this.#options = stages;
    this.#dispose = dispose;
    this.#stages = stages.map(
      (options) =>
        new Stage<StageTask>(options, {
          compare: (a, b) => order(options.kind, preferred, a, b),
          work: (task, lease, worker) => task.review.try(task, lease, worker),
          waits: (task) => task.review.waits(),
          adaptive: adaptiveParallelism && options.kind === 'model',
          ...{ clock, signal },
          announced: (lane, status) => this.#announce(lane, status),
        }),
    );
    this.#context = {
      ...{ steps, clock, log, random, budget, parallelPasses, inspector, signal },
      timeLimitMs: fileTimeLimitMs,
      deadlines: new Deadlines(clock, signal, fileTimeLimitMs),
    };
  }

  /** No stage has more reviews in flight than this, and none more than it can use. */
  set limit(maxParallelFiles: number) {
    for (const [index, stage] of this.#stages.entries()) {
      stage.limit = Math.min(this.#options[index]?.limit ?? 1, maxParallelFiles);
    }
  }

  /** To be called when another file has become urgent. */
  reorder(): void {
    for (const stage of this.#stages) {
      stage.reorder();
    }
  }

  /** Leads files through all stages to their ends. The model begins when the others have been over all of them. */
  async review(items: readonly Item[]): Promise<void> {
    const first = this.#stages.filter((stage) => stage.kind !== 'model');
    const model = this.#stages.filter((stage) => stage.kind === 'model');
    await this.#lead(items, first, model[0]);
    const others = model.length > 0 ? pairTwins(items) : new Set<Item>();
    await this.#lead(
      items.filter((item) => !others.has(item)),
      model,
      undefined,
    );
  }

  /** Frees the stages. Never rejects. */
  async dispose(): Promise<void> {
    this.#stopListening();
    this.#controller.abort();
    await this.#dispose().catch(() => undefined);
  }

  /** Leads each file through the stages on its own; then to its end, or to where it waits for the stage behind. */
  async #lead(
    items: readonly Item[],
    stages: readonly Stage<StageTask>[],
    behind: Stage<StageTask> | undefined,
  ): Promise<void> {
    const { steps } = this.#dependencies;
    await Promise.all(
      items.map(async (item) => {
        for (const [index, stage] of stages.entries()) {
          const review = new StageReview(item, stage, this.#context);
          if (!item.ended) {
            await review.run();
          }
          const next = stages[index + 1] ?? behind;
          await (next ? steps.queueFor(next.kind, item) : steps.finish(item));
          await Promise.all((item.twins ?? []).map((twin) => this.#followUp(review, twin, stage)));
        }
      }),
    );
  }

  /** Brings a file to its end whose like has been reviewed. */
  async #followUp(review: StageReview, twin: Item, stage: Stage<StageTask>): Promise<void> {
    if (!twin.ended && !(await review.shareWith(twin))) {
      await new StageReview(twin, stage, this.#context).run();
    }
    await this.#dependencies.steps.finish(twin);
  }

  #announce({ endpoint }: Lane, status: LaneStatus): void {
    if (endpoint !== undefined) {
      const { log, clock, store } = this.#dependencies;
      log({ type: 'endpoint.limit', at: clock.now(), endpoint, ...status });
      store.setEndpoint(endpoint, status);
    }
  }
}

/**
 * What a person waits for comes first, then files that are begun, then preferred ones; then, for the model, the longest,
 * so that the slowest file is not the last.
 */
function order(kind: ReviewerKind, preferred: ReadonlySet<string> | undefined, a: StageTask, b: StageTask): number {
  const rank = ({ review: { item, isBegun } }: StageTask) =>
    (item.isUrgent || item.twins?.some((twin) => twin.isUrgent) ? 4 : 0) +
    (isBegun ? 2 : 0) +
    (preferred?.has(item.path) ? 1 : 0);
  return rank(b) - rank(a) || (kind === 'model' ? b.review.item.bytes - a.review.item.bytes : 0);
}
