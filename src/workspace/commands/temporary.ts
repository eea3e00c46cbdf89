import { lstat, mkdtemp, readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LeftBehind } from '../../core/verify/ports';
import { messageOf } from '../errors';
import { mountIn } from '../mounts';
import { removeTree } from '../removeTree';

/**
 * Makes a folder for the temporary files of one run of a command, for this user alone, and answers with its real path.
 * In the system's place for them and not among our state, as paths of sockets have no room for more (unix(7)).
 */
export async function makeTemporary(tag: string): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), prefixOf(tag))));
}

/** Removes such a folder with all that is in it. Answers with what of it stays; undefined where nothing does. Never rejects. */
export async function removeTemporary(path: string): Promise<LeftBehind | undefined> {
  try {
    await removeTree(path);
    return undefined;
  } catch (error) {
    return { path, reason: messageOf(error), isMounted: isMountedIn(path) };
  }
}

/** Where that cannot be told, a mount is as good as none: it is told of all the same. */
function isMountedIn(path: string): boolean {
  try {
    return mountIn(path) !== undefined;
  } catch {
    return false;
  }
}

/** What a person is told of it, a sentence without its full stop. */
export function leftText({ path, reason }: LeftBehind): string {
  return `temporary files of a command in ${path} could not be removed: ${reason}`;
}

/**
 * Removes what runs under a tag left that a crash of ours cut short. None of them may be at work. Answers with what of it
 * stays.
 */
export async function removeLeftTemporary(tag: string): Promise<readonly LeftBehind[]> {
  const stays: LeftBehind[] = [];
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefixOf(tag)))) {
    const path = join(tmpdir(), name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isDirectory() && (process.geteuid === undefined || stats.uid === process.geteuid())) {
      const left = await removeTemporary(path);
      stays.push(...(left ? [left] : []));
    }
  }
  return stays;
}

function prefixOf(tag: string): string {
  return `fr-${tag.slice(0, 12)}-`;
}
