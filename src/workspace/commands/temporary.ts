import { lstat, mkdtemp, readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from '../removeTree';

/**
 * Makes a folder for the temporary files of one run of a command, for this user alone, and answers with its real path.
 * In the system's place for them and not among our state, as paths of sockets have no room for more (unix(7)).
 */
export async function makeTemporary(tag: string): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), prefixOf(tag))));
}

/** What cannot be removed, such as a folder in which something is mounted, is left to the system, which clears this place. */
export async function removeTemporary(path: string): Promise<void> {
  await removeTree(path).catch(() => undefined);
}

/** Removes what runs under a tag left that a crash of ours cut short. None of them may be at work. */
export async function removeLeftTemporary(tag: string): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefixOf(tag)))) {
    const path = join(tmpdir(), name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isDirectory() && (process.geteuid === undefined || stats.uid === process.geteuid())) {
      await removeTemporary(path);
    }
  }
}

function prefixOf(tag: string): string {
  return `fr-${tag.slice(0, 12)}-`;
}
