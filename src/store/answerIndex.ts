import { type IndexRecord, indexOf, isIndexRecord, type Place, partsIn } from './answerParts';
import { readJournal } from './journal';

/** What the indexes of all parts say together. */
export interface Index {
  /** Where every answer is, those first that were not used for longest. */
  readonly places: Map<string, Place>;
  /** Starts of the keys of answers that had to go, the last ones last. */
  readonly removed: Set<string>;
}

/** So many digits tell keys apart, and so many keys are remembered of those whose answers had to go. */
const startLength = 16;
export const mostRemoved = 20_000;

export function startOf(key: string): string {
  return key.slice(0, startLength);
}

/** So many earlier questions are looked at to say how one differs. */
const mostBefore = 4;

export function keysByAbout(places: ReadonlyMap<string, Place>): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const [key, { about }] of places) {
    addAbout(keys, about, key);
  }
  return keys;
}

export function addAbout(keys: Map<string, string[]>, about: string | undefined, key: string): void {
  if (about !== undefined) {
    keys.set(about, [...(keys.get(about) ?? []).filter((one) => one !== key).slice(1 - mostBefore), key]);
  }
}

export async function readIndexes(folder: string): Promise<Index> {
  const index: Index = { places: new Map(), removed: new Set() };
  for (const part of await partsIn(folder)) {
    const visit = (record: unknown) => {
      if (isIndexRecord(record)) {
        take(index, part, record);
      }
    };
    // One that cannot be read has no answers.
    await readJournal(indexOf(folder, part), visit).catch(() => undefined);
  }
  return index;
}

function take({ places, removed }: Index, part: string, record: IndexRecord): void {
  if ('removed' in record) {
    for (const start of record.removed) {
      removed.add(start);
    }
    return;
  }
  const put = (key: string, place: Place | undefined) => {
    // Behind all that were there.
    places.delete(key);
    if (place) {
      places.set(key, place);
    }
  };
  if ('used' in record) {
    for (const key of record.used) {
      put(key, places.get(key));
    }
  } else if ('kept' in record) {
    for (const [key, at, bytes, check, about] of record.kept) {
      put(key, { part, at, bytes, check, ...(about !== '' && { about }) });
    }
  } else {
    const { key, at, bytes, check } = record;
    put(key, { part, at, bytes, check });
  }
}
