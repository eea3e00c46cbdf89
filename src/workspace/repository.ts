import { runFailures } from '../core/text/runFailures';
import { english } from '../core/text/say';
import { type FoundGit, type GitOutcome, isSince } from './git';
import type { GitView, Refusal } from './gitView';
import { inWorkTree } from './inRepository';
import { type Listed, type Listing, listedName, nestedRepository } from './listing';

/**
 * The files of a folder (absolute, real path) that git knows or would add, the deleted ones perhaps among them; `none`
 * where the folder is in no work tree, or git ignores the whole of it.
 *
 * @param changedSince Only what differs from this revision, committed, staged or not, and what is untracked. `HEAD` of
 * a repository without a commit counts as empty.
 * @param findGit Asked only where there is a repository.
 */
export async function listRepository(
  folder: string,
  changedSince: string | undefined,
  findGit: () => Promise<FoundGit>,
  signal: AbortSignal,
): Promise<Listing | Refusal> {
  const wish = { withReferences: changedSince !== undefined, findGit };
  return inWorkTree(folder, wish, signal, (view) =>
    changedSince === undefined ? allFiles(view, signal) : changedFiles(view, changedSince, signal),
  );
}

async function allFiles(view: GitView, signal: AbortSignal): Promise<Listing> {
  return listing(await listFiles(view, ['--cached'], signal), (entry) =>
    isSparseFolder(entry) ? undefined : nameOf(entry),
  );
}

/** What the listing of a whole work tree asks: git, wherever in it. */
export type WorkTreeGit = Pick<GitView, 'version' | 'run'>;

/** What a listing of a whole work tree comes to. */
export type WorkTreeListing =
  | (Extract<Listing, { kind: 'listed' }> & {
      /** Python environments that git would add, each a path with a final `/`: nothing of them is among the entries. */
      readonly environments: readonly string[];
    })
  | Exclude<Listing, { kind: 'listed' }>;

/** The files of a whole work tree that git knows or would add, relative to its top, the deleted ones perhaps among them. */
export async function listWorkTree(view: WorkTreeGit, signal: AbortSignal): Promise<WorkTreeListing> {
  const outcome = await listFiles(view, ['--cached'], signal, everywhere);
  const environments = outcome.kind === 'done' ? environmentsAmong([...entriesIn(outcome.stdout)]) : [];
  const found = listing(outcome, (entry) =>
    isSparseFolder(entry) || environments.some((folder) => isBelow(folder, entry)) ? undefined : nameOf(entry),
  );
  return found.kind === 'listed'
    ? { ...found, environments: environments.map((name) => listedName(name).path) }
    : found;
}

/** What tells one (https://docs.python.org/3/library/venv.html), by absolute paths to where it was made and to its Python. */
const environmentFile = Buffer.from('/pyvenv.cfg');

/** Names of folders, with a final `/`, that are Python environments of which git has nothing. */
function environmentsAmong(entries: readonly Buffer[]): readonly Buffer[] {
  return entries
    .filter((entry) => tagOf(entry) === '?' && entry.subarray(-environmentFile.length).equals(environmentFile))
    .map((entry) => nameOf(entry).subarray(0, 1 - environmentFile.length))
    .filter((folder) => entries.every((entry) => tagOf(entry) === '?' || !isBelow(folder, entry)));
}

function isBelow(folder: Buffer, entry: Buffer): boolean {
  return nameOf(entry).subarray(0, folder.length).equals(folder);
}

/** What git ignores in a whole work tree, relative to its top; a folder of which it ignores all is one entry, with `/`. */
export async function listIgnored(view: WorkTreeGit, signal: AbortSignal): Promise<Listing> {
  const which = ['--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  return listing(await view.run(['ls-files', ...which, ...everywhere], signal));
}

const everywhere = ['--full-name', '--', ':/'];

/** The untracked files and those asked for, each as an entry with a tag, a blank and a name (git-ls-files(1)). */
function listFiles(
  view: WorkTreeGit,
  which: readonly string[],
  signal: AbortSignal,
  where: readonly string[] = [],
): Promise<GitOutcome> {
  // Else an index with one entry for a folder is expanded in memory, to any number of them.
  const sparse = isSince(view.version, { major: 2, minor: 36 }) ? ['--sparse'] : [];
  return view.run(['ls-files', '-v', ...sparse, ...which, '--others', '--exclude-standard', '-z', ...where], signal);
}

/** A folder that is in the index but not in the work tree; git expands those that are in both. */
function isSparseFolder(entry: Buffer): boolean {
  return /^s/i.test(tagOf(entry)) && entry.at(-1) === slash;
}

const slash = '/'.charCodeAt(0);

function tagOf(entry: Buffer): string {
  return entry.toString('latin1', 0, 1);
}

function nameOf(entry: Buffer): Buffer {
  return entry.subarray(2);
}

async function changedFiles(view: GitView, revision: string, signal: AbortSignal): Promise<Listing> {
  const named = await commitNamed(view, revision, signal);
  if (named.kind === 'commit') {
    return differing(view, named.id, signal);
  }
  return named.kind === 'no commit yet' ? allFiles(view, signal) : named;
}

/** What a revision is the name of. */
export type NamedCommit =
  | { readonly kind: 'commit'; readonly id: string }
  /** It is `HEAD`, of a repository without a commit. */
  | { readonly kind: 'no commit yet' }
  | Exclude<Refusal, { kind: 'none' }>;

/** The commit that a person means by a revision. */
export async function commitNamed(view: GitView, revision: string, signal: AbortSignal): Promise<NamedCommit> {
  // What begins with a dash is an option to git; none of its names for a revision does.
  const asked = revision.startsWith('-')
    ? undefined
    : await view.run(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], signal);
  if (asked?.kind === 'failed' || asked?.kind === 'cancelled') {
    return asked;
  }
  if (asked?.exitCode === 0) {
    return { kind: 'commit', id: asked.stdout.toString('utf8').trim() };
  }
  if (revision === 'HEAD' && asked?.stderr === '') {
    return { kind: 'no commit yet' };
  }
  return {
    kind: 'failed',
    message: asked?.stderr.trim()
      ? english(runFailures.noRevisionAs, revision, asked.stderr.trim())
      : english(runFailures.noRevision, revision),
  };
}

/**
 * In two steps, from the commit to the index and from there to the work tree: `git diff` does both but writes to the
 * index, and the plumbing that does not takes every touched file for a changed one.
 */
async function differing(view: GitView, commit: string, signal: AbortSignal): Promise<Listing> {
  const toIndex = ['diff-index', '--cached', '--name-only', '-z', '--no-renames', '--diff-filter=d', '--relative'];
  const staged = listing(await view.run([...toIndex, '--ignore-submodules=all', commit, '--'], signal));
  if (staged.kind !== 'listed') {
    return staged;
  }
  // Those that git is told to take for unchanged (small letters) or missing (S) are listed where they are there.
  const unstaged = listing(await listFiles(view, ['--cached', '--modified'], signal), (entry) =>
    tagOf(entry) === 'H' || isSparseFolder(entry) ? undefined : nameOf(entry),
  );
  if (unstaged.kind !== 'listed') {
    return unstaged;
  }
  const entries = new Map([...staged.entries, ...unstaged.entries].map((entry) => [entry.path, entry]));
  return { kind: 'listed', entries: [...entries.values()] };
}

/** @param nameIn The name in an entry; undefined where it is to be left out. */
function listing(outcome: GitOutcome, nameIn: (entry: Buffer) => Buffer | undefined = (name) => name): Listing {
  if (outcome.kind !== 'done') {
    return outcome;
  }
  // Some gits go on, and end well, without what they could not read.
  if (outcome.exitCode !== 0 || /^(error|fatal): /m.test(outcome.stderr)) {
    const isIncomplete = /unable to read|could not read|bad (tree )?object|missing/i.test(outcome.stderr);
    const said = outcome.stderr.trim() || english(runFailures.exitCode, outcome.exitCode);
    const message = isIncomplete ? english(runFailures.objectMissing, said) : said;
    return { kind: 'failed', message };
  }
  if (outcome.stdout.length > 0 && outcome.stdout.at(-1) !== 0) {
    return { kind: 'failed', message: runFailures.cutOff };
  }
  const [, unread, why] = /^warning: unable to access '(.*)': (?!Too many levels)(.*)$/m.exec(outcome.stderr) ?? [];
  if (unread !== undefined) {
    return { kind: 'failed', message: english(runFailures.rules, unread, why ?? '') };
  }
  const entries = new Map<string, Listed>();
  for (const entry of entriesIn(outcome.stdout)) {
    const name = nameIn(entry);
    if (name === undefined) {
      continue;
    }
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

/** The entries of a list in which each ends with NUL. */
function* entriesIn(list: Buffer): Generator<Buffer> {
  for (let start = 0; start < list.length; ) {
    const end = list.indexOf(0, start);
    yield list.subarray(start, end);
    start = end + 1;
  }
}
