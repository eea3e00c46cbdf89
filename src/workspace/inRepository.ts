import { type FoundGit, findGit } from './git';
import { type GitDirectory, locateGitDirectory } from './gitDirectory';
import { type GitView, type Refusal, type ViewWish, withGitView } from './gitView';

/** How a repository is looked at. */
export interface LookWish extends Pick<ViewWish, 'withReferences' | 'parent'> {
  /** Asked only where there is a repository; if not given, git is looked for in the search path. */
  readonly findGit?: () => Promise<FoundGit>;
}

/**
 * Lets `use` look at the repository that a folder (absolute, real path) lies in, as `withGitView` does; `none` where it is in
 * no work tree.
 */
export async function inRepository<T>(
  folder: string,
  { findGit: find = () => findGit(folder, signal), ...wish }: LookWish,
  signal: AbortSignal,
  use: (view: GitView, directory: GitDirectory) => Promise<T>,
): Promise<T | Refusal> {
  const directory = await locateGitDirectory(folder);
  if (directory.kind !== 'found') {
    return directory;
  }
  const found = await find();
  return found.kind === 'git'
    ? withGitView({ git: found.git, directory, folder, ...wish }, signal, (view) => use(view, directory))
    : found;
}

/** The same of the work tree that the folder is part of: `none`, too, where git ignores the whole of the folder. */
export function inWorkTree<T>(
  folder: string,
  wish: LookWish,
  signal: AbortSignal,
  use: (view: GitView, directory: GitDirectory) => Promise<T>,
): Promise<T | Refusal> {
  return inRepository(folder, wish, signal, async (view, directory): Promise<T | Refusal> => {
    const ignored = view.top === folder ? 'no' : await isIgnored(view, signal);
    if (ignored !== 'no') {
      return ignored === 'yes' ? { kind: 'none' } : ignored;
    }
    return use(view, directory);
  });
}

async function isIgnored(
  view: GitView,
  signal: AbortSignal,
): Promise<'yes' | 'no' | Exclude<Refusal, { kind: 'none' }>> {
  const asked = await view.run(['check-ignore', '--quiet', '.'], signal);
  if (asked.kind !== 'done') {
    return asked;
  }
  if (asked.exitCode > 1) {
    return { kind: 'failed', message: asked.stderr.trim() };
  }
  return asked.exitCode === 0 ? 'yes' : 'no';
}
