import { type ExcludedCount, type FileReview, type FileStatus, isAtWork, type RunState } from '../fileReview';
import type { RunHeader } from '../options';
import type { ChangeHistory, ChangeIntent } from './changes';
import type { DismissedFindings } from './dismissing';
import type { PlacedFinding } from './fileTable';
import type { RunRecord } from './records';
import { RunFiles } from './runFiles';
import type { LaneStatus } from './schedule/lane';
import type { RunHistory } from './seenFolder';
import type { Summary } from './summary';

/** Hears which paths changed; an empty set means that only the run's own state did. */
export type StoreListener = (changed: ReadonlySet<string>) => void;

/** What is shown of a file that has not come to its end on record. */
type ShownStatus = Exclude<FileStatus, { kind: 'queued' | 'skipped' | 'reviewed' }>;

/**
 * The state of one run: the single place it is written to and the single thing views read. `apply` alone changes it,
 * but for what is only shown while the run is at work. Values are immutable, so a view that keeps one keeps a
 * consistent moment.
 */
export class RunStore {
  readonly header: RunHeader;
  readonly #files: RunFiles;
  readonly #listeners = new Set<StoreListener>();
  readonly #endpoints = new Map<string, LaneStatus>();
  #state: RunState = { kind: 'discovering' };
  #pause: string | undefined;
  #excluded: ExcludedCount | undefined;
  #isListed = false;
  #history: RunHistory | undefined;

  constructor(header: RunHeader) {
    this.header = header;
    this.#files = new RunFiles(header.options, (paths) => {
      // Of a record that is read there is nobody to hear, and there can be hundreds of thousands.
      if (this.#listeners.size > 0) {
        this.#notify(new Set(paths));
      }
    });
  }

  get state(): RunState {
    return this.#state;
  }

  /** Why nothing goes on, though the run is at work: nothing can be recorded. */
  get pause(): string | undefined {
    return this.#pause;
  }

  /** Whether all files of the run are known: those of one that was cut short before are looked for again. */
  get isListed(): boolean {
    return this.#isListed;
  }

  /** How its findings stand to the reviews before, where somebody has looked. */
  get history(): RunHistory | undefined {
    return this.#history;
  }

  /** How the endpoints stand that were used last, by their ids. */
  get endpoints(): ReadonlyMap<string, LaneStatus> {
    return this.#endpoints;
  }

  /** Every file of the run in the order of discovery, which is the order of paths. */
  files(): Iterable<FileReview> {
    return this.#files.all();
  }

  file(path: string): FileReview | undefined {
    return this.#files.get(path);
  }

  /** The finding of an id with the file it belongs to. */
  finding(id: string): PlacedFinding | undefined {
    return this.#files.finding(id);
  }

  /** What we changed in a file. */
  changes(path: string): ChangeHistory {
    return this.#files.changes(path);
  }

  /** Changes that were begun and have not ended. */
  openIntents(): ChangeIntent[] {
    return this.#files.openIntents();
  }

  /** The findings of a file that a person has dismissed in this run, whether a review has found them again or not. */
  dismissed(path: string): DismissedFindings {
    return this.#files.dismissed(path);
  }

  summary(): Summary {
    return { ...this.#files.summary(), ...(this.#excluded && { excluded: this.#excluded }) };
  }

  /** Whether proposals are to be proven, or some are: then nothing else makes one safe. */
  get hasProofs(): boolean {
    return this.#files.hasProofs;
  }

  /** What the person's own globs left out, where they left out anything. */
  get excluded(): ExcludedCount | undefined {
    return this.#excluded;
  }

  /** Changes the run by what happened. What speaks of files or findings that it does not have changes nothing. */
  apply(record: Exclude<RunRecord, { type: 'run' }>): void {
    if (record.type === 'state') {
      if (record.state.kind === 'interrupted' || record.state.kind === 'failed') {
        this.#files.endUnfinished();
      }
      const { queued, reviewing } = this.#files.summary();
      // A retry can begin before the end of what was at work is on record: its own end tells.
      if (queued + reviewing === 0) {
        this.#setState(record.state);
      }
      return;
    }
    this.#files.apply(record);
    if (record.type === 'discovered') {
      this.#excluded = record.excluded ?? this.#excluded;
      this.#isListed = !record.more;
    }
    if (record.type === 'discovered' || record.type === 'retry') {
      this.#setState({ kind: 'running' });
    }
  }

  /** Whether the run is at work or its process ended before it did, which a `state` record is still to say. */
  get isUnfinished(): boolean {
    return isAtWork(this.#state);
  }

  /** Shows how far a file has come. It is not on record, and the next record of the file takes its place. */
  show(path: string, status: ShownStatus): void {
    this.#files.change(path, (file) => ({ ...file, status }));
  }

  /** Shows how the run stands where that cannot be recorded. */
  showState(state: RunState): void {
    this.#setState(state);
  }

  /** Shows why the run does not go on; undefined when it does. */
  showPause(reason: string | undefined): void {
    if (reason !== this.#pause) {
      this.#pause = reason;
      this.#notify(new Set());
    }
  }

  /** Shows how the findings stand to the reviews before. It is not on record. */
  showHistory(history: RunHistory): void {
    const before = this.#history;
    this.#history = history;
    this.#notify(new Set([...(before?.news ?? []), ...history.news]));
  }

  setEndpoint(id: string, status: LaneStatus): void {
    this.#endpoints.set(id, status);
    this.#notify(new Set());
  }

  /** Calls the listener on every change until the returned function is called. */
  onDidChange(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #setState(state: RunState): void {
    this.#state = state;
    this.#notify(new Set());
  }

  #notify(changed: ReadonlySet<string>): void {
    for (const listener of this.#listeners) {
      listener(changed);
    }
  }
}
