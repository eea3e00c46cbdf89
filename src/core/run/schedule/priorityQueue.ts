/**
 * A queue that gives out the best item first, and of equally good ones the one that came first. A binary heap, so that
 * a hundred thousand items can come at once without a pause that anybody notices.
 */
export class PriorityQueue<Item> {
  readonly #compare: (a: Item, b: Item) => number;
  /** Each entry is at least as good as the ones at twice its position and one or two more. */
  #heap: Entry<Item>[] = [];
  #count = 0;

  /** @param compare which of two items is better, as for `Array.prototype.sort` */
  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#heap.length;
  }

  push(item: Item): void {
    this.#rise({ item, number: this.#count++ });
  }

  /** The best item, which stays in the queue; undefined when there is none. */
  peek(): Item | undefined {
    return this.#heap[0]?.item;
  }

  /** Takes out the best item; undefined when there is none. */
  pop(): Item | undefined {
    const best = this.#heap[0];
    const last = this.#heap.pop();
    if (best && last && best !== last) {
      this.#sink(last);
    }
    return best?.item;
  }

  /** To be called when the order of items that are in the queue has changed. */
  reorder(): void {
    const entries = this.#heap;
    this.#heap = [];
    for (const entry of entries) {
      this.#rise(entry);
    }
  }

  /** Adds an entry at the bottom and lets it rise to its place. */
  #rise(entry: Entry<Item>): void {
    let position = this.#heap.length;
    while (position > 0) {
      const above = (position - 1) >>> 1;
      const parent = this.#heap[above];
      if (!parent || this.#isBefore(parent, entry)) {
        break;
      }
      this.#heap[position] = parent;
      position = above;
    }
    this.#heap[position] = entry;
  }

  /** Puts an entry at the top and lets it sink to its place. */
  #sink(entry: Entry<Item>): void {
    let position = 0;
    for (;;) {
      const left = 2 * position + 1;
      const [one, other] = [this.#heap[left], this.#heap[left + 1]];
      const better = one && other && this.#isBefore(other, one) ? other : one;
      if (!better || this.#isBefore(entry, better)) {
        break;
      }
      this.#heap[position] = better;
      position = better === one ? left : left + 1;
    }
    this.#heap[position] = entry;
  }

  #isBefore(a: Entry<Item>, b: Entry<Item>): boolean {
    return (this.#compare(a.item, b.item) || a.number - b.number) < 0;
  }
}

interface Entry<Item> {
  readonly item: Item;
  /** Counts up with every item that comes. */
  readonly number: number;
}
