import type { Lane, LaneLease } from '../../../src/core/run/schedule/lane';
import type { PartReview, WaitingPart } from '../../../src/core/run/schedule/partReview';
import { WorkPool, type WorkPoolOptions } from '../../../src/core/run/schedule/workPool';
import { failed, reviewer } from '../fakes';

type Next = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterMs: number };

/** A pool of anything with places of any kind. */
export interface Trial<Item, Place> extends Pick<WorkPoolOptions, 'concurrency' | 'room' | 'clock' | 'signal'> {
  readonly compare: (a: Item, b: Item) => number;
  /** Items of one kind avoid the same lane. */
  readonly kindOf?: (item: Item) => unknown;
  readonly take: (item: Item) => Place | undefined;
  readonly work: (item: Item, place: Place, worker: number) => Promise<Next>;
}

/** What a pool does with parts, shown with items: each is a part of a file of its own. */
export function poolOf<Item, Place>({ compare, kindOf, take, work, ...options }: Trial<Item, Place>) {
  const items = new Map<WaitingPart, Item>();
  const places = new Map<LaneLease, Place>();
  const lanes = new Map<unknown, Lane>();
  const avoided = new Map<unknown, ReadonlySet<Lane>>();
  const fileItems = new Map<WaitingPart['file'], Item>();
  const itemOf = (part: WaitingPart) => (items.get(part) ?? fileItems.get(part.file)) as Item;
  const laneOf = (kind: unknown) => {
    const lane = lanes.get(kind) ?? { reviewer: reviewer('model', async () => outcome), maxConcurrency: 1 };
    lanes.set(kind, lane);
    return lane;
  };
  const avoiding = (kind: unknown) => {
    const set = avoided.get(kind) ?? new Set([laneOf(kind)]);
    avoided.set(kind, set);
    return set;
  };
  const pool = new WorkPool({
    ...options,
    compare: (a, b) => compare(itemOf(a), itemOf(b)),
    take: (part) => {
      const place = take(itemOf(part));
      if (place === undefined) {
        return undefined;
      }
      const lease: LaneLease = {
        lane: laneOf('any'),
        end: () => ({ isClosed: false, hasOther: false, yields: false }),
      };
      places.set(lease, place);
      return lease;
    },
  });
  return {
    run: async (item: Item) => {
      const part: PartReview = {
        tries: 0,
        ...(kindOf && { avoid: avoiding(kindOf(item)) }),
        file: {
          ...{ path: String(item), bytes: 1, rank: 0, waits: () => {} },
          try: async (_, lease, worker) => {
            const next = await work(item, places.get(lease as LaneLease) as Place, worker);
            return next.kind === 'again' ? next : { kind: 'done', outcome };
          },
        },
      };
      items.set(part, item);
      await pool.run(part);
    },
    /** Has items begun when their turn comes, each as `run` does it. */
    eachInTurn: (some: readonly Item[], begin: (item: Item) => Promise<void>) => {
      const files = some.map((item) => ({ path: String(item), bytes: 1, rank: 0, item }));
      for (const file of files) {
        fileItems.set(file, file.item);
      }
      return pool.eachInTurn(files, ({ item }) => begin(item));
    },
    fill: () => pool.fill(),
    reorder: () => pool.reorder(),
    set concurrency(value: number) {
      pool.concurrency = value;
    },
  };
}

const outcome = failed('internal error');
