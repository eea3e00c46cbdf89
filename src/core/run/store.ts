import { withState } from '../edits/proposalState';
import type { ExcludedCount, FileReview, FileStatus, RunState } from '../fileReview';
import type { RunHeader } from '../options';
import type { Finding, ProposalState } from '../types';
import { ChangeHistory, type ChangeIntent } from './changes';
import { afresh, asQueued, withFound } from './recordedFile';
import type { RunRecord } from './records';
import type { LaneStatus } from './schedule/lane';
import { type Summary, SummaryCounter } from './summary';

/** Hears which paths changed; an empty set means that only the run's own state did. */
export type StoreListener = (changed: ReadonlySet<string>) => void;

/** What is shown of a file that has not come to its end on record. */
type ShownStatus = Exclude<FileStatus, { kind: 'queued' | 'skipped' | 'reviewed' }>;

const noChanges = new ChangeHistory();

/**
 * The state of one run: the single place it is written to and the single thing views read. `apply` alone changes it,
 * but for what is only shown while the run is at work. Values are immutable, so a view that keeps one keeps a
 * consistent moment.
 */
export class RunStore {
  readonly header: RunHeader;
  readonly #files = new Map<string, FileReview>();
  /** Where each finding stands in the list of its file. */
  readonly #places = new Map<string, { readonly path: string; readonly position: number }>();
  readonly #changes = new Map<string, ChangeHistory>();
  /** Files as they were before the review of them that is not done yet. */
  readonly #beforeRetry = new Map<string, FileReview>();
  /** Findings whose proposals a person does not want, whatever reviews find again. */
  readonly #dismissed = new Set<string>();
  /** Changes that were begun, by finding. */
  readonly #intents = new Map<string, ChangeIntent>();
  readonly #counter: SummaryCounter;
  readonly #listeners = new Set<StoreListener>();
  readonly #endpoints = new Map<string, LaneStatus>();
  #state: RunState = { kind: 'discovering' };
  #excluded: ExcludedCount | undefined;

  constructor(header: RunHeader) {
    this.header = header;
    this.#counter = new SummaryCounter(header.options.overrides);
  }

  get state(): RunState {
    return this.#state;
  }

  /** How the endpoints stand that were used last, by their ids. */
  get endpoints(): ReadonlyMap<string, LaneStatus> {
    return this.#endpoints;
  }

  /** Every file of the run in the order of discovery, which is the order of paths. */
  files(): Iterable<FileReview> {
    return this.#files.values();
  }

  file(path: string): FileReview | undefined {
    return this.#files.get(path);
  }

  /** The finding of an id with the file it belongs to. */
  finding(id: string): { readonly file: FileReview; readonly finding: Finding } | undefined {
    const place = this.#places.get(id);
    const file = place && this.#files.get(place.path);
    const finding = place && file?.findings[place.position];
    return file && finding ? { file, finding } : undefined;
  }

  /** What we changed in a file. */
  changes(path: string): ChangeHistory {
    return this.#changes.get(path) ?? noChanges;
  }

  /** Changes that were begun and have not ended. */
  openIntents(): ChangeIntent[] {
    return [...this.#intents.values()];
  }

  summary(): Summary {
    return { ...this.#counter.summary(), ...(this.#excluded && { excluded: this.#excluded }) };
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
        this.#setState({ kind: 'running' });
        break;
      case 'found':
        this.#change(record.path, (file) => withFound(file, record, this.#dismissed));
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
        this.#beforeRetry.delete(this.#places.get(record.finding)?.path ?? '');
        break;
      }
      case 'proposal':
        this.#settle(record);
        break;
      case 'history':
        this.#recall(record);
        break;
      case 'state':
        if (record.state.kind === 'interrupted') {
          this.#endUnfinished();
        }
        this.#setState(record.state);
        break;
    }
  }

  /** Whether the run is at work or its process ended before it did, which a `state` record is still to say. */
  get isUnfinished(): boolean {
    return this.#state.kind === 'running' || this.#state.kind === 'discovering';
  }

  /** Shows how far a file has come. It is not on record, and the next record of the file takes its place. */
  show(path: string, status: ShownStatus): void {
    this.#change(path, (file) => ({ ...file, status }));
  }

  /** Shows how the run stands where that cannot be recorded. */
  showState(state: RunState): void {
    this.#setState(state);
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

  /** What had not come to its end when the run was interrupted was cancelled, or is what it was before a retry. */
  #endUnfinished(): void {
    for (const { path, status } of [...this.#files.values()]) {
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
    const place = this.#places.get(id);
    const intent = this.#intents.get(id);
    this.#intents.delete(id);
    if (!place) {
      return;
    }
    if (intent && textHash !== undefined) {
      this.#changesOf(place.path).add({ ...intent, textHash });
    }
    this.#setProposals(place.path, [[id, state]], editedHash);
    const before = this.#beforeRetry.get(place.path);
    if (before) {
      const findings = before.findings.map((finding) => (finding.id === id ? withState(finding, state) : finding));
      this.#beforeRetry.set(place.path, { ...before, findings });
    }
  }

  #recall({ path, changes, states, editedHash }: Extract<RunRecord, { type: 'history' }>): void {
    const made = this.#changesOf(path);
    for (const change of changes.slice(made.length)) {
      made.add(change);
    }
    this.#setProposals(path, Object.entries(states), editedHash);
  }

  #changesOf(path: string): ChangeHistory {
    const changes = this.#changes.get(path) ?? new ChangeHistory();
    this.#changes.set(path, changes);
    return changes;
  }

  /** Only what changes is counted anew, as a file can have thousands of proposals. */
  #setProposals(
    path: string,
    states: readonly (readonly [string, ProposalState])[],
    editedHash: string | undefined,
  ): void {
    const before = this.#files.get(path);
    if (!before) {
      return;
    }
    const findings = [...before.findings];
    for (const [id, state] of states) {
      this.#dismissed[state.kind === 'dismissed' ? 'add' : 'delete'](id);
      const place = this.#places.get(id);
      const position = place?.path === path ? place.position : findings.findIndex((finding) => finding.id === id);
      const finding = findings[position];
      if (finding?.id === id && finding.proposal) {
        this.#counter.move(finding.proposal.state.kind, state.kind);
        findings[position] = withState(finding, state);
      }
    }
    const { editedHash: _, ...file } = before;
    this.#files.set(path, { ...file, findings, ...(editedHash !== undefined && { editedHash }) });
    this.#notify(new Set([path]));
  }

  #setState(state: RunState): void {
    this.#state = state;
    this.#notify(new Set());
  }

  #put(files: readonly FileReview[]): void {
    for (const file of files) {
      this.#index(file);
    }
    this.#notify(new Set(files.map(({ path }) => path)));
  }

  #change(path: string, change: (file: FileReview) => FileReview): void {
    const file = this.#files.get(path);
    if (file) {
      this.#put([change(file)]);
    }
  }

  #index(file: FileReview): void {
    const { path, findings } = file;
    const before = this.#files.get(path);
    this.#files.set(path, file);
    this.#counter.replace(before, file);
    if (findings === before?.findings) {
      return;
    }
    for (const { id } of before?.findings ?? []) {
      this.#places.delete(id);
    }
    for (const [position, { id }] of findings.entries()) {
      this.#places.set(id, { path, position });
    }
  }

  #notify(changed: ReadonlySet<string>): void {
    for (const listener of this.#listeners) {
      listener(changed);
    }
  }
}
