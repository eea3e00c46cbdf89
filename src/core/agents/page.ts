import { maskSecrets } from '../text/secrets';
import { visible } from '../text/visible';

/** What an agent gets at once: what it is told fills the context of a model. In UTF-16 code units of JSON. */
const mostCharacters = 20_000;

/** How many items an agent can have at once, and how many it has where it does not say. */
export const pageSizes = { most: 200, usual: 50 } as const;

/** One part of a list that an agent reads in parts. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** How many the whole list has. */
  readonly total: number;
  /** What to give as the cursor for the part behind this one; absent in the last part. */
  readonly nextCursor?: string;
}

/** Which part of a list is wanted. */
export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * A part of a list. A cursor is the id of the last item that was given, so that nothing is left out or told twice when
 * others of the list change meanwhile.
 *
 * @param all in an order that stays
 * @returns undefined where nothing in the list has that cursor
 */
export function pageOf<Source, Item>(
  all: readonly Source[],
  { cursor, limit = pageSizes.usual }: PageRequest,
  idOf: (source: Source) => string,
  toItem: (source: Source) => Item,
): Page<Item> | undefined {
  const before = cursor === undefined ? -1 : all.findIndex((source) => idOf(source) === cursor);
  if (cursor !== undefined && before === -1) {
    return undefined;
  }
  const items: Item[] = [];
  let room = mostCharacters;
  for (const source of all.slice(before + 1, before + 1 + Math.min(limit, pageSizes.most))) {
    const item = toItem(source);
    room -= JSON.stringify(item).length;
    // One that is alone too long for a page is cut by whoever makes it, so that lists always come to their end.
    if (room < 0 && items.length > 0) {
      break;
    }
    items.push(item);
  }
  const last = all[before + items.length];
  const isEnd = before + 1 + items.length >= all.length;
  return { items, total: all.length, ...(!isEnd && last !== undefined && { nextCursor: idOf(last) }) };
}

/** Text from files and models as an agent gets it: secrets masked, what nobody sees made visible, and cut. */
export function agentText(text: string, most: number): string {
  const shown = visible(maskSecrets(text), '\n\t');
  return shown.length > most ? `${shown.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : shown;
}
