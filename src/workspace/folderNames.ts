import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What lies in a folder (path relative to the reviewed one, '' for that); nothing where it cannot be read. */
export type NamesIn = (folder: string) => Promise<ReadonlySet<string>>;

/**
 * Looks into each folder once.
 *
 * @param root real path of the reviewed folder
 */
export function createNamesIn(root: string): NamesIn {
  const listings = new Map<string, Promise<ReadonlySet<string>>>();
  return (folder) => {
    const names = listings.get(folder) ?? readdir(join(root, folder)).then((all) => new Set(all), nothing);
    listings.set(folder, names);
    return names;
  };
}

function nothing(): ReadonlySet<string> {
  return new Set();
}
