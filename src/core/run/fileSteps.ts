import { eachFinding } from '../edits/proposal';
import type { Clock, Hasher, Journal, ReviewOutcome, Workspace } from '../ports';
import type { Coverage, FileSnapshot, FileStatus, Finding, ReportedFinding, ReviewerKind, Usage } from '../types';
import type { EventLog } from './events';
import type { RunRecord } from './records';
import { maxTries, retryDelayMs } from './retry';
import type { Failure, LaneLease } from './stage';
import type { RunStore } from './store';
import type { TryOutcome } from './workPool';

/** What the steps of a file review need from the world. */
export interface StepDependencies {
  readonly workspace: Workspace;
  readonly journal: Journal<RunRecord>;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly hash: Hasher;
  /** Returns a number in [0, 1); spreads retries. */
  readonly random: () => number;
}

/** A file on its way through the stages of a run. */
export interface Item {
  readonly path: string;
  readonly bytes: number;
  /** Tries in the present stage. */
  tries: number;
  /** Milliseconds since the epoch, from the first time a reviewer took it. */
  startedAt?: number;
  coverage?: Coverage;
  /** The first failure; the file fails with it in the end, whatever later stages bring. */
  failure?: Failure & { readonly phase: ReviewerKind };
  /** Set when the file has come to its end. */
  ended: boolean;
}

const done: TryOutcome = { kind: 'done' };

/** Milliseconds after which gating lets others on the thread have their turn. */
const longestStretchMs = 10;

/** The steps that lead one file through a stage and to its end. Everything they learn goes to the store. */
export class FileSteps {
  readonly #store: RunStore;
  readonly #dependencies: StepDependencies;
  readonly #recordProblem: () => string | undefined;

  /** @param recordProblem why the run cannot be recorded any more, which stops it */
  constructor(store: RunStore, dependencies: StepDependencies, recordProblem: () => string | undefined) {
    this.#store = store;
    this.#dependencies = dependencies;
    this.#recordProblem = recordProblem;
  }

  /** One try at a file in a stage. Never rejects. */
  async try(
    kind: ReviewerKind,
    item: Item,
    lease: LaneLease | Failure,
    worker: number,
    signal: AbortSignal,
  ): Promise<TryOutcome> {
    try {
      if (item.ended) {
        return done;
      }
      if (signal.aborted) {
        return await this.#end(item, this.#stopped(kind));
      }
      if (!('lane' in lease)) {
        item.failure ??= { reason: lease.reason, message: lease.message, phase: kind };
        return done;
      }
      return await this.#review(kind, item, lease, worker, signal);
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      item.failure ??= { reason: 'internal error', message, phase: kind };
      return done;
    }
  }

  /** Shows that a file waits for its next stage. */
  queueFor(phase: ReviewerKind, item: Item): void {
    this.#show(item, { kind: 'reviewing', phase, startedAt: this.#dependencies.clock.now(), waiting: 'slot' });
  }

  /** Ends a file that cannot be reviewed at all. */
  async fail(item: Item, { reason, message }: Failure): Promise<void> {
    await this.#end(item, { kind: 'failed', reason, message, phase: 'model' });
  }

  /** Brings a file to its end after its last stage. */
  async finish(item: Item): Promise<void> {
    if (item.ended) {
      return;
    }
    const { clock } = this.#dependencies;
    await this.#end(
      item,
      item.failure
        ? { kind: 'failed', ...item.failure }
        : {
            kind: 'reviewed',
            coverage: item.coverage ?? { reviewedLines: 0, totalLines: 0 },
            durationMs: clock.now() - (item.startedAt ?? clock.now()),
          },
    );
  }

  async #review(
    kind: ReviewerKind,
    item: Item,
    lease: LaneLease,
    worker: number,
    signal: AbortSignal,
  ): Promise<TryOutcome> {
    const read = await this.#dependencies.workspace.read(item.path);
    if (read.kind === 'skipped') {
      return this.#end(item, { kind: 'skipped', reason: read.reason, message: read.message });
    }
    if (read.kind === 'failed') {
      return this.#end(item, { kind: 'failed', reason: read.reason, message: read.message, phase: kind });
    }
    const known = this.#take(item, read.snapshot);
    if (!known) {
      const message = 'The file was changed while it was under review. Retry to review it as it is now.';
      return this.#end(item, { kind: 'failed', reason: 'changed during review', message, phase: kind });
    }
    const startedAt = this.#dependencies.clock.now();
    item.startedAt ??= startedAt;
    this.#show(item, { kind: 'reviewing', phase: kind, startedAt });
    const about = { path: item.path, reviewer: kind, worker, ...endpointOf(lease) };
    this.#dependencies.log({ type: 'file.started', at: startedAt, ...about });
    const outcome = await lease.lane.reviewer.review(read.snapshot, {
      signal,
      known,
      waiting: (what) =>
        this.#show(item, { kind: 'reviewing', phase: kind, startedAt, ...(what && { waiting: what }) }),
    });
    const next = await this.#conclude(kind, item, read.snapshot, lease, outcome, signal);
    const finishedAt = this.#dependencies.clock.now();
    this.#dependencies.log({
      type: 'file.finished',
      at: finishedAt,
      ...about,
      durationMs: finishedAt - startedAt,
      cached: false,
      ...describe(outcome, next),
    });
    return next;
  }

  /**
   * Makes the snapshot the text that the file's findings speak of. Answers with the findings so far, or undefined when
   * an earlier stage saw another text.
   */
  #take(item: Item, snapshot: FileSnapshot): readonly Finding[] | undefined {
    const file = this.#store.file(item.path);
    if (!file || (file.textHash !== undefined && file.textHash !== snapshot.textHash)) {
      return undefined;
    }
    this.#store.update(item.path, (current) => ({ ...current, textHash: snapshot.textHash }));
    return file.findings;
  }

  async #conclude(
    kind: ReviewerKind,
    item: Item,
    snapshot: FileSnapshot,
    lease: LaneLease,
    outcome: ReviewOutcome,
    signal: AbortSignal,
  ): Promise<TryOutcome> {
    const lanes = lease.report(outcome);
    if (outcome.kind === 'cancelled') {
      return this.#end(item, this.#stopped(kind));
    }
    if (outcome.kind === 'failed' && lanes === 'another lane is open') {
      return { kind: 'again', afterMs: 0 };
    }
    if (outcome.kind === 'failed' && outcome.retry && lanes === 'lane is open' && ++item.tries < maxTries) {
      const startedAt = this.#dependencies.clock.now();
      this.#show(item, { kind: 'reviewing', phase: kind, startedAt, waiting: 'retry' });
      return { kind: 'again', afterMs: retryDelayMs(item.tries, outcome.retry.afterMs, this.#dependencies.random()) };
    }
    const findings = await this.#findingsOf(kind, snapshot, outcome.findings, signal);
    this.#keep(kind, item, outcome, findings);
    return done;
  }

  /** Gates of many proposals for a long file take long: nobody else on this thread is kept waiting for all of them. */
  async #findingsOf(
    kind: ReviewerKind,
    snapshot: FileSnapshot,
    reported: readonly ReportedFinding[],
    signal: AbortSignal,
  ): Promise<readonly Finding[]> {
    const { clock, hash } = this.#dependencies;
    const { within } = this.#store.header;
    const findings: Finding[] = [];
    let pausedAt = clock.now();
    for (const finding of eachFinding(snapshot, kind, reported, hash, within)) {
      findings.push(finding);
      if (clock.now() - pausedAt >= longestStretchMs) {
        await clock.sleep(0, signal);
        pausedAt = clock.now();
      }
    }
    return findings;
  }

  /** Takes over what a stage brought. */
  #keep(
    kind: ReviewerKind,
    item: Item,
    outcome: Exclude<ReviewOutcome, { kind: 'cancelled' }>,
    findings: readonly Finding[],
  ): void {
    this.#store.update(item.path, (file) => ({
      ...file,
      findings: mergeFindings(file.findings, findings),
      ...(outcome.usage && { usage: addUsage(file.usage, outcome.usage) }),
    }));
    item.tries = 0;
    if (outcome.kind === 'failed') {
      item.failure ??= { reason: outcome.reason, message: outcome.message, phase: kind };
    } else {
      const reviewedLines = Math.max(item.coverage?.reviewedLines ?? 0, outcome.coverage.reviewedLines);
      item.coverage = { ...outcome.coverage, reviewedLines };
    }
  }

  #show(item: Item, status: FileStatus): void {
    if (!item.ended) {
      this.#store.update(item.path, (file) => ({ ...file, status }));
    }
  }

  /** The file's end: on record before it is shown. */
  async #end(item: Item, status: FileStatus): Promise<TryOutcome> {
    item.ended = true;
    const file = this.#store.file(item.path);
    if (file) {
      await this.#dependencies.journal.append({ type: 'file', file: { ...file, status } });
      this.#store.update(item.path, (current) => ({ ...current, status }));
    }
    return done;
  }

  /** What a file is that was not reviewed because the run was stopped: by a person, or for want of a record. */
  #stopped(phase: ReviewerKind): FileStatus {
    const message = this.#recordProblem();
    return message === undefined ? { kind: 'cancelled' } : { kind: 'failed', reason: 'not recorded', message, phase };
  }
}

/**
 * In the order of their places; those of earlier stages first where the place is the same. An applied finding that was
 * kept from before a retry may share its id with a new one elsewhere in the file.
 */
function mergeFindings(before: readonly Finding[], added: readonly Finding[]): readonly Finding[] {
  const start = (finding: Finding) => finding.place?.start ?? -1;
  const ids = new Set(before.map((finding) => finding.id));
  const distinct = added.map((finding) => (ids.has(finding.id) ? { ...finding, id: `${finding.id}-again` } : finding));
  return [...before, ...distinct].sort((a, b) => start(a) - start(b));
}

function addUsage(a: Usage | undefined, b: Usage): Usage {
  const sum = (x?: number, y?: number) => (x === undefined && y === undefined ? undefined : (x ?? 0) + (y ?? 0));
  const promptTokens = sum(a?.promptTokens, b.promptTokens);
  const completionTokens = sum(a?.completionTokens, b.completionTokens);
  return {
    ...(promptTokens !== undefined && { promptTokens }),
    ...(completionTokens !== undefined && { completionTokens }),
  };
}

function endpointOf(lease: LaneLease): { readonly endpoint?: string } {
  return lease.lane.endpoint === undefined ? {} : { endpoint: lease.lane.endpoint };
}

function describe(outcome: ReviewOutcome, next: TryOutcome) {
  if (outcome.kind === 'cancelled') {
    return { outcome: 'cancelled', findings: 0 } as const;
  }
  return {
    outcome: next.kind === 'again' ? 'will retry' : outcome.kind,
    findings: outcome.findings.length,
    ...(outcome.kind === 'failed' && { reason: outcome.reason }),
    ...(outcome.usage && { tokens: outcome.usage }),
  } as const;
}
