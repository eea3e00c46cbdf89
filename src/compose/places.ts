import { join } from 'node:path';
import { errorMessage } from '../core/text/errorMessage';
import { sha256 } from '../store/hash';
import { acquireLock } from '../store/lock';
import { makeOwnFolders } from '../store/ownPlaces';
import { folderStatePath } from '../store/stateDir';
import { makePlace, recoverPlaces, type TakeLock } from '../workspace/place';

/** What a place is for, by which its folder in the state is called. */
export type PlaceKind = 'worktrees' | 'commits';

/** The lock of a place goes with it. */
const takeLock: TakeLock = async (path) => (await acquireLock(path)).kind === 'held';

/**
 * Makes a place in the state of a folder for what is known as left behind as soon as this process is no more. Rejects with
 * the system's error.
 *
 * @param statePath of the folder's state
 * @param name nobody else's
 * @param folder what is reviewed
 */
export async function makePlaceIn(statePath: string, kind: PlaceKind, name: string, folder: string): Promise<void> {
  await makeOwnFolders(statePath, kind);
  await makePlace(placeIn(statePath, kind, name), { folder }, takeLock);
}

export function placeIn(statePath: string, kind: PlaceKind, name: string): string {
  return join(statePath, kind, name);
}

/** By which processes are found that work for a place. Known from it alone, so that it is on record before any gets it. */
export function tagOf(place: string): string {
  return sha256(place).slice(0, 32);
}

/**
 * Removes the places in the state of a folder (real path) whose process has died. What living ones are at is left alone.
 * Never rejects.
 *
 * @param before is done before a place goes
 * @returns what could not be put right, a sentence each
 */
export async function recoverPlacesOf(
  stateRoot: string,
  folder: string,
  kind: PlaceKind,
  before: (place: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const root = join(folderStatePath(stateRoot, folder), kind);
  try {
    const failed = await recoverPlaces(root, takeLock, async (place) => void (await before(place)));
    return [...failed].map(
      ([place, error]) => `${leftIn[kind]} in ${place} could not be put right: ${errorMessage(error)}`,
    );
  } catch (error) {
    return [`${leftIn[kind]} in ${root} could not be looked for: ${errorMessage(error)}`];
  }
}

const leftIn: Readonly<Record<PlaceKind, string>> = {
  worktrees: 'What an earlier verification left',
  commits: 'What earlier commits left',
};
