import { join } from 'node:path';
import { enclosingRepository, findGit, type Git, type GitOutcome } from './git';
import { type Listed, type Listing, listedName, nestedRepository } from './listing';
import { isInside } from './paths';

export interface Repository {
  readonly kind: 'repository';
  /** Absolute path of the top of the work tree. */
  readonly top: string;
  /** Every file of the folder that git knows or would add. Files deleted in the work tree may be among them. */
  listFiles(signal: AbortSignal): Promise<Listing>;
  /**
   * What differs from a revision, committed, staged or not, and what is untracked. Deleted files are left out. `HEAD`
   * of a repository without a commit counts as empty.
   */
  changedFiles(revision: string, signal: AbortSignal): Promise<Listing>;
}

export type RepositoryOutcome =
  | Repository
  /** The folder is in no work tree, or git ignores the whole of it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** The repository a folder (absolute, real path) belongs to. */
export async function openRepository(folder: string, signal: AbortSignal): Promise<RepositoryOutcome> {
  const marker = await enclosingRepository(folder);
  if (marker === undefined) {
    return { kind: 'none' };
  }
  const git = await findGit(folder);
  if (!git) {
    return {
      kind: 'failed',
      message: `${marker} is a git repository, but there is no git on the PATH to read its ignore rules with`,
    };
  }
  const asked = await git.run(['rev-parse', '--show-toplevel'], signal);
  if (asked.kind !== 'done') {
    return asked;
  }
  if (asked.exitCode !== 0) {
    return isNoWorkTree(asked.stderr) ? { kind: 'none' } : { kind: 'failed', message: asked.stderr.trim() };
  }
  const top = join(asked.stdout.toString('utf8').replace(/\r?\n$/, ''));
  if (!isInside(top, folder)) {
    return { kind: 'failed', message: `the configuration of ${marker} puts its work tree elsewhere, to ${top}` };
  }
  if (top === folder) {
    return repository(git, top);
  }
  const ignored = await git.run(['check-ignore', '--quiet', '.'], signal);
  if (ignored.kind !== 'done') {
    return ignored;
  }
  if (ignored.exitCode > 1) {
    return { kind: 'failed', message: ignored.stderr.trim() };
  }
  return ignored.exitCode === 0 ? { kind: 'none' } : repository(git, top);
}

function isNoWorkTree(stderr: string): boolean {
  return /not a git repository \(or any|must be run in a work tree|cannot use bare repository/.test(stderr);
}

function repository(git: Git, top: string): Repository {
  return {
    kind: 'repository',
    top,
    async listFiles(signal) {
      return listing(await git.run(['ls-files', '--cached', '--others', '--exclude-standard', '-z'], signal));
    },
    async changedFiles(revision, signal) {
      const name = `${revision}^{commit}`;
      const found = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', name], signal);
      if (found.kind !== 'done') {
        return found;
      }
      if (found.exitCode !== 0) {
        return revision === 'HEAD'
          ? this.listFiles(signal)
          : { kind: 'failed', message: `git knows no revision "${revision}"` };
      }
      return differing(git, found.stdout.toString('utf8').trim(), signal);
    },
  };
}

/**
 * In two steps, from the commit to the index and from there to the work tree: `git diff` does both but writes to the
 * index, and the plumbing that does not takes every touched file for a changed one.
 */
async function differing(git: Git, commit: string, signal: AbortSignal): Promise<Listing> {
  const filters = await repositoryFilters(git, signal);
  if (!Array.isArray(filters)) {
    return filters;
  }
  const toIndex = ['diff-index', '--cached', '--name-only', '-z', '--no-renames', '--diff-filter=d', '--relative'];
  const staged = listing(await git.run([...toIndex, '--ignore-submodules=all', commit, '--'], signal));
  if (staged.kind !== 'listed') {
    return staged;
  }
  const toWorkTree = ['ls-files', '--modified', '--others', '--exclude-standard', '-z'];
  const unstaged = listing(await git.run(toWorkTree, signal, filters));
  if (unstaged.kind !== 'listed') {
    return unstaged;
  }
  const entries = new Map([...staged.entries, ...unstaged.entries].map((entry) => [entry.path, entry]));
  return { kind: 'listed', entries: [...entries.values()] };
}

/**
 * Configuration that takes the teeth out of the filters the repository itself configures: git would run their commands
 * to compare file contents. The user's own filters (git-lfs) are left alone.
 */
async function repositoryFilters(
  git: Git,
  signal: AbortSignal,
): Promise<[string, string][] | Exclude<Listing, { kind: 'listed' }>> {
  const pattern = '^filter\\..*\\.(clean|smudge|process|required)$';
  const asked = await git.run(['config', '--show-scope', '-z', '--get-regexp', pattern], signal);
  if (asked.kind !== 'done') {
    return asked;
  }
  if (asked.exitCode > 1) {
    return { kind: 'failed', message: asked.stderr.trim() };
  }
  // Pairs of `scope NUL key LF value NUL`; no filter at all is exit code 1.
  const fields = asked.stdout.toString('utf8').split('\0');
  const overrides: [string, string][] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const key = fields[index + 1]?.split('\n', 1)[0] ?? '';
    if (fields[index] !== 'system' && fields[index] !== 'global') {
      overrides.push([key, key.endsWith('.required') ? 'false' : '']);
    }
  }
  return overrides;
}

function listing(outcome: GitOutcome): Listing {
  if (outcome.kind !== 'done') {
    return outcome;
  }
  if (outcome.exitCode !== 0) {
    return { kind: 'failed', message: outcome.stderr.trim() || `git ended with exit code ${outcome.exitCode}` };
  }
  const entries = new Map<string, Listed>();
  for (const name of namesIn(outcome.stdout)) {
    const listed = listedName(name);
    entries.set(listed.path, listed.path.endsWith('/') ? { ...listed, skip: nestedRepository } : listed);
  }
  // git goes on without the folders it cannot read and says so only here, cutting off what is very long.
  for (const [, path = ''] of outcome.stderr.matchAll(/^warning: could not open directory '(.*?)(\/': .*)?$/gm)) {
    const folder = `${path.replace(/\/+$/, '')}/`;
    entries.set(folder, { path: folder });
  }
  return { kind: 'listed', entries: [...entries.values()] };
}

/** The names of a list in which each ends with NUL. */
function* namesIn(list: Buffer): Generator<Buffer> {
  for (let start = 0; start < list.length; ) {
    const end = list.indexOf(0, start);
    yield list.subarray(start, end);
    start = end + 1;
  }
}
