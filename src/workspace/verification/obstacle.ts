import { pathsNamedIn } from '../commands/namedPaths';
import { obstacleToShell } from '../commands/shell';
import { findGit } from '../git';
import { homeFolder, isInside, wayTo } from '../paths';
import { topOf, withSource } from './askSource';
import { missingDirectory } from './missingDirectory';
import type { Source } from './source';

/** How proposals would be verified, as far as it can be told whether they could. */
export interface VerificationWish {
  readonly setUp: readonly string[];
  readonly commands: readonly string[];
  /** Where the commands would run, relative to the top of what is copied, with `/`; absent for the top itself. */
  readonly directory?: string;
  /** Ignored files that would be copied, too: patterns as in a `.gitignore`. */
  readonly include?: readonly string[];
}

/**
 * Why nothing could be verified, as far as it can be told before anything is copied; undefined where nothing is known
 * against it.
 *
 * @param folder what is reviewed: real path
 * @param state where the copies would be: absolute
 * @param shell absolute path of what is to read the commands
 */
export async function verificationObstacle(
  folder: string,
  state: string,
  shell: string,
  wish: VerificationWish,
): Promise<string | undefined> {
  const found = await topOf(folder);
  if (found.kind === 'failed') {
    return found.message;
  }
  const { top } = found;
  const own = await ownPathsNamed(folder, top, wish);
  if (own !== undefined) {
    return own;
  }
  if (isInside(top, state)) {
    return `the repository ${top} holds ${state}, where it would be copied to; keep the state elsewhere`;
  }
  const git = await findGit(folder, new AbortController().signal);
  if (git.kind === 'failed') {
    return git.message;
  }
  return (await obstacleToShell(shell)) ?? (await missingDirectory(folder, wish));
}

/** That a command names what a copy has another of. */
async function ownPathsNamed(folder: string, top: string, wish: VerificationWish): Promise<string | undefined> {
  const named = [...wish.setUp, ...wish.commands].flatMap((command) => {
    const paths = pathsNamedIn(top, command);
    return paths.length > 0 ? [{ command, paths }] : [];
  });
  if (named.length === 0) {
    return undefined;
  }
  // Where the user's home is what is copied, it also has what is installed for them, which no copy has.
  const asked = isInside(top, await homeFolder())
    ? await withSource(folder, new AbortController().signal, async (source) => ({ kind: 'source' as const, source }))
    : undefined;
  if (asked?.kind === 'failed') {
    return asked.message;
  }
  const isOfCopy = (path: string) => asked?.kind !== 'source' || isKept(asked.source, path);
  const own = named.find(({ paths }) => paths.some(isOfCopy));
  return (
    own &&
    `the command “${own.command}” names your own folder or a file in it, and would test that instead of a copy: use paths relative to ${top}`
  );
}

/** Whether git keeps, or would add, a file at a path (real) or below. */
function isKept({ top, files }: Source, path: string): boolean {
  const way = wayTo(top, path);
  return way === '' || files.some((file) => file.path === way || file.path.startsWith(`${way}/`));
}
