import { lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { isInside } from '../paths';

/** A link of a worktree, and where it leads. */
export interface LinkOut {
  /** Relative to the worktree. */
  readonly path: string;
  /** Absolute. */
  readonly target: string;
}

/** Folders listed before others have their turn on the thread. */
const foldersAtOnce = 32;

/**
 * The first link at the paths or below them for which `isWrong` holds of the place that it leads to, through whatever
 * other links; where there is nothing, the place where it would be.
 *
 * @param top Real path of the worktree, which the paths are relative to.
 */
export async function findLink(
  top: string,
  paths: Iterable<string>,
  isWrong: (target: string) => boolean,
): Promise<LinkOut | undefined> {
  const pending = [...paths];
  let looked = 0;
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const full = join(top, path);
    const stats = lstatSync(full, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink()) {
      const target = targetOf(full);
      if (isWrong(target)) {
        return { path, target };
      }
    }
    if (stats?.isDirectory()) {
      for (const child of readdirSync(full, { withFileTypes: true })) {
        if (child.isDirectory() || child.isSymbolicLink()) {
          pending.push(`${path}/${child.name}`);
        }
      }
      looked++;
      if (looked % foldersAtOnce === 0) {
        await turn();
      }
    }
  }
  return undefined;
}

/** Where a link of a worktree leads out of it. */
export function leadsOutOf(top: string): (target: string) => boolean {
  return (target) => !isInside(top, target);
}

function targetOf(link: string): string {
  try {
    return realpathSync.native(link);
  } catch {
    // To nothing, or round and round.
    const folder = realpathSync.native(dirname(link));
    return resolve(folder, readlinkSync(link));
  }
}
