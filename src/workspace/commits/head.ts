import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Refused } from '../../core/commit/committing';
import { lineOf } from '../askGit';
import { isGone } from '../errors';
import { type GitDirectory, readGitFile } from '../gitDirectory';
import type { GitView } from '../gitView';
import { ask } from './ask';

/** What is checked out. */
export interface Head {
  readonly kind: 'head';
  readonly commit: string;
  /** All of the branch's name; undefined when none is checked out. */
  readonly branch: string | undefined;
}

export async function readHead(view: GitView, signal: AbortSignal): Promise<Head | Refused> {
  const [branch, commit] = await Promise.all([
    ask(view, ['symbolic-ref', '--quiet', 'HEAD'], signal),
    commitOf(view, 'HEAD', signal),
  ]);
  if (branch.kind !== 'answer') {
    return branch;
  }
  if (commit.kind !== 'commit') {
    return commit;
  }
  return commit.id === undefined
    ? {
        kind: 'refused',
        message: 'there is no commit yet that another could descend from: make the first one yourself',
      }
    : { kind: 'head', commit: commit.id, branch: branch.exitCode === 0 ? lineOf(branch) : undefined };
}

/** The commit that a reference leads to; no id where there is no such reference. */
export async function commitOf(
  view: GitView,
  reference: string,
  signal: AbortSignal,
): Promise<{ readonly kind: 'commit'; readonly id: string | undefined } | Refused> {
  const asked = await ask(view, ['rev-parse', '--verify', '--quiet', `${reference}^{commit}`], signal);
  return asked.kind === 'answer' ? { kind: 'commit', id: asked.exitCode === 0 ? lineOf(asked) : undefined } : asked;
}

/** What git keeps while the person is in the midst of something (gitrepository-layout(5), git-status(1)). */
const underWay: Readonly<Record<string, string>> = {
  MERGE_HEAD: 'a merge',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
  sequencer: 'a cherry-pick or a revert',
  BISECT_LOG: 'a bisection',
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase',
};

/** What the person is in the midst of in a work tree; undefined for nothing. Rejects with the system's error. */
export async function whatIsUnderWay({ own }: GitDirectory): Promise<string | undefined> {
  const found = (await readdir(own)).find((name) => Object.hasOwn(underWay, name));
  return found === undefined ? undefined : underWay[found];
}

/**
 * Whether a branch is checked out in another work tree of the repository, where its files would stay behind. Where that is
 * kept in another way than in files (`reftable`) nobody can tell, and it counts as checked out. Rejects with the system's
 * error.
 */
export async function isCheckedOutElsewhere({ own, common }: GitDirectory, branch: string): Promise<boolean> {
  const linked = join(common, 'worktrees');
  const names = await readdir(linked).catch((error) => (isGone(error) ? [] : Promise.reject(error)));
  const others = [common, ...names.map((name) => join(linked, name))].filter((folder) => relative(own, folder) !== '');
  for (const folder of others) {
    const read = await readGitFile(join(folder, 'HEAD'));
    const head = read.kind === 'bytes' ? read.bytes.toString('utf8').trim() : '';
    if (head === `ref: ${branch}` || head === 'ref: refs/heads/.invalid') {
      return true;
    }
  }
  return false;
}
