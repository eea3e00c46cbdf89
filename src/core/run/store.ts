import type { FileReview, RunState } from '../fileReview';
import type { RunHeader } from '../options';
import type { Finding } from '../types';
import type { LaneStatus } from './schedule/lane';
import { type Summary, SummaryCounter } from './summary';

/** Hears which paths changed; an empty set means that only the run's own state did. */
export type StoreListener = (changed: ReadonlySet<string>) => void;

/**
 * The state of one run: the single place it is written to and the single thing views read. Values are immutable, so a
 * view that keeps one keeps a consistent moment.
 */
export class RunStore {
  readonly header: RunHeader;
  readonly #files = new Map<string, FileReview>();
  /** Where each finding stands in the list of its file. */
  readonly #places = new Map<string, { readonly path: string; readonly position: number }>();
  readonly #counter = new SummaryCounter();
  readonly #listeners = new Set<StoreListener>();
  readonly #endpoints = new Map<string, LaneStatus>();
  #state: RunState = { kind: 'discovering' };

  constructor(header: RunHeader) {
    this.header = header;
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

  summary(): Summary {
    return this.#counter.summary();
  }

  setState(state: RunState): void {
    this.#state = state;
    this.#notify(new Set());
  }

  setEndpoint(id: string, status: LaneStatus): void {
    this.#endpoints.set(id, status);
    this.#notify(new Set());
  }

  /** Adds the files of the run, or replaces the ones that are there. */
  put(files: readonly FileReview[]): void {
    for (const file of files) {
      this.#index(file);
    }
    this.#notify(new Set(files.map((file) => file.path)));
  }

  /** Changes one file. A path that is not part of the run is a defect of the caller. */
  update(path: string, change: (file: FileReview) => FileReview): void {
    const file = this.#files.get(path);
    if (!file) {
      throw new Error(`Not part of this run: ${path}`);
    }
    this.#index(change(file));
    this.#notify(new Set([path]));
  }

  /** Calls the listener on every change until the returned function is called. */
  onDidChange(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #index(file: FileReview): void {
    const { path, findings } = file;
    const before = this.#files.get(path);
    this.#files.set(path, file);
    this.#counter.replace(before, file);
    if (findings === before?.findings) {
      return;
    }
    for (const [position, { id }] of (before?.findings ?? []).entries()) {
      if (findings[position]?.id !== id) {
        this.#places.delete(id);
      }
    }
    for (const [position, { id }] of findings.entries()) {
      if (before?.findings[position]?.id !== id) {
        this.#places.set(id, { path, position });
      }
    }
  }

  #notify(changed: ReadonlySet<string>): void {
    for (const listener of this.#listeners) {
      listener(changed);
    }
  }
}
