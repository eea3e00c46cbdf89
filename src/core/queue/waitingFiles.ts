import { countWhile } from '../binarySearch';
import type { FileReview } from '../fileReview';
import type { RunStore } from '../run/store';
import type { Finding } from '../types';

/**
 * The files of a run that have proposals which wait for the person, or those of them that are wanted, in the order of all
 * files. Follows the store, so that nobody has to look through the others.
 */
export class WaitingFiles {
  readonly #store: RunStore;
  /** By path, in the order of the store. */
  readonly #positions = new Map<string, number>();
  readonly #paths: string[] = [];
  /** Positions of those that have some. */
  readonly #waiting = new Set<number>();
  /** The same in order, with others that had some. */
  #sorted: number[] = [];

  readonly #isWanted: (finding: Finding) => boolean;

  /** @param isWanted must not change its answer without a `look` at the finding's file */
  constructor(store: RunStore, isWanted: (finding: Finding) => boolean = () => true) {
    this.#store = store;
    this.#isWanted = isWanted;
    for (const file of store.files()) {
      this.#look(file.path, file);
    }
    store.onDidChange((changed) => {
      for (const path of changed) {
        this.look(path);
      }
    });
  }

  /** All of them, those from a file on first. */
  *from(path: string | undefined): Generator<FileReview> {
    const position = path === undefined ? 0 : (this.#positions.get(path) ?? 0);
    const first = countWhile(this.#sorted, (other) => other < position);
    yield* this.#filesAt(first, this.#sorted.length);
    yield* this.#filesAt(0, first);
  }

  *#filesAt(start: number, end: number): Generator<FileReview> {
    const sorted = this.#sorted;
    for (let at = start; at < end; at++) {
      const position = sorted[at] ?? -1;
      const file = this.#waiting.has(position) ? this.#store.file(this.#paths[position] ?? '') : undefined;
      if (file) {
        yield file;
      }
    }
  }

  /** Looks again whether a file has any. */
  look(path: string): void {
    this.#look(path, this.#store.file(path));
  }

  #look(path: string, file: FileReview | undefined): void {
    const position = this.#positions.get(path) ?? this.#place(path);
    if (file?.findings.some((finding) => this.#isWaiting(finding))) {
      this.#add(position);
    } else if (this.#waiting.delete(position) && this.#waiting.size < this.#sorted.length / 2) {
      this.#sorted = this.#sorted.filter((other) => this.#waiting.has(other));
    }
  }

  #place(path: string): number {
    const position = this.#paths.push(path) - 1;
    this.#positions.set(path, position);
    return position;
  }

  #isWaiting(finding: Finding): boolean {
    return finding.proposal?.state.kind === 'ready' && this.#isWanted(finding);
  }

  #add(position: number): void {
    this.#waiting.add(position);
    if (position > (this.#sorted.at(-1) ?? -1)) {
      this.#sorted.push(position);
      return;
    }
    const at = countWhile(this.#sorted, (other) => other < position);
    if (this.#sorted[at] !== position) {
      this.#sorted.splice(at, 0, position);
    }
  }
}
