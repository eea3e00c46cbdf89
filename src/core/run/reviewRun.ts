import type { RunState } from '../fileReview';
import type { RunHeader } from '../options';
import type { Journal } from '../ports';
import { errorMessage } from '../text/errorMessage';
import { FileSteps, type RunningReview, type StepDependencies } from './fileSteps';
import { recording } from './recording';
import type { RunRecord } from './records';
import type { Failure } from './schedule/lane';
import type { StagesOutcome } from './schedule/stage';
import { discoveredRecords, isEnded } from './snapshot';
import { TokenBudget } from './spend/budget';
import { Stages } from './stages';
import { RunStore } from './store';

/** A file that is to be reviewed, as far as it is known before it is read. */
export interface FileSize {
  readonly path: string;
  readonly bytes: number;
}

/** What a run needs from the world. */
export interface RunDependencies extends StepDependencies {
  readonly header: RunHeader;
  /**
   * Makes the stages for some work: the run itself, or a later retry. Their reviewers are disposed of at its
   * end, so that a run that only waits for a person holds no threads and no sockets.
   *
   * @param files what the work is about
   * @param all every file of the run that is not skipped
   */
  readonly createStages: (
    signal: AbortSignal,
    files: readonly FileSize[],
    all: readonly FileSize[],
  ) => Promise<StagesOutcome>;
  readonly maxParallelFiles: number;
  /** Paths to review before all others, such as the files open in the editor. */
  readonly preferred?: ReadonlySet<string>;
  /** For a run that comes back from its journal: its store. */
  readonly store?: RunStore;
}

/**
 * One run over a folder: discovers its files and leads each through the stages. The model begins when the others have
 * been over all files. One file's failure is its own.
 */
export class ReviewRun {
  readonly store: RunStore;
  readonly #dependencies: RunDependencies;
  readonly #journal: Journal<RunRecord>;
  readonly #steps: FileSteps;
  readonly #budget: TokenBudget;
  /** The files that are at work or wait for it. */
  readonly #running = new Map<string, RunningReview>();
  #maxParallelFiles: number;
  #controller = new AbortController();
  #stages: Promise<Stages | Failure> | undefined;
  /** What is under way: the run itself, and retries during it or after it. */
  readonly #work = new Set<Promise<void>>();
  #underWay = 0;
  /** Why the run cannot be recorded any more. */
  #recordProblem: string | undefined;

  constructor(dependencies: RunDependencies) {
    const journal = { append: this.#append.bind(this) };
    this.#dependencies = { ...dependencies, journal };
    this.#maxParallelFiles = dependencies.maxParallelFiles;
    this.store = dependencies.store ?? new RunStore(dependencies.header);
    this.#journal = recording(dependencies.journal, this.store);
    this.#steps = new FileSteps(this.store, this.#dependencies, () => this.#recordProblem);
    const { promptTokens, completionTokens } = this.store.summary();
    this.#budget = new TokenBudget(dependencies.header.options.maxTokens, promptTokens + completionTokens);
  }

  get maxParallelFiles(): number {
    return this.#maxParallelFiles;
  }

  /** Takes effect at once: a higher limit starts waiting files, a lower one starts none until it is kept. */
  set maxParallelFiles(value: number) {
    if (value === this.#maxParallelFiles) {
      return;
    }
    this.#maxParallelFiles = value;
    this.#dependencies.log({ type: 'run.limit', at: this.#dependencies.clock.now(), maxParallelFiles: value });
    void this.#stages?.then((stages) => {
      if (stages instanceof Stages) {
        stages.limit = value;
      }
    });
  }

  /**
   * Discovers and reviews. Resolves when every file has come to its end, and never rejects; the store's state tells how
   * it went.
   */
  start(): Promise<void> {
    return this.#track(() => this.#start());
  }

  async #start(): Promise<RunState | undefined> {
    const { header, journal, log, clock, workspace } = this.#dependencies;
    const { signal } = this.#controller;
    await journal.append({ type: 'run', version: 2, run: header });
    log({ type: 'run.started', at: clock.now(), run: header, maxParallelFiles: this.#maxParallelFiles });
    const discovery = await workspace.discover(signal);
    if (discovery.kind === 'failed') {
      return discovery;
    }
    if (discovery.kind === 'found') {
      const { files, excluded } = discovery;
      const queued = files.filter(({ kind }) => kind === 'file');
      const stages = await this.#begin(queued);
      if ('reason' in stages) {
        return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', message: stages.message };
      }
      for (const record of discoveredRecords(files, excluded)) {
        await journal.append(record);
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

  /** Resolves when nothing is at work. */
  async settled(): Promise<void> {
    await Promise.all(this.#work);
  }

  /**
   * Reviews files again that have come to their end, from their present text. Works during and after the run; while a
   * run is being cancelled, it waits for the end of that.
   */
  async retry(paths: readonly string[]): Promise<void> {
    while (this.#underWay > 0 && this.#controller.signal.aborted) {
      await this.settled();
    }
    const reviews = this.#prepare(
      paths.flatMap((path) => {
        const file = this.store.file(path);
        return file && isEnded(file.status) && this.#running.get(path)?.ended !== false ? [file] : [];
      }),
    );
    if (reviews.length > 0) {
      await this.#track(async () => {
        await this.#dependencies.journal.append({ type: 'retry', paths: reviews.map(({ path }) => path) });
        return this.#review(reviews);
      });
    }
  }

  /** Reviews a file before all others that wait, and again if it has come to its end. */
  async reviewNext(path: string): Promise<void> {
    const review = this.#running.get(path);
    if (!review || review.ended) {
      await this.retry([path]);
      return;
    }
    review.isUrgent = true;
    const stages = await this.#stages;
    if (stages instanceof Stages) {
      stages.reorder();
    }
  }

  async #track(work: () => Promise<RunState | undefined>): Promise<void> {
    const doing = this.#do(work);
    this.#work.add(doing);
    await doing;
    this.#work.delete(doing);
  }

  /**
   * Does some work. The last to end frees the stages and settles how the run stands: as `work` answers, or else
   * as finished or cancelled.
   */
  async #do(work: () => Promise<RunState | undefined>): Promise<void> {
    if (this.#underWay === 0) {
      // There may be room again for what could not be recorded.
      this.#recordProblem = undefined;
      if (this.#controller.signal.aborted) {
        this.#controller = new AbortController();
      }
    }
    this.#underWay++;
    const { signal } = this.#controller;
    let state: RunState | undefined;
    try {
      state = await work();
    } catch (error) {
      state = { kind: 'failed', message: errorMessage(error) };
    }
    if (this.#underWay === 1) {
      await this.#release();
    }
    this.#underWay--;
    if (this.#underWay === 0) {
      await this.#end(state ?? { kind: signal.aborted ? 'cancelled' : 'finished' });
    }
  }

  /** From here on they are under review: nobody begins another one of the same files. */
  #prepare(files: readonly FileSize[]): RunningReview[] {
    const isUrgent = files.length === 1;
    return files.map(({ path, bytes }) => {
      const review: RunningReview = { path, bytes, isUrgent, phase: 'local', ended: false };
      this.#running.set(path, review);
      return review;
    });
  }

  /** Leads those to their ends that are on record as waiting for it: what could not be recorded is not begun. */
  async #review(reviews: readonly RunningReview[]): Promise<undefined> {
    const { signal } = this.#controller;
    try {
      const waiting = reviews.filter(({ path }) => this.store.file(path)?.status.kind === 'queued');
      const stages = waiting.length > 0 ? await this.#begin(waiting) : undefined;
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

  #begin(files: readonly FileSize[]): Promise<Stages | Failure> {
    this.#stages ??= this.#createStages(files);
    return this.#stages;
  }

  /** Never rejects. */
  async #createStages(files: readonly FileSize[]): Promise<Stages | Failure> {
    const { signal } = this.#controller;
    const { clock, log, random, preferred, header, createStages } = this.#dependencies;
    try {
      const listed = [...this.store.files()].filter(({ status }) => status.kind !== 'skipped');
      // Before the first work, what it is about is all there is.
      const outcome = await createStages(signal, files, listed.length > 0 ? listed : files);
      if (outcome.kind === 'failed') {
        return outcome;
      }
      const stages = new Stages(outcome, {
        ...{ clock, log, random, preferred, signal },
        ...{ store: this.store, steps: this.#steps, budget: this.#budget, options: header.options },
      });
      stages.limit = this.#maxParallelFiles;
      return stages;
    } catch (error) {
      return { reason: 'internal error', message: errorMessage(error) };
    }
  }

  /** Frees the stages; who needs some from now on gets new ones. Never rejects. */
  async #release(): Promise<void> {
    const begun = this.#stages;
    this.#stages = undefined;
    const stages = await begun;
    if (stages instanceof Stages) {
      await stages.dispose();
    }
  }

  /** A run that cannot be recorded stops: work that a crash would lose is not begun. */
  async #append(record: RunRecord, durability?: 'durable'): Promise<void> {
    try {
      await this.#journal.append(record, durability);
    } catch (error) {
      const reason = errorMessage(error);
      this.#recordProblem ??= `The record of the review could not be written: ${reason}`;
      this.cancel();
    }
  }

  async #end(reached: RunState): Promise<void> {
    const stateNow = (): RunState =>
      this.#recordProblem === undefined ? reached : { kind: 'failed', message: this.#recordProblem };
    await this.#dependencies.journal.append({ type: 'state', state: stateNow() }, 'durable');
    const state = stateNow();
    const { promptTokens, completionTokens } = this.store.summary();
    const tokens = { promptTokens, completionTokens };
    this.#dependencies.log({ type: 'run.finished', at: this.#dependencies.clock.now(), outcome: state.kind, tokens });
    // A retry may have begun meanwhile; its end tells.
    if (this.#recordProblem !== undefined && this.#underWay === 0) {
      this.store.showState(state);
    }
  }
}
