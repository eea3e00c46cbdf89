import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { lastValue } from '../gitConfig';
import type { GitDirectory } from '../gitDirectory';
import type { GitView } from '../gitView';

/** The hooks of a commit, in the order in which git would run them (githooks(5)). */
const commitHooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'] as const;

/**
 * Names the hooks that the person's own `git commit` would run here. They are looked for, never read and never run: they
 * work on the person's index and their work tree, change what is committed, and may be files of the folder under review.
 */
export async function hooksOf({ settings, top }: GitView, { common }: GitDirectory): Promise<readonly string[]> {
  const configured = lastValue(settings, 'core.hookspath');
  const home = process.env.HOME || homedir();
  // What is relative is so to where hooks run (git-config(1)).
  const folder =
    configured === undefined
      ? join(common, 'hooks')
      : resolve(
          top,
          configured.replace(/^~(?=\/|$)/, () => home),
        );
  const found = await Promise.all(commitHooks.map((name) => isRunnable(join(folder, name))));
  return commitHooks.filter((_, index) => found[index]);
}

async function isRunnable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
