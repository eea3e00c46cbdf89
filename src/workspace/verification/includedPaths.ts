import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import ignore from 'ignore';
import { isGone, messageOf } from '../errors';

/** Names looked at in folders that git ignores as a whole: what a build has made there is not to take minutes. */
const mostLooked = 100_000;

/** Folders listed before others have their turn on the thread: few milliseconds. */
const foldersAtOnce = 32;

export interface IncludedPaths {
  /** Relative to the top; folders of which all is meant end with `/`. */
  readonly paths: readonly string[];
  /** What was not looked through, each with the reason. */
  readonly lacks: readonly string[];
}

/**
 * What patterns mean of that which git ignores, in folders that it ignores as a whole, too. No link is gone through, as
 * it may lead to what nobody has agreed to.
 *
 * @param ignored Paths relative to the top; folders end with `/`.
 * @param patterns As in a `.gitignore`.
 */
export async function includedPaths(
  top: string,
  ignored: readonly string[],
  patterns: readonly string[],
  most = mostLooked,
): Promise<IncludedPaths> {
  const rules = ignore().add([...patterns]);
  const mayReach = reachOf(patterns);
  const paths: string[] = [];
  const lacks: string[] = [];
  const folders: string[] = [];
  const look = (path: string) => {
    if (rules.ignores(path)) {
      paths.push(path);
    } else if (path.endsWith('/') && mayReach(path)) {
      folders.push(path);
    }
  };
  ignored.forEach(look);
  let looked = 0;
  for (const [index, folder] of folders.entries()) {
    if (looked > most) {
      lacks.push(
        `what .worktreeinclude means in ${folder}: more is ignored than is looked through; name its path there`,
      );
      break;
    }
    try {
      for (const child of readdirSync(join(top, folder), { withFileTypes: true })) {
        looked++;
        if (child.name !== '.git') {
          look(`${folder}${child.name}${child.isDirectory() ? '/' : ''}`);
        }
      }
    } catch (error) {
      if (!isGone(error)) {
        lacks.push(`${folder}: ${messageOf(error)}`);
      }
    }
    if (index % foldersAtOnce === 0) {
      await turn();
    }
  }
  return { paths: paths.sort(), lacks };
}

/** Whether patterns could mean something below a folder, as far as the way there tells; without, nothing need be listed. */
function reachOf(patterns: readonly string[]): (folder: string) => boolean {
  const ways = patterns
    .filter((pattern) => !pattern.startsWith('!'))
    .map((pattern) => pattern.trimEnd().replace(/\/$/, '').toLowerCase())
    .map((pattern) => (pattern.includes('/') ? pattern.replace(/^\//, '').split('/') : ['**']));
  return (folder) => {
    const names = folder.toLowerCase().slice(0, -1).split('/');
    return ways.some((way) => {
      const open = way.indexOf('**');
      const fixed = open === -1 ? way : way.slice(0, open);
      return (
        (open !== -1 || way.length > names.length) &&
        fixed.slice(0, names.length).every((part, at) => part === names[at] || /[*?[\\]/.test(part))
      );
    });
  };
}
