import { findGit } from '../git';
import { locateGitDirectory } from '../gitDirectory';
import { commitNamed, type NamedCommit, withWorkTree } from '../repository';

/** The commit that a person means by a revision of the repository that a folder (real path) lies in. */
export async function commitIn(folder: string, revision: string, signal: AbortSignal): Promise<NamedCommit> {
  const directory = await locateGitDirectory(folder);
  if (directory.kind === 'failed') {
    return directory;
  }
  const found = directory.kind === 'found' ? await findGit(folder, signal) : undefined;
  if (directory.kind === 'none' || !found) {
    return untracked(folder);
  }
  if (found.kind !== 'git') {
    return found;
  }
  const look = await withWorkTree({ git: found.git, directory, folder, withReferences: true }, signal, (view) =>
    commitNamed(view, revision, signal),
  );
  return look.kind === 'none' ? untracked(folder) : look;
}

/** Nothing tells what was there at a revision. */
export function untracked(folder: string): { readonly kind: 'failed'; readonly message: string } {
  return { kind: 'failed', message: `git does not track ${folder}, so nothing tells what was there before` };
}
