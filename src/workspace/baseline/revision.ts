import { runFailures } from '../../core/text/runFailures';
import { english } from '../../core/text/say';
import { inWorkTree } from '../inRepository';
import { commitNamed, type NamedCommit } from '../repository';

/** The commit that a person means by a revision of the repository that a folder (real path) lies in. */
export async function commitIn(folder: string, revision: string, signal: AbortSignal): Promise<NamedCommit> {
  const look = await inWorkTree(folder, { withReferences: true }, signal, (view) =>
    commitNamed(view, revision, signal),
  );
  return look.kind === 'none' ? untracked(folder) : look;
}

/** Nothing tells what was there at a revision. */
export function untracked(folder: string): { readonly kind: 'failed'; readonly message: string } {
  return { kind: 'failed', message: english(runFailures.untrackedBefore, folder) };
}
