import type { Placement } from './placement';
import type { QueueEntry } from './queueEntry';

/**
 * Whether the lines of proposals that a bulk action applies, one after another, were as reviewed when it came to their
 * file. Those that changed since may be code that nobody has reviewed: they are left to a person's eyes. What the bulk
 * action itself has changed on the same line is no reason for that.
 */
export class LinesSeen {
  readonly #placement: Pick<Placement, 'locate' | 'hashOf'>;
  /** By path: the text before the first change of its file, and the hash of what the changes since have made of it. */
  readonly #files = new Map<string, { readonly before: string; readonly after: string }>();

  constructor(placement: Pick<Placement, 'locate' | 'hashOf'>) {
    this.#placement = placement;
  }

  /** Whether a proposal that only its own text places in a text had its lines before the bulk action changed them. */
  stood(entry: QueueEntry, text: string): boolean {
    const file = this.#files.get(entry.file.path);
    if (file?.after !== this.#placement.hashOf(text)) {
      return false;
    }
    const then = this.#placement.locate(entry, file.before);
    return then.kind === 'located' && then.byOwnText === undefined;
  }

  /** A text of a file is about to be changed to that of a hash. Whatever others have changed since begins anew. */
  planned(path: string, text: string, after: string): void {
    const file = this.#files.get(path);
    const before = file?.after === this.#placement.hashOf(text) ? file.before : text;
    this.#files.set(path, { before, after });
  }
}
