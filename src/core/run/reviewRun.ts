import type { DiscoveredFile, Journal } from '../ports';
import type { FileReview, Finding, ReviewerKind, RunHeader, RunState } from '../types';
import { FileSteps, type Item, type StepDependencies } from './fileSteps';
import type { RunRecord } from './records';
import { type Failure, Stage, type StageOptions, type StagesOutcome } from './stage';
import { RunStore } from './store';

/** A file that is to be reviewed, as far as it is known before it is read. */
export interface FileSize {
  readonly path: string;
  readonly bytes: number;
}

export interface RunDependencies extends StepDependencies {
  readonly header: RunHeader;
  /**
   * Makes the stages for a stretch of work: the run itself, or a later retry. Their reviewers are disposed of at its
   * end, so that a run that only waits for a person holds no threads and no sockets.
   */
  readonly createStages: (signal: AbortSignal, files: readonly FileSize[]) => Promise<StagesOutcome>;
  readonly maxParallelFiles: number;
  /** Paths to review before all others, such as the files open in the editor. */
  readonly preferred?: ReadonlySet<string>;
  /** For a run that comes back from its journal: its store. */
  readonly store?: RunStore;
}

/** The stages that stretches of work share while there is any. */
interface Activity {
  readonly options: readonly StageOptions[];
  readonly stages: readonly Stage<Item>[];
  dispose(): Promise<void>;
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
  #maxParallelFiles: number;
  #controller = new AbortController();
  #activity: Promise<Activity | Failure> | undefined;
  /** Stretches of work under way: the run itself, and retries during it or after it. */
  readonly #work = new Set<Promise<void>>();
  #stretches = 0;
  /** Why the run cannot be recorded any more. */
  #recordProblem: string | undefined;

  constructor(dependencies: RunDependencies) {
    const journal = { append: this.#append.bind(this) };
    this.#dependencies = { ...dependencies, journal };
    this.#journal = dependencies.journal;
    this.#maxParallelFiles = dependencies.maxParallelFiles;
    this.store = dependencies.store ?? new RunStore(dependencies.header);
    this.#steps = new FileSteps(this.store, this.#dependencies, () => this.#recordProblem);
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
    void this.#activity?.then(
      (activity) => ('stages' in activity ? this.#limit(activity) : undefined),
      () => undefined,
    );
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
    await journal.append({ type: 'run', version: 1, run: header });
    log({ type: 'run.started', at: clock.now(), run: header, maxParallelFiles: this.#maxParallelFiles });
    const discovery = await workspace.discover(signal);
    if (discovery.kind === 'failed') {
      return discovery;
    }
    if (discovery.kind === 'found') {
      const files = discovery.files.map(toFileReview);
      const activity = await this.#begin(files);
      if ('reason' in activity) {
        return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', message: activity.message };
      }
      await journal.append({ type: 'discovered', files });
      this.store.put(files);
      const queued = files.filter((file) => file.status.kind === 'queued');
      log({ type: 'run.discovered', at: clock.now(), files: files.length, skipped: files.length - queued.length });
      await this.#review(queued);
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
    while (this.#stretches > 0 && this.#controller.signal.aborted) {
      await this.settled();
    }
    const files = paths.flatMap((path) => {
      const file = this.store.file(path);
      return file && file.status.kind !== 'queued' && file.status.kind !== 'reviewing' ? [afresh(file)] : [];
    });
    if (files.length > 0) {
      this.store.put(files);
      await this.#track(() => this.#review(files));
    }
  }

  async #track(work: () => Promise<RunState | undefined>): Promise<void> {
    const stretch = this.#stretch(work);
    this.#work.add(stretch);
    await stretch;
    this.#work.delete(stretch);
  }

  /**
   * A stretch of work. The last one to end frees the stages and settles how the run stands: as `work` answers, or else
   * as finished or cancelled.
   */
  async #stretch(work: () => Promise<RunState | undefined>): Promise<void> {
    if (this.#stretches === 0 && this.#controller.signal.aborted) {
      this.#controller = new AbortController();
    }
    this.#stretches++;
    const { signal } = this.#controller;
    let state: RunState | undefined;
    try {
      state = await work();
    } catch (error) {
      state = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    if (this.#stretches === 1) {
      await this.#release();
    }
    this.#stretches--;
    if (this.#stretches === 0) {
      await this.#end(state ?? { kind: signal.aborted ? 'cancelled' : 'finished' });
    }
  }

  async #review(files: readonly FileReview[]): Promise<undefined> {
    this.store.setState({ kind: 'running' });
    const activity = await this.#begin(files);
    const items = files.map((file): Item => ({ path: file.path, bytes: file.bytes, tries: 0, ended: false }));
    if ('reason' in activity) {
      await Promise.all(items.map((item) => this.#steps.fail(item, activity)));
      return;
    }
    const first = activity.stages.filter((stage) => stage.kind !== 'model');
    const model = activity.stages.filter((stage) => stage.kind === 'model');
    await this.#lead(items, first, model[0]);
    await this.#lead(items, model, undefined);
  }

  /** Leads each file through the stages on its own; then to its end, or to where it waits for the stage behind. */
  async #lead(items: readonly Item[], stages: readonly Stage<Item>[], behind: Stage<Item> | undefined): Promise<void> {
    await Promise.all(
      items.map(async (item) => {
        for (const [index, stage] of stages.entries()) {
          await stage.run(item);
          const next = stages[index + 1] ?? behind;
          await (next ? this.#steps.queueFor(next.kind, item) : this.#steps.finish(item));
        }
      }),
    );
  }

  #begin(files: readonly FileReview[]): Promise<Activity | Failure> {
    this.#activity ??= this.#createActivity(files.filter(({ status }) => status.kind === 'queued'));
    return this.#activity;
  }

  async #createActivity(files: readonly FileSize[]): Promise<Activity | Failure> {
    const { signal } = this.#controller;
    const outcome = await this.#dependencies.createStages(signal, files);
    if (outcome.kind === 'failed') {
      return outcome;
    }
    const stages = outcome.stages.map(
      (options) =>
        new Stage<Item>(
          options,
          (a, b) => this.#order(options.kind, a, b),
          (item, lease, worker) => this.#steps.try(options.kind, item, lease, worker, signal),
          this.#dependencies.clock,
          signal,
        ),
    );
    const activity: Activity = { options: outcome.stages, stages, dispose: () => outcome.dispose() };
    this.#limit(activity);
    return activity;
  }

  /** Frees the stages; who needs some from now on gets new ones. Never rejects. */
  async #release(): Promise<void> {
    const begun = this.#activity;
    this.#activity = undefined;
    const activity = await begun?.catch(() => undefined);
    if (activity && 'stages' in activity) {
      await activity.dispose().catch(() => undefined);
    }
  }

  /** No stage has more files in flight than `maxParallelFiles`, and none more than it can use. */
  #limit(activity: Activity): void {
    for (const [index, stage] of activity.stages.entries()) {
      stage.limit = Math.min(activity.options[index]?.limit ?? 1, this.#maxParallelFiles);
    }
  }

  /** Preferred files first; then, for the model, the longest, so that the slowest file is not the last. */
  #order(kind: ReviewerKind, a: Item, b: Item): number {
    const preferred = this.#dependencies.preferred;
    const rank = Number(preferred?.has(b.path) ?? false) - Number(preferred?.has(a.path) ?? false);
    return rank !== 0 || kind !== 'model' ? rank : b.bytes - a.bytes;
  }

  /** A run that cannot be recorded stops: work that a crash would lose is not begun. */
  async #append(record: RunRecord, durability?: 'durable'): Promise<void> {
    try {
      await this.#journal.append(record, durability);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#recordProblem ??= `The record of the review could not be written: ${reason}`;
      this.cancel();
    }
  }

  async #end(reached: RunState): Promise<void> {
    const stateNow = (): RunState =>
      this.#recordProblem === undefined ? reached : { kind: 'failed', message: this.#recordProblem };
    await this.#dependencies.journal.append({ type: 'state', state: stateNow() }, 'durable');
    const state = stateNow();
    this.#dependencies.log({ type: 'run.finished', at: this.#dependencies.clock.now(), outcome: state.kind });
    // A retry may have begun meanwhile; its end tells.
    if (this.#stretches === 0) {
      this.store.setState(state);
    }
  }
}

function toFileReview(file: DiscoveredFile): FileReview {
  return {
    path: file.path,
    bytes: file.bytes,
    status:
      file.kind === 'skipped' ? { kind: 'skipped', reason: file.reason, message: file.message } : { kind: 'queued' },
    findings: [],
  };
}

/** The file as it was discovered, but for applied proposals, which must stay revertible. */
function afresh(file: FileReview): FileReview {
  const isApplied = (finding: Finding) =>
    finding.proposal?.state.kind === 'applied' || finding.proposal?.state.kind === 'applied with editor changes';
  return { path: file.path, bytes: file.bytes, status: { kind: 'queued' }, findings: file.findings.filter(isApplied) };
}
