import { countWhile } from '../binarySearch';
import type { LineRange } from '../types';

/**
 * Things that stand on lines, to be asked which of them share lines with another. Kept apart by how many lines they
 * take, in powers of two: those of one size that can reach a line begin close before it.
 */
export class LineOverlaps<Item> {
  readonly #sizes = new Map<number, Entry<Item>[]>();

  /** Things come in the order of their first lines, or it takes a moment. */
  add({ startLine, endLine }: LineRange, item: Item): void {
    const size = 2 ** Math.ceil(Math.log2(endLine - startLine + 1));
    const entries = this.#sizes.get(size) ?? [];
    this.#sizes.set(size, entries);
    entries.splice(
      countWhile(entries, (entry) => entry.startLine <= startLine),
      0,
      { startLine, endLine, item },
    );
  }

  /** Those that share a line with a stretch, in no particular order. */
  *with({ startLine, endLine }: LineRange): Generator<Item> {
    for (const [size, entries] of this.#sizes) {
      for (let at = countWhile(entries, (entry) => entry.startLine <= startLine - size); at < entries.length; at++) {
        const entry = entries[at];
        if (!entry || entry.startLine > endLine) {
          break;
        }
        if (entry.endLine >= startLine) {
          yield entry.item;
        }
      }
    }
  }
}

interface Entry<Item> extends LineRange {
  readonly item: Item;
}
