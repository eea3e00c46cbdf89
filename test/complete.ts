import { createHash } from 'node:crypto';

/** Whether everything is tried, as `npm run test:long` does, which runs each test file that asks; else a share of it. */
export const isComplete = process.env.FOLDER_REVIEW_TESTS === 'complete';

/** Of each kind one in so many, at least one, in their order: drawn from a seed, so that they are the same ones each time. */
export function share<Item>(items: readonly Item[], oneIn: number, kindOf: (item: Item) => string = () => ''): Item[] {
  const kinds = new Map<string, number[]>();
  for (const [index, item] of items.entries()) {
    kinds.set(kindOf(item), [...(kinds.get(kindOf(item)) ?? []), index]);
  }
  const drawn = new Set(
    [...kinds].flatMap(([kind, indices]) =>
      indices
        .toSorted((a, b) => (drawOf(kind, a) < drawOf(kind, b) ? -1 : 1))
        .slice(0, Math.ceil(indices.length / oneIn)),
    ),
  );
  return items.filter((_, index) => drawn.has(index));
}

/** All items when everything is tried, else their {@link share}. */
export function sampled<Item>(items: readonly Item[], oneIn: number, kindOf?: (item: Item) => string): Item[] {
  return isComplete ? [...items] : share(items, oneIn, kindOf);
}

/** How many runs of a property there are: that many when everything is tried, else a quarter of them, with other values each time. */
export function runsOf(all: number): number {
  return isComplete ? all : Math.ceil(all / 4);
}

/** How many files at once results are compared for. */
export const limits: readonly number[] = isComplete ? [1, 2, 4, 8] : [1, 8];

function drawOf(kind: string, index: number): string {
  return createHash('sha256').update(`20250131 ${kind} ${index}`).digest('hex');
}
