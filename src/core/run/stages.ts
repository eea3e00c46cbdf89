import type { FileReview } from '../fileReview';
import { groupBy } from '../groupBy';
import { onAbort } from '../onAbort';
import { shownAlong } from '../parts';
import type { Baseline } from '../ports';
import type { FailedProposal } from '../repairs';
import { type Treatment, treatments } from '../strategy/treatment';
import type { ReviewerKind } from '../types';
import { confirmFindings } from './confirming';
import type { FileSteps, StepDependencies } from './fileSteps';
import { KeptReviews, type Recalled } from './keptReviews';
import { createKeptStages } from './keptStages';
import type { Confirm } from './listing';
import { type Merged, toldOf } from './mergeParts';
import { type RepairedFile, repairFile, unrepaired } from './repairing';
import type { RunningReview } from './runningReview';
import { Deadlines } from './schedule/deadline';
import type { Lane, LaneStatus } from './schedule/lane';
import { Pause } from './schedule/pause';
import { Stage, type StagesOutcome } from './schedule/stage';
import type { TokenBudget } from './spend/budget';
import { StageReview, type StageReviewContext, WaitingFile } from './stageReview';
import type { RunStore } from './store';
import { isAboutName, pairTwins } from './twins';

/** What the stages at work need from the run around them. */
export interface StagesDependencies extends Pick<StepDependencies, 'clock' | 'log' | 'random' | 'workspace' | 'hash'> {
  readonly store: RunStore;
  readonly steps: FileSteps;
  readonly budget: TokenBudget;
  /** Paths to review before all others. */
  readonly preferred: ReadonlySet<string> | undefined;
  /** What findings are to be newer than. */
  readonly baseline: Baseline | undefined;
  readonly signal: AbortSignal;
}

/** The stages at work: what the run itself and retries share while there is anything to do. */
export class Stages {
  readonly #dependencies: StagesDependencies;
  readonly #stages: readonly Stage[];
  readonly #context: StageReviewContext;
  /** Absent where nothing is kept. */
  readonly #kept: KeptReviews | undefined;
  readonly #dispose: () => Promise<void>;
  readonly #appliesTo: (review: RunningReview) => Treatment;
  readonly #pause = new Pause();
  /** Aborts with the run, and at the end: then no pause of a server needs to be waited for any more. */
  readonly #controller = new AbortController();
  readonly #stopListening: () => void;

  constructor(
    { stages, inspector, memory, dispose }: StagesOutcome & { kind: 'stages' },
    dependencies: StagesDependencies,
  ) {
    const { clock, log, random, steps, budget, preferred, baseline, hash } = dependencies;
    const { header } = dependencies.store;
    const { adaptiveParallelism, parallelPasses, fileTimeLimitMs } = header.options;
    const { signal } = this.#controller;
    this.#stopListening = onAbort(dependencies.signal, () => this.#controller.abort());
    if (dependencies.signal.aborted) {
      this.#controller.abort();
    }
    this.#dependencies = dependencies;
    this.#dispose = dispose;
    this.#appliesTo = treatments(header.options);
    this.#stages = stages.map(
      (stage) =>
        new Stage(stage, {
          ...{ clock, signal, adaptive: adaptiveParallelism },
          announced: (lane, status) => this.#announce(lane, status),
        }),
    );
    this.#context = {
      ...{ steps, clock, log, random, budget, preferred, baseline, parallelPasses, inspector, signal, hash },
      pause: this.#pause,
      kept: memory && createKeptStages(memory, header, hash),
      timeLimitMs: fileTimeLimitMs,
      deadlines: new Deadlines(clock, signal, fileTimeLimitMs),
    };
    const { kept } = this.#context;
    this.#kept = kept && new KeptReviews(this.#context, kept);
  }

  /** No stage has more reviews in flight than this. */
  set limit(maxParallelFiles: number) {
    for (const stage of this.#stages) {
      stage.limit = maxParallelFiles;
    }
  }

  /** While it is set nothing begins, and no server is sent anything by what has begun. */
  set isPaused(value: boolean) {
    this.#pause.isOn = value;
    for (const stage of this.#stages) {
      stage.isPaused = value;
    }
  }

  /** To be called when another file has become urgent. */
  reorder(): void {
    for (const stage of this.#stages) {
      stage.reorder();
    }
  }

  /** Leads files through all stages to their ends. The model begins when the others have been over all of them. */
  async review(reviews: readonly RunningReview[]): Promise<void> {
    const first = this.#stages.filter((stage) => stage.kind !== 'model');
    const model = this.#stages.filter((stage) => stage.kind === 'model');
    await this.#leaveOut(reviews);
    await this.#lead(reviews, first, model[0]);
    const forModel = reviews.filter((review) => this.#isFor(review, 'model'));
    const { workspace } = this.#dependencies;
    const passesFor = (review: RunningReview) => this.#appliesTo(review).passes;
    const others = model.length > 0 ? await pairTwins(forModel, passesFor, workspace) : new Set<RunningReview>();
    await this.#lead(
      forModel.filter((review) => !others.has(review)),
      model,
      undefined,
    );
  }

  /**
   * Has models make other edits for proposals of a file, within the run's limits and budget.
   *
   * @param ended aborts what the run itself goes on with
   */
  async repair(file: FileReview, failed: readonly FailedProposal[], ended: AbortSignal): Promise<RepairedFile> {
    const { workspace, store } = this.#dependencies;
    const { clock, log, random, budget, pause, inspector, timeLimitMs } = this.#context;
    const stage = this.#stages.find(({ kind }) => kind === 'model');
    if (!stage) {
      return unrepaired(failed, 'no model takes part in this review');
    }
    const signal = AbortSignal.any([this.#context.signal, ended]);
    const shared = { clock, log, random, budget, pause, inspector, timeLimitMs, signal };
    return repairFile(file, failed, { ...shared, stage, workspace, header: store.header });
  }

  /** Frees the stages. Never rejects. */
  async dispose(): Promise<void> {
    this.#stopListening();
    this.#controller.abort();
    this.#dependencies.baseline?.dispose();
    await this.#dispose().catch(() => undefined);
  }

  /** Leads each file through the stages on its own, from when its turn comes in its first, or as soon as nobody has to be asked there. */
  async #lead(reviews: readonly RunningReview[], stages: readonly Stage[], behind: Stage | undefined): Promise<void> {
    const lead = (review: RunningReview, recalled?: Recalled) => this.#leadOne(review, stages, behind, recalled);
    const leadAll = async (stage: Stage | undefined, some: readonly RunningReview[]) => {
      if (!stage) {
        await Promise.all(some.map((review) => lead(review)));
        return;
      }
      const waiting = (reviews: readonly RunningReview[]) => reviews.map((one) => new WaitingFile(one, this.#context));
      const inTurn = (reviews: readonly RunningReview[]) =>
        stage.eachInTurn(waiting(reviews), ({ review }) => lead(review));
      const sorted = stage.inOrder(waiting(some)).map(({ review }) => review);
      const isSeenAgain = (review: RunningReview) => behind !== undefined && this.#isFor(review, behind.kind);
      await (this.#kept ? this.#kept.lead(sorted, stage, isSeenAgain, lead, inTurn) : inTurn(some));
    };
    const byFirst = groupBy(reviews, (review) => stages.find(({ kind }) => this.#isFor(review, kind)));
    await Promise.all([...byFirst].map(([stage, some]) => leadAll(stage, some)));
  }

  /** Leads a file through the stages, behind the one that it is through; then to its end, or to where it waits for the stage behind. */
  async #leadOne(
    review: RunningReview,
    stages: readonly Stage[],
    behind: Stage | undefined,
    recalled?: Recalled,
  ): Promise<void> {
    const { steps } = this.#dependencies;
    const own = stages.filter((stage) => stage === recalled?.stage || this.#isFor(review, stage.kind));
    const last = () => (behind && this.#isFor(review, behind.kind) ? behind : undefined);
    if (stages.length > 0 && own.length === 0 && behind && last()) {
      await steps.queueFor(behind.kind, review);
    }
    for (const [index, stage] of own.entries()) {
      const merged = stage === recalled?.stage ? recalled.merged : await this.#review(review, stage);
      const next = own[index + 1] ?? last();
      await (next ? steps.queueFor(next.kind, review) : steps.finish(review));
      await Promise.all((review.twins ?? []).map((twin) => this.#followUp(review, merged, twin, stage)));
    }
  }

  /** Ends files that none of the stages is for: nobody has looked at them. */
  async #leaveOut(reviews: readonly RunningReview[]): Promise<void> {
    const { steps } = this.#dependencies;
    const nobodys = reviews.filter((review) => !this.#stages.some(({ kind }) => this.#isFor(review, kind)));
    await Promise.all(nobodys.map((review) => steps.leaveOut(review, this.#appliesTo(review).absent)));
  }

  #isFor(review: RunningReview, kind: ReviewerKind): boolean {
    const isPassedOver = kind === 'model' && review.isUnchanged;
    return !review.ended && !isPassedOver && !this.#appliesTo(review).absent.some(({ reviewer }) => reviewer === kind);
  }

  async #review(review: RunningReview, stage: Stage): Promise<Merged | undefined> {
    return review.ended ? undefined : new StageReview(review, stage, this.#context).run();
  }

  /** Brings a file to its end whose like has been reviewed. */
  async #followUp(review: RunningReview, merged: Merged | undefined, twin: RunningReview, stage: Stage): Promise<void> {
    const isAlike = review.textHash === twin.textHash;
    const says =
      merged && !merged.failure && !merged.isCancelled && !isAboutName(merged.findings, review.path, twin.path);
    if (isAlike && review.verdicts) {
      twin.verdicts = new Map(review.verdicts);
    }
    const isTakenOver =
      isAlike && says && !twin.ended && (await this.#takeOver(withAnswerOf(review, merged), twin, stage));
    await (isTakenOver ? undefined : this.#review(twin, stage));
    await this.#dependencies.steps.finish(twin);
  }

  /**
   * Gives a file what another of the same content and language came to, without asking again. False where a model would
   * be shown something else along with it, or told other findings of analyzers, as it lies elsewhere.
   */
  async #takeOver(merged: Merged, twin: RunningReview, stage: Stage): Promise<boolean> {
    const { steps, signal, inspector, baseline, kept, hash } = this.#context;
    const taken = await steps.take(stage.kind, twin, baseline, signal);
    if (!taken) {
      return true;
    }
    const { snapshot, before } = taken;
    const question = { stage, review: twin, ...taken };
    const known = await kept?.recall(question);
    const plan = known ? [] : ((await stage.planner?.plan(snapshot, signal)) ?? []);
    const isShownOther = stage.planner && shownAlong(plan, hash) !== merged.shown;
    if (!known && (isShownOther || toldOf(taken.known) !== merged.told)) {
      return false;
    }
    const file = { review: twin, snapshot, stage, rank: () => 0, deadline: undefined, plan };
    const confirm: Confirm = (findings) => confirmFindings(findings, file, this.#context);
    const free = { ...merged, spent: {} };
    const gated = known?.findings;
    const findings = await steps.keep(stage.kind, twin, free, snapshot, { signal, inspector, before, gated, confirm });
    if (findings && !known) {
      kept?.keep(question, merged, findings);
    }
    return true;
  }

  #announce({ endpoint }: Lane, status: LaneStatus): void {
    if (endpoint !== undefined) {
      const { log, clock, store } = this.#dependencies;
      log({ type: 'endpoint.limit', at: clock.now(), endpoint, ...status });
      store.setEndpoint(endpoint, status);
    }
  }
}

/** What a file came to, for another that it is to be taken over for. */
function withAnswerOf({ path }: RunningReview, merged: Merged): Merged {
  const { looks } = merged;
  return looks ? { ...merged, looks: { ...looks, answerOf: looks.answerOf ?? path } } : merged;
}
