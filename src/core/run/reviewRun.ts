import type { Failure, FileReview, RunState } from '../fileReview';
import { answersSinceStart } from '../options';
import type { Journal } from '../ports';
import type { FailedProposal, RepairAnswer } from '../repairs';
import { errorMessage } from '../text/errorMessage';
import { baselineOf } from './baselineOf';
import { FileSteps } from './fileSteps';
import { patientJournal } from './patientJournal';
import { recording } from './recording';
import { isEnded, type RunRecord } from './records';
import { repairAll, unrepaired } from './repairing';
import type { RunDependencies } from './runDependencies';
import type { FileSize, RunningReview } from './runningReview';
import { discoveredRecords } from './snapshot';
import { TokenBudget } from './spend/budget';
import { Stages } from './stages';
import { StagesAtWork } from './stagesAtWork';
import { StoppingJournal } from './stoppingJournal';
import { RunStore } from './store';
import { WorkUnderWay } from './workUnderWay';

/**
 * One run over a folder: discovers its files and leads each through the stages. The model begins when the others have
 * been over all files. One file's failure is its own.
 */
export class ReviewRun {
  readonly store: RunStore;
  readonly #dependencies: RunDependencies;
  readonly #record: StoppingJournal;
  /** For what a person decides: that it cannot be recorded stops no review. */
  readonly #decisions: Journal<RunRecord>;
  readonly #steps: FileSteps;
  readonly #budget: TokenBudget;
  /** The files that are at work or wait for it. */
  readonly #running = new Map<string, RunningReview>();
  readonly #stages: StagesAtWork<readonly FileSize[]>;
  #controller = new AbortController();
  /** What a run comes to whose work is aborted. */
  #cutShort: 'cancelled' | 'interrupted' = 'cancelled';
  /** The run itself, and retries during it or after it. */
  readonly #work: WorkUnderWay<RunState | undefined>;

  constructor(dependencies: RunDependencies) {
    this.#stages = new StagesAtWork((files) => this.#createStages(files), dependencies.maxParallelFiles);
    this.store = dependencies.store ?? new RunStore(dependencies.header);
    this.#record = new StoppingJournal(recording(this.#patient(dependencies), this.store), () => this.cancel());
    this.#decisions = recording(dependencies.journal, this.store);
    this.#dependencies = { ...dependencies, journal: this.#record };
    this.#steps = new FileSteps(this.store, this.#dependencies, () => this.#record.problem);
    const { promptTokens, completionTokens } = this.store.summary();
    this.#work = new WorkUnderWay({
      begin: () => this.#prepareWork(),
      release: () => this.#stages.release(),
      end: (state) => this.#end(state ?? { kind: this.#controller.signal.aborted ? this.#cutShort : 'finished' }),
    });
    this.#budget = new TokenBudget(dependencies.header.options.maxTokens, promptTokens + completionTokens);
  }

  get maxParallelFiles(): number {
    return this.#stages.limit;
  }

  /** Takes effect at once: a higher limit starts waiting files, a lower one starts none until it is kept. */
  set maxParallelFiles(value: number) {
    if (value !== this.#stages.limit) {
      this.#dependencies.log({ type: 'run.limit', at: this.#dependencies.clock.now(), maxParallelFiles: value });
      this.#stages.limit = value;
    }
  }

  /**
   * Discovers and reviews. Resolves when every file has come to its end, and never rejects; the store's state tells how
   * it went.
   */
  start(): Promise<void> {
    return this.#track(() => this.#start());
  }

  /**
   * Goes on where it was cut short: with the files that have not come to their end, those that failed or were cancelled.
   * Nothing is sent again whose answer is known. Resolves like `start`.
   */
  resume(): Promise<void> {
    return this.#track(async () => {
      this.#begins();
      if (!this.store.isListed) {
        return this.#discover();
      }
      return this.#again(this.#prepare(this.#left()));
    });
  }

  /** Whether there is something that `resume` would do. */
  get isResumable(): boolean {
    const { failed, cancelled } = this.store.summary();
    return !this.store.isListed || failed + cancelled > 0;
  }

  #left(): FileReview[] {
    return [...this.store.files()].filter(({ status }) => status.kind === 'failed' || status.kind === 'cancelled');
  }

  async #start(): Promise<RunState | undefined> {
    await this.#record.append({ type: 'run', version: 2, run: this.#dependencies.header });
    this.#begins();
    return this.#discover();
  }

  #begins(): void {
    const { header, log, clock } = this.#dependencies;
    log({ type: 'run.started', at: clock.now(), run: header, maxParallelFiles: this.maxParallelFiles });
  }

  async #discover(): Promise<RunState | undefined> {
    const { log, clock, workspace } = this.#dependencies;
    const { signal } = this.#controller;
    const discovery = await workspace.discover(signal);
    if (discovery.kind === 'failed') {
      return discovery;
    }
    if (discovery.kind === 'found') {
      const { files, excluded } = discovery;
      const queued = files.filter(({ kind }) => kind === 'file');
      const stages = await this.#stages.for(queued);
      if ('reason' in stages) {
        return signal.aborted ? undefined : { kind: 'failed', message: stages.message };
      }
      for (const record of discoveredRecords(files, excluded)) {
        await this.#record.append(record);
      }
      log({ type: 'run.discovered', at: clock.now(), files: files.length, skipped: files.length - queued.length });
      await this.#review(this.#prepare(queued));
    }
    return undefined;
  }

  /** Ends what is at work: requests in flight are aborted, what is finished is kept, the rest is `cancelled`. */
  cancel(): void {
    this.#controller.abort();
  }

  /** Like `cancel`, where only the process ends: nobody wants the run ended, and it is `interrupted`, as after a crash. */
  interrupt(): void {
    if (!this.#controller.signal.aborted) {
      this.#cutShort = 'interrupted';
      this.#controller.abort();
    }
  }

  /** Resolves when nothing is at work. */
  async settled(): Promise<void> {
    await this.#work.settled();
  }

  /**
   * Reviews files again that have come to their end, from their present text. Works during and after the run; while a
   * run is being cancelled, it waits for the end of that.
   */
  async retry(paths: readonly string[]): Promise<void> {
    while (!this.#work.isIdle && this.#controller.signal.aborted) {
      await this.settled();
    }
    const reviews = this.#prepare(
      paths.flatMap((path) => {
        const file = this.store.file(path);
        return file && isEnded(file.status) && this.#running.get(path)?.ended !== false ? [file] : [];
      }),
    );
    if (reviews.length > 0) {
      await this.#track(() => this.#again(reviews));
    }
  }

  async #again(reviews: readonly RunningReview[]): Promise<undefined> {
    await this.#record.append({ type: 'retry', paths: reviews.map(({ path }) => path) });
    return this.#review(reviews);
  }

  /**
   * Has models make other edits in the place of those that failed their verification, within the run's limits and budget.
   * How the run stands does not change. Never rejects.
   */
  async repair(failed: readonly FailedProposal[], signal: AbortSignal): Promise<ReadonlyMap<string, RepairAnswer>> {
    const { store } = this;
    let answers: ReadonlyMap<string, RepairAnswer> = new Map();
    await this.#track(async () => {
      const { state, isUnfinished } = store;
      const files = [...new Set(failed.flatMap(({ finding }) => store.finding(finding)?.file ?? []))];
      const stages = await this.#stages.for(files);
      answers = await repairAll(failed, store, this.#record, async (file, ofFile) =>
        stages instanceof Stages ? stages.repair(file, ofFile, signal) : unrepaired(ofFile, stages.message),
      );
      return isUnfinished ? undefined : state;
    });
    return answers;
  }

  /** Reviews a file before all others that wait, and again if it has come to its end. */
  async reviewNext(path: string): Promise<void> {
    const review = this.#running.get(path);
    if (!review || review.ended) {
      await this.retry([path]);
      return;
    }
    review.isUrgent = true;
    await this.#stages.reorder();
  }

  /** Records that a person has looked at files, or wants to do so again. Rejects when that could not be recorded. */
  async view(paths: readonly string[], isViewed: boolean): Promise<void> {
    await this.#decisions.append({ type: 'viewed', paths, isViewed }, 'durable');
  }

  /** Does some work. The last to end settles how the run stands: as `work` answers, or else as finished or cancelled. */
  #track(work: () => Promise<RunState | undefined>): Promise<void> {
    return this.#work.do(() =>
      work().catch((error: unknown): RunState => ({ kind: 'failed', message: errorMessage(error) })),
    );
  }

  #prepareWork(): void {
    this.#record.tryAgain();
    if (this.#controller.signal.aborted) {
      this.#controller = new AbortController();
      this.#cutShort = 'cancelled';
    }
  }

  /** From here on they are under review: nobody begins another one of the same files. */
  #prepare(files: readonly FileSize[]): RunningReview[] {
    const isUrgent = files.length === 1;
    return files.map(({ path, bytes }) => {
      const answersSince = this.#answersSince(path);
      const review: RunningReview = { path, bytes, isUrgent, answersSince, phase: 'local', ended: false };
      this.#running.set(path, review);
      return review;
    });
  }

  /** What has failed goes on with the answers that are there; who has a reviewed file reviewed again wants others. */
  #answersSince(path: string): number | undefined {
    const { header, clock } = this.#dependencies;
    const isAgain = this.store.file(path)?.status.kind === 'reviewed';
    return isAgain ? clock.now() : answersSinceStart(header);
  }

  /** Leads those to their ends that are on record as waiting for it: what could not be recorded is not begun. */
  async #review(reviews: readonly RunningReview[]): Promise<undefined> {
    const { signal } = this.#controller;
    try {
      const waiting = reviews.filter(({ path }) => this.store.file(path)?.status.kind === 'queued');
      const stages = waiting.length > 0 ? await this.#stages.for(waiting) : undefined;
      if (stages instanceof Stages) {
        await stages.review(waiting);
      } else {
        await Promise.all(waiting.map((review) => this.#steps.fail(review, signal.aborted ? undefined : stages)));
      }
    } finally {
      for (const review of reviews) {
        if (this.#running.get(review.path) === review) {
          this.#running.delete(review.path);
        }
      }
    }
  }

  async #createStages(files: readonly FileSize[]): Promise<Stages | Failure> {
    const { signal } = this.#controller;
    const { clock, log, random, preferred, hash, workspace, createStages } = this.#dependencies;
    const listed = [...this.store.files()].filter(({ status }) => status.kind !== 'skipped');
    // Before the first work, what it is about is all there is.
    const all = listed.length > 0 ? listed : files;
    const { baseline, failure } = await baselineOf(this.#dependencies, all, signal);
    if (failure) {
      return failure;
    }
    const outcome = await createStages(signal, files, all);
    if (outcome.kind === 'failed') {
      baseline?.dispose();
      return outcome;
    }
    return new Stages(outcome, {
      baseline,
      ...{ clock, log, random, preferred, hash, workspace, signal },
      ...{ store: this.store, steps: this.#steps, budget: this.#budget },
    });
  }

  #patient({ journal, retryRecordMs, clock }: RunDependencies): Journal<RunRecord> {
    if (retryRecordMs === undefined) {
      return journal;
    }
    const paused = (reason: string | undefined) => {
      this.#stages.isPaused = reason !== undefined;
      this.store.showPause(reason);
    };
    return patientJournal(journal, { retryMs: retryRecordMs, clock, signal: () => this.#controller.signal, paused });
  }

  async #end(reached: RunState): Promise<void> {
    if (this.#record.problem === undefined) {
      await this.#dependencies.beforeEnd?.();
    }
    const stateNow = (): RunState =>
      this.#record.problem === undefined ? reached : { kind: 'failed', message: this.#record.problem };
    await this.#record.append({ type: 'state', state: stateNow() }, 'durable');
    const state = stateNow();
    const { promptTokens, completionTokens } = this.store.summary();
    const tokens = { promptTokens, completionTokens };
    this.#dependencies.log({ type: 'run.finished', at: this.#dependencies.clock.now(), outcome: state.kind, tokens });
    // A retry may have begun meanwhile; its end tells.
    if (this.#record.problem !== undefined && this.#work.isIdle) {
      this.store.showState(state);
    }
  }
}
