import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the name of a view's folder begins. */
export const viewPrefix = 'folder-review-git-';

/** Milliseconds. No listing takes as long. */
const staleAfter = 24 * 60 * 60 * 1000;

/** Removes the views, by now a day old, of reviews that were killed: folders of this user, never what a link leads to. */
export async function removeStaleViews(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(viewPrefix))) {
    const path = join(tmpdir(), name);
    const stats = await lstat(path).catch(() => undefined);
    const isOurs = stats?.isDirectory() === true && stats.uid === (process.geteuid?.() ?? stats.uid);
    if (isOurs && Date.now() - stats.mtimeMs > staleAfter) {
      // What cannot be removed takes space, no more.
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
