import { withState } from '../edits/proposalState';
import { type ExcludedCount, type FileReview, type FileStatus, isAtWork, type RunState } from '../fileReview';
import type { Profile, RunHeader } from '../options';
import { treatments } from '../strategy/treatment';
import { oneOfEach } from '../text/oneOfEach';
import type { Dismissed } from '../types';
import { ChangeHistory, type ChangeIntent, type RecordedState } from './changes';
import { type DismissedFindings, withDismissed, withRestored } from './dismissing';
import { FileTable, type PlacedFinding } from './fileTable';
import { afresh, asQueued, withFound, withProofs, withRepairs, withSharedWords } from './recordedFile';
import type { RunRecord } from './records';
import type { LaneStatus } from './schedule/lane';
import type { RunHistory } from './seenFolder';
import { type Summary, SummaryCounter } from './summary';

/** Hears which paths changed; an empty set means that only the run's own state did. */
export type StoreListener = (changed: ReadonlySet<string>) => void;

/** What is shown of a file that has not come to its end on record. */
type ShownStatus = Exclude<FileStatus, { kind: 'queued' | 'skipped' | 'reviewed' }>;

const noChanges = new ChangeHistory();
const noneDismissed: DismissedFindings = new Map();

/**
 * The state of one run: the single place it is written to and the single thing views read. `apply` alone changes it,
 * but for what is only shown while the run is at work. Values are immutable, so a view that keeps one keeps a
 * consistent moment.
 */
export class RunStore {
  readonly header: RunHeader;
  readonly #files = new FileTable();
  readonly #changes = new Map<string, ChangeHistory>();
  /** Files as they were before the review of them that is not done yet. */
  readonly #beforeRetry = new Map<string, FileReview>();
  /** By path: findings that a person has dismissed in this run, whatever its reviews find again. */
  readonly #dismissed = new Map<string, DismissedFindings>();
  /** Changes that were begun, by finding. */
  readonly #intents = new Map<string, ChangeIntent>();
  readonly #counter: SummaryCounter;
  /** Of the words of findings. */
  readonly #same = oneOfEach();
  readonly #listeners = new Set<StoreListener>();
  readonly #endpoints = new Map<string, LaneStatus>();
  #state: RunState = { kind: 'discovering' };
  #pause: string | undefined;
  #excluded: ExcludedCount | undefined;
  #isListed = false;
  #history: RunHistory | undefined;

  constructor(header: RunHeader) {
    this.header = header;
    this.#counter = new SummaryCounter(header.options);
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
    return this.#changes.get(path) ?? noChanges;
  }

  /** Changes that were begun and have not ended. */
  openIntents(): ChangeIntent[] {
    return [...this.#intents.values()];
  }

  /** The findings of a file that a person has dismissed in this run, whether a review has found them again or not. */
  dismissed(path: string): DismissedFindings {
    return this.#dismissed.get(path) ?? noneDismissed;
  }

  summary(): Summary {
    return { ...this.#counter.summary(), ...(this.#excluded && { excluded: this.#excluded }) };
  }

  /** Whether proposals are to be proven, or some are: then nothing else makes one safe. */
  get hasProofs(): boolean {
    return this.#counter.hasProofs;
  }

  /** What the person's own globs left out, where they left out anything. */
  get excluded(): ExcludedCount | undefined {
    return this.#excluded;
  }

  /** Changes the run by what happened. What speaks of files or findings that it does not have changes nothing. */
  apply(record: Exclude<RunRecord, { type: 'run' }>): void {
    switch (record.type) {
      case 'discovered':
        this.#excluded = record.excluded ?? this.#excluded;
        this.#put(record.files.map(asQueued));
        this.#isListed = !record.more;
        this.#setState({ kind: 'running' });
        break;
      case 'found':
        this.#change(record.path, (file) =>
          withFound(file, withSharedWords(record, this.#same), this.dismissed(file.path), this.#profileOf(file)),
        );
        break;
      case 'file':
        if (record.status.kind === 'cancelled' && this.#beforeRetry.has(record.path)) {
          this.#takeBackRetry(record.path);
          break;
        }
        this.#beforeRetry.delete(record.path);
        this.#change(record.path, (file) => ({
          ...file,
          ...(record.textHash !== undefined && { textHash: record.textHash }),
          status: record.status,
        }));
        break;
      case 'retry':
        for (const path of record.paths) {
          const file = this.#files.get(path);
          if (file) {
            this.#beforeRetry.set(path, file);
            this.#put([afresh(file, this.#intents)]);
          }
        }
        this.#setState({ kind: 'running' });
        break;
      case 'intent': {
        const { type: _, ...intent } = record;
        this.#intents.set(record.finding, intent);
        // What it was found in is no longer what the file was before.
        this.#beforeRetry.delete(this.#files.pathOf(record.finding) ?? '');
        break;
      }
      case 'proposal':
        this.#settle(record);
        break;
      case 'history':
        this.#recall(record);
        break;
      case 'proofs':
        for (const path of this.#pathsOf(record.proofs)) {
          this.#change(path, (file) => withProofs(file, record));
        }
        break;
      case 'repairs':
        for (const path of this.#pathsOf(record.replaced, record.kept, record.proofs)) {
          this.#change(path, (file) => withRepairs(file, record));
        }
        break;
      case 'dismissed':
        this.#dismiss(record.path, new Map(record.findings.map((id) => [id, record.hiding])));
        break;
      case 'restored':
        this.#restore(record.path, new Set(record.findings));
        break;
      case 'state':
        if (record.state.kind === 'interrupted' || record.state.kind === 'failed') {
          this.#endUnfinished();
        }
        this.#setState(record.state);
        break;
    }
  }

  /** Whether the run is at work or its process ended before it did, which a `state` record is still to say. */
  get isUnfinished(): boolean {
    return isAtWork(this.#state);
  }

  /** Shows how far a file has come. It is not on record, and the next record of the file takes its place. */
  show(path: string, status: ShownStatus): void {
    this.#change(path, (file) => ({ ...file, status }));
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

  /** What has no end on record when the run has one was cancelled, or is what it was before a retry. */
  #endUnfinished(): void {
    for (const { path, status } of [...this.#files.all()]) {
      if (this.#beforeRetry.has(path)) {
        this.#takeBackRetry(path);
      } else if (status.kind === 'queued' || status.kind === 'reviewing') {
        this.#change(path, (file) => ({ ...file, status: { kind: 'cancelled' } }));
      }
    }
  }

  /** A review that did not come to its end leaves the earlier one as it was; what it has cost was spent. */
  #takeBackRetry(path: string): void {
    const before = this.#beforeRetry.get(path);
    this.#beforeRetry.delete(path);
    if (before) {
      this.#change(path, ({ usage, uses }) => ({ ...before, ...(usage && { usage }), ...(uses && { uses }) }));
    }
  }

  #settle({ finding: id, state, editedHash, textHash }: Extract<RunRecord, { type: 'proposal' }>): void {
    const path = this.#files.pathOf(id);
    const intent = this.#intents.get(id);
    this.#intents.delete(id);
    if (path === undefined) {
      return;
    }
    if (intent && textHash !== undefined) {
      this.#changesOf(path).add({ ...intent, textHash });
    }
    this.#setProposals(path, [[id, state]], editedHash);
    if (state.kind === 'dismissed') {
      return;
    }
    const before = this.#beforeRetry.get(path);
    if (before) {
      const findings = before.findings.map((finding) => (finding.id === id ? withState(finding, state) : finding));
      this.#beforeRetry.set(path, { ...before, findings });
    }
  }

  #recall({ path, changes, states, editedHash }: Extract<RunRecord, { type: 'history' }>): void {
    // Of what is dismissed nobody tells a state, but for records of earlier versions: it waits again.
    const again = Object.keys(states).filter((id) => states[id]?.kind !== 'dismissed' && this.dismissed(path).has(id));
    if (again.length > 0) {
      this.#restore(path, new Set(again));
    }
    const made = this.#changesOf(path);
    for (const change of changes.slice(made.length)) {
      made.add(change);
    }
    this.#setProposals(path, Object.entries(states), editedHash);
  }

  /** Of the files with findings of these ids. */
  #pathsOf(...byFinding: readonly object[]): ReadonlySet<string> {
    const ids = byFinding.flatMap((some) => Object.keys(some));
    return new Set(ids.flatMap((id) => this.#files.pathOf(id) ?? []));
  }

  #changesOf(path: string): ChangeHistory {
    const changes = this.#changes.get(path) ?? new ChangeHistory();
    this.#changes.set(path, changes);
    return changes;
  }

  /** Only what changes is counted anew, as a file can have thousands of proposals. */
  #setProposals(
    path: string,
    states: readonly (readonly [string, RecordedState])[],
    editedHash: string | undefined,
  ): void {
    const before = this.#files.get(path);
    if (!before) {
      return;
    }
    const findings = [...before.findings];
    const dismissed = new Map<string, Dismissed>();
    for (const [id, state] of states) {
      if (state.kind === 'dismissed') {
        dismissed.set(id, state);
        continue;
      }
      const position = this.#files.positionIn(path, findings, id);
      const finding = findings[position];
      if (finding?.id === id && finding.proposal) {
        this.#counter.move(finding.proposal, state.kind);
        findings[position] = withState(finding, state);
      }
    }
    const { editedHash: _, ...file } = before;
    this.#files.update({ ...file, findings, ...(editedHash !== undefined && { editedHash }) });
    this.#notify(new Set([path]));
    if (dismissed.size > 0) {
      this.#dismiss(path, dismissed);
    }
  }

  #dismiss(path: string, dismissed: DismissedFindings): void {
    this.#dismissed.set(path, new Map([...this.dismissed(path), ...dismissed]));
    this.#changeNowAndBefore(path, (file) => withDismissed(file, dismissed));
  }

  #restore(path: string, ids: ReadonlySet<string>): void {
    this.#dismissed.set(path, new Map([...this.dismissed(path)].filter(([id]) => !ids.has(id))));
    this.#changeNowAndBefore(path, (file) => withRestored(file, ids, this.#profileOf(file)));
  }

  /** What a person decides while a file is reviewed again holds, too, if that review is cancelled. */
  #changeNowAndBefore(path: string, change: (file: FileReview) => FileReview): void {
    const before = this.#beforeRetry.get(path);
    if (before) {
      this.#beforeRetry.set(path, change(before));
    }
    this.#change(path, change);
  }

  #profileOf(file: FileReview): Profile {
    return treatments(this.header.options)(file).profile;
  }

  #setState(state: RunState): void {
    this.#state = state;
    this.#notify(new Set());
  }

  #put(files: readonly FileReview[]): void {
    for (const file of files) {
      this.#counter.replace(this.#files.put(file), file);
    }
    // Of a record that is read there is nobody to hear, and there can be hundreds of thousands.
    if (this.#listeners.size > 0) {
      this.#notify(new Set(files.map(({ path }) => path)));
    }
  }

  #change(path: string, change: (file: FileReview) => FileReview): void {
    const file = this.#files.get(path);
    if (file) {
      this.#put([change(file)]);
    }
  }

  #notify(changed: ReadonlySet<string>): void {
    for (const listener of this.#listeners) {
      listener(changed);
    }
  }
}
