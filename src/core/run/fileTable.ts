import type { FileReview } from '../fileReview';
import type { Finding } from '../types';

/** A finding with the file it belongs to. */
export interface PlacedFinding {
  readonly file: FileReview;
  readonly finding: Finding;
}

/** The files of a run, and where each of their findings stands. */
export class FileTable {
  readonly #files = new Map<string, FileReview>();
  /** Where each finding stands in the list of its file. Made when it is first asked for: most who read a run do not. */
  #placed: Map<string, Place> | undefined;

  /** In the order in which they came. */
  all(): Iterable<FileReview> {
    return this.#files.values();
  }

  get(path: string): FileReview | undefined {
    return this.#files.get(path);
  }

  /** The finding of an id. */
  finding(id: string): PlacedFinding | undefined {
    const place = this.#places().get(id);
    const file = place && this.#files.get(place.path);
    const finding = place && file?.findings[place.position];
    return file && finding ? { file, finding } : undefined;
  }

  /** The path of the file that a finding belongs to. */
  pathOf(id: string): string | undefined {
    return this.#places().get(id)?.path;
  }

  /** Where a finding of an id stands in a list of findings of its file, wherever it did before; negative where it does not. */
  positionIn(path: string, findings: readonly Finding[], id: string): number {
    const place = this.#places().get(id);
    return place?.path === path ? place.position : findings.findIndex((finding) => finding.id === id);
  }

  /** Takes a file in the place of the one of its path, and answers with that. */
  put(file: FileReview): FileReview | undefined {
    const before = this.#files.get(file.path);
    this.replace(before, file);
    return before;
  }

  /** Like `put`, in the place of what is known to be there. */
  replace(before: FileReview | undefined, file: FileReview): void {
    this.#files.set(file.path, file);
    if (this.#placed && file.findings !== before?.findings) {
      for (const { id } of before?.findings ?? []) {
        this.#placed.delete(id);
      }
      place(file, this.#placed);
    }
  }

  /** Like `put`, where the findings stand at the places where they did. */
  update(file: FileReview): void {
    this.#files.set(file.path, file);
  }

  /** Files by other paths, each where its path stands among all. @param renamed those that are there, by their old paths */
  rename(renamed: ReadonlyMap<string, FileReview>): void {
    const rest = [...this.#files.values()].filter(({ path }) => !renamed.has(path));
    this.#files.clear();
    for (const file of [...rest, ...renamed.values()].sort(byPath)) {
      this.#files.set(file.path, file);
    }
    this.#placed = undefined;
  }

  #places(): Map<string, Place> {
    if (!this.#placed) {
      this.#placed = new Map();
      for (const file of this.#files.values()) {
        place(file, this.#placed);
      }
    }
    return this.#placed;
  }
}

/** As files are discovered: by code units. */
function byPath(a: FileReview, b: FileReview): number {
  return a.path < b.path ? -1 : 1;
}

interface Place {
  readonly path: string;
  readonly position: number;
}

function place({ path, findings }: FileReview, places: Map<string, Place>): void {
  for (const [position, { id }] of findings.entries()) {
    places.set(id, { path, position });
  }
}
