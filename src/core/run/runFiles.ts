import { withState } from '../edits/proposalState';
import type { FileReview } from '../fileReview';
import type { Profile, RunOptions } from '../options';
import { treatments } from '../strategy/treatment';
import { oneOfEach } from '../text/oneOfEach';
import type { Dismissed } from '../types';
import { ChangeHistory, type ChangeIntent, type RecordedState } from './changes';
import { type DismissedFindings, withDismissed, withRestored } from './dismissing';
import { FileTable, type PlacedFinding } from './fileTable';
import {
  afresh,
  asQueued,
  shareWords,
  withDrafted,
  withFound,
  withProofs,
  withRepairs,
  withViewed,
} from './recordedFile';
import type { Renamed, RunRecord } from './records';
import { moveKeys, underNewNames } from './renaming';
import { type Summary, SummaryCounter } from './summary';

/** The records that speak of files. */
export type FileRecord = Exclude<RunRecord, { type: 'run' | 'state' }>;

const noChanges = new ChangeHistory();
const noneDismissed: DismissedFindings = new Map();

/** The files of a run, as its records have them, for its store alone. What speaks of files or findings that it does not have changes nothing. */
export class RunFiles {
  readonly #options: RunOptions;
  /** Hears which paths changed. */
  readonly #changed: (paths: readonly string[]) => void;
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

  constructor(options: RunOptions, changed: (paths: readonly string[]) => void) {
    this.#options = options;
    this.#changed = changed;
    this.#counter = new SummaryCounter(options);
  }

  all(): Iterable<FileReview> {
    return this.#files.all();
  }

  get(path: string): FileReview | undefined {
    return this.#files.get(path);
  }

  finding(id: string): PlacedFinding | undefined {
    return this.#files.finding(id);
  }

  changes(path: string): ChangeHistory {
    return this.#changes.get(path) ?? noChanges;
  }

  openIntents(): ChangeIntent[] {
    return [...this.#intents.values()];
  }

  dismissed(path: string): DismissedFindings {
    return this.#dismissed.get(path) ?? noneDismissed;
  }

  summary(): Summary {
    return this.#counter.summary();
  }

  get hasProofs(): boolean {
    return this.#counter.hasProofs;
  }

  apply(record: FileRecord): void {
    switch (record.type) {
      case 'discovered':
        this.#put(record.files.map(asQueued));
        break;
      case 'found':
        shareWords(record, this.#same);
        this.change(record.path, (file) =>
          withFound(file, record, this.dismissed(file.path), (found) => this.#profileOf(found)),
        );
        break;
      case 'file':
        this.#end(record);
        break;
      case 'retry':
        this.#beginAgain(record.paths);
        break;
      case 'intent': {
        const { type: _, ...intent } = record;
        this.#intents.set(record.finding, intent);
        // What it was found in is no longer what the file was before.
        this.#beforeRetry.delete(this.#files.pathOf(record.finding) ?? '');
        break;
      }
      case 'draft':
        for (const path of this.#pathsOf({ [record.finding]: record })) {
          this.#changeNowAndBefore(path, (file) => withDrafted(file, record));
        }
        break;
      case 'proposal':
        this.#settle(record);
        break;
      case 'history':
        this.#recall(record);
        break;
      case 'proofs':
        for (const path of this.#pathsOf(record.proofs)) {
          this.change(path, (file) => withProofs(file, record));
        }
        break;
      case 'repairs':
        for (const path of this.#pathsOf(record.replaced, record.kept, record.proofs)) {
          this.change(path, (file) => withRepairs(file, record));
        }
        break;
      case 'dismissed':
        this.#dismiss(record.path, new Map(record.findings.map((id) => [id, record.hiding])));
        break;
      case 'viewed':
        for (const path of record.paths) {
          this.#changeNowAndBefore(path, (file) => withViewed(file, record.isViewed));
        }
        break;
      case 'renamed':
        this.#rename(record.files);
        break;
      case 'restored':
        this.#restore(record.path, new Set(record.findings));
        break;
    }
  }

  /** Changes a file, if it is there. */
  change(path: string, change: (file: FileReview) => FileReview): void {
    const before = this.#files.get(path);
    if (before) {
      const file = change(before);
      this.#files.replace(before, file);
      this.#counter.replace(before, file);
      this.#changed([path]);
    }
  }

  /** What has no end on record when the run has one was cancelled, or is what it was before a retry. */
  endUnfinished(): void {
    for (const { path, status } of [...this.#files.all()]) {
      if (this.#beforeRetry.has(path)) {
        this.#takeBackRetry(path);
      } else if (status.kind === 'queued' || status.kind === 'reviewing') {
        this.change(path, (file) => ({ ...file, status: { kind: 'cancelled' } }));
      }
    }
  }

  #end(record: Extract<RunRecord, { type: 'file' }>): void {
    const { path, textHash, status } = record;
    if (status.kind === 'cancelled' && this.#beforeRetry.has(path)) {
      this.#takeBackRetry(path);
      return;
    }
    this.#beforeRetry.delete(path);
    this.change(path, (file) => ({ ...file, ...(textHash !== undefined && { textHash }), status }));
  }

  #beginAgain(paths: readonly string[]): void {
    for (const path of paths) {
      const file = this.#files.get(path);
      if (file) {
        this.#beforeRetry.set(path, file);
        this.#put([afresh(file, this.#intents)]);
      }
    }
  }

  /** A review that did not come to its end leaves the earlier one as it was; what it has cost was spent. */
  #takeBackRetry(path: string): void {
    const before = this.#beforeRetry.get(path);
    this.#beforeRetry.delete(path);
    if (before) {
      this.change(path, ({ usage, uses }) => ({ ...before, ...(usage && { usage }), ...(uses && { uses }) }));
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
    this.#changed([path]);
    if (dismissed.size > 0) {
      this.#dismiss(path, dismissed);
    }
  }

  #rename(files: readonly Renamed[]): void {
    const renamed = underNewNames(files, (path) => this.#files.get(path));
    this.#files.rename(renamed);
    moveKeys(this.#changes, renamed);
    moveKeys(this.#dismissed, renamed);
    this.#changed([...renamed].flatMap(([from, { path }]) => [from, path]));
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
    this.change(path, change);
  }

  #profileOf(file: FileReview): Profile {
    return treatments(this.#options)(file).profile;
  }

  #put(files: readonly FileReview[]): void {
    for (const file of files) {
      this.#counter.replace(this.#files.put(file), file);
    }
    this.#changed(files.map(({ path }) => path));
  }
}
