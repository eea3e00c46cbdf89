import { countWhile } from '../binarySearch';
import type { FileReview } from '../fileReview';
import type { RunStore } from '../run/store';

/**
 * The files of a run that have proposals which wait for the person, in the order of all files. Follows the store, so that
 * nobody has to look through the others.
 */
export class WaitingFiles {
  readonly #store: RunStore;
  /** By path, in the order of the store. */
  readonly #positions = new Map<string, number>();
  readonly #paths: string[] = [];
  /** Positions of those that have some, in order. */
  readonly #waiting: number[] = [];

  constructor(store: RunStore) {
    this.#store = store;
    for (const { path } of store.files()) {
      this.#look(path);
    }
    store.onDidChange((changed) => {
      for (const path of changed) {
        this.#look(path);
      }
    });
  }

  /** All of them, those from a file on first. */
  *from(path: string | undefined): Generator<FileReview> {
    const position = path === undefined ? 0 : (this.#positions.get(path) ?? 0);
    const first = countWhile(this.#waiting, (other) => other < position);
    yield* this.#filesAt(first, this.#waiting.length);
    yield* this.#filesAt(0, first);
  }

  *#filesAt(start: number, end: number): Generator<FileReview> {
    for (let at = start; at < end; at++) {
      const file = this.#store.file(this.#paths[this.#waiting[at] ?? 0] ?? '');
      if (file) {
        yield file;
      }
    }
  }

  #look(path: string): void {
    const position = this.#positions.get(path) ?? this.#paths.push(path) - 1;
    this.#positions.set(path, position);
    const at = countWhile(this.#waiting, (other) => other < position);
    const isKnown = this.#waiting[at] === position;
    const waits = this.#store.file(path)?.findings.some(({ proposal }) => proposal?.state.kind === 'ready') ?? false;
    if (waits !== isKnown) {
      this.#waiting.splice(at, isKnown ? 1 : 0, ...(waits ? [position] : []));
    }
  }
}
