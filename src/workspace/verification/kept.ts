import { lstatSync, type Stats } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '../removeTree';
import { copyOne } from './dependencies';
import { type Deviations, type Mark, markAt, renewMark, type Standing } from './standing';

/** What stands beside the files of the base between two trials: installed packages, what a set-up made. */
export interface Kept {
  /** Files, and folders in which nothing of the base is, by their paths. */
  readonly roots: readonly string[];
  readonly origin: Origin | undefined;
}

/** Where the same is. */
export interface Origin {
  /** Absolute path of a folder that has it at the same paths. */
  readonly folder: string;
  /** As it was copied, see `copyOne`. */
  readonly notAfter: number;
}

export const nothingKept: Kept = { roots: [], origin: undefined };

/**
 * Milliseconds: Node sets times in whole microseconds, cut off, and gives them as numbers that are exact to a quarter of
 * one. A copy is less than two older than what it is of.
 */
const rounding = 0.002;

/**
 * Puts what was changed or has gone back from where the same is; folders get their rights back. Rejects with the system's error.
 *
 * @returns whether all of it could be: not what is another at its origin, too, by now, or was never there
 */
export async function putBack(
  standing: Standing,
  origin: Origin | undefined,
  { changed, gone }: Pick<Deviations, 'changed' | 'gone'>,
): Promise<boolean> {
  // Folders before what is in them.
  for (const path of [...changed, ...gone].sort()) {
    const known = markAt(standing, path);
    const target = join(standing.top, path);
    if (known?.isFolder) {
      if (!lstatOrNothing(target)?.isDirectory()) {
        await removeTree(target);
        await mkdir(target);
      }
      await chmod(target, known.mark.mode);
    } else {
      const source = origin && join(origin.folder, path);
      const stats = source && lstatOrNothing(source);
      if (!source || !stats || !known || !isCopyOf(known.mark, stats, origin)) {
        return false;
      }
      await removeTree(target);
      await copyOne(source, target, stats, origin.notAfter);
    }
    renewMark(standing, path);
  }
  return true;
}

function lstatOrNothing(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function isCopyOf(mark: Mark, { mtimeMs, size, mode }: Stats, { notAfter }: Origin): boolean {
  const isOfTime = Math.abs(mark.mtimeMs - Math.min(mtimeMs, notAfter)) <= rounding;
  return isOfTime && mark.size === size && mark.mode === mode;
}
