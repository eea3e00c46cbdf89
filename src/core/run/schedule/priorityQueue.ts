/**
 * A queue that gives out the best item first, and equally good ones in any order. A binary heap, so that a hundred
 * thousand items can come at once without a pause that anybody notices.
 */
export class PriorityQueue<Item> {
  readonly #compare: (a: Item, b: Item) => number;
  /** Each item is at least as good as the ones at twice its position and one or two more. */
  #heap: Item[] = [];

  /** @param compare which of two items is better, as for `Array.prototype.sort` */
  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  push(item: Item): void {
    this.#rise(item);
  }

  /** The best item, which stays in the queue; undefined when there is none. */
  peek(): Item | undefined {
    return this.#heap[0];
  }

  /** Takes out the best item; undefined when there is none. */
  pop(): Item | undefined {
    const best = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#sink(last);
    }
    return best;
  }

  /** To be called when the order of items that are in the queue has changed. */
  reorder(): void {
    const items = this.#heap;
    this.#heap = [];
    for (const item of items) {
      this.#rise(item);
    }
  }

  /** Adds an item at the bottom and lets it rise to its place. */
  #rise(item: Item): void {
    let position = this.#heap.length;
    while (position > 0) {
      const above = (position - 1) >>> 1;
      const parent = this.#heap[above];
      if (parent === undefined || this.#compare(parent, item) <= 0) {
        break;
      }
      this.#heap[position] = parent;
      position = above;
    }
    this.#heap[position] = item;
  }

  /** Puts an item at the top and lets it sink to its place. */
  #sink(item: Item): void {
    let position = 0;
    for (;;) {
      const left = 2 * position + 1;
      const [one, other] = [this.#heap[left], this.#heap[left + 1]];
      const better = one !== undefined && other !== undefined && this.#compare(other, one) < 0 ? other : one;
      if (better === undefined || this.#compare(item, better) <= 0) {
        break;
      }
      this.#heap[position] = better;
      position = better === one ? left : left + 1;
    }
    this.#heap[position] = item;
  }
}
