import { lstat, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runFailures } from '../core/text/runFailures';
import { english } from '../core/text/say';
import type { ReadFolder } from './endlessFiles';
import { messageOf } from './errors';
import type { Git, GitOutcome, GitVersion } from './git';
import {
  configText,
  formatProblem,
  isTrue,
  lastValue,
  parseSettings,
  ruleFileProblem,
  ruleFiles,
  type Setting,
} from './gitConfig';
import { type GitDirectory, readGitFile, whatIsNoFile } from './gitDirectory';
import { asideEnvironment, keyEnvironment, repositoryEnvironment, userEnvironment } from './gitEnvironment';
import { limitedPacks } from './gitLimits';
import { isInside } from './paths';
import { viewPrefix } from './staleViews';

/** A repository as our commands see it. */
export interface GitView {
  readonly kind: 'view';
  /** Absolute path of the top of the work tree. */
  readonly top: string;
  /** Those of the user and of the repository, the later ones counting more. Most of them are not passed on to git. */
  readonly settings: readonly Setting[];
  /** The repository's alone. */
  readonly ownSettings: readonly Setting[];
  /** Of the git that looks. */
  readonly version: GitVersion;
  run(args: readonly string[], signal: AbortSignal, on?: ViewCall): Promise<GitOutcome>;
}

/** What a call is about beside the repository. */
export interface ViewCall {
  /** What it finds on its standard input. */
  readonly input?: Buffer;
  /** Absolute path of the index that it reads and writes, in the place of the repository's. */
  readonly index?: string;
  /** What its process has in its environment beside what every call gets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether git reads the person's own configuration and keys, too. What the repository configures stays out. */
  readonly asPerson?: boolean;
  /** Absolute path of a folder that new objects go to, in the place of the repository's. */
  readonly objects?: string;
}

export type Refusal =
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** A repository that is to be looked at. */
export interface ViewWish {
  readonly git: Git;
  readonly directory: GitDirectory;
  /** From where in its work tree: absolute, real path. */
  readonly folder: string;
  readonly withReferences: boolean;
  /** The folder that our git directory is made in; if not given, the system's for such. */
  readonly parent?: string | undefined;
}

/**
 * Lets `use` look at a repository through a git directory of our own, which exists for as long as `use` takes. Only
 * `HEAD`, the index, objects and, where it is wished, references are the repository's: `GIT_COMMON_DIR`
 * (git(1)) leads git to our folder for everything else, so that what the repository configures does not exist: no
 * filter, hook, remote, alias, include, nor anything that a later git may know. Of the settings those that are data
 * are copied. A file in the place of another kind is refused before git would open it.
 */
export async function withGitView<T>(
  wish: ViewWish,
  signal: AbortSignal,
  use: (view: GitView) => Promise<T>,
): Promise<T | Refusal> {
  const { directory, parent = tmpdir() } = wish;
  let place: string | undefined;
  try {
    place = await realpath(await mkdtemp(join(parent, viewPrefix)));
    const view = await build(wish, place, signal);
    return view.kind === 'view' ? await use(view) : view;
  } catch (error) {
    return { kind: 'failed', message: english(runFailures.repository, directory.folder, messageOf(error)) };
  } finally {
    if (place !== undefined) {
      await rm(place, { recursive: true, force: true });
    }
  }
}

async function build(
  { git, directory, folder, withReferences }: ViewWish,
  place: string,
  signal: AbortSignal,
): Promise<GitView | Refusal> {
  const odd = await whatIsNoFile(directory);
  if (odd !== undefined) {
    return { kind: 'failed', message: odd };
  }
  await mkdir(join(place, 'info'));
  // With a setting, as simple-git waits 50 ms for output where there is none.
  await writeFile(join(place, 'config'), configText([], [{ key: 'core.repositoryformatversion', value: '0' }]));
  await (withReferences ? linkReferences(directory.common, place) : mkdir(join(place, 'refs')));
  const settings = await readSettings(git, directory, place, signal);
  if (settings.kind !== 'settings') {
    return settings;
  }
  const top = await workTree(directory, settings.own, folder);
  if (typeof top !== 'string') {
    return top;
  }
  // What a repository's format is, only it can say.
  const all = [...settings.users.filter(({ key }) => !key.startsWith('extensions.')), ...settings.own];
  const problem = ruleFileProblem(all) ?? formatProblem(settings.own);
  if (problem !== undefined) {
    return { kind: 'failed', message: english(runFailures.repository, directory.folder, problem) };
  }
  const copies = [
    { from: join(directory.common, 'info', 'exclude'), to: join(place, 'info', 'exclude') },
    { from: join(directory.common, 'info', 'attributes'), to: join(place, 'info', 'attributes') },
    ...ruleFiles(all, top).map(({ key, path }) => ({ from: path, to: join(place, key) })),
    ...(withReferences ? ['packed-refs', 'shallow'] : []).map((name) => ({
      from: join(directory.common, name),
      to: join(place, name),
    })),
  ];
  for (const { from, to } of copies) {
    const read = await readGitFile(from, maxCopied);
    if (read.kind === 'failed') {
      return read;
    }
    if (read.kind === 'bytes') {
      await writeFile(to, read.bytes);
    }
  }
  const ours = (['core.excludesfile', 'core.attributesfile'] as const).map((key) => ({ key, value: join(place, key) }));
  await writeFile(
    join(place, 'config'),
    configText(all, [...ours, ...limitedPacks, ...(await diskSettings(directory.folder))]),
  );
  const environment = {
    ...repositoryEnvironment(directory, place),
    GIT_WORK_TREE: top,
    GIT_GRAFT_FILE: join(place, 'grafts'),
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: place,
    XDG_CONFIG_HOME: place,
  };
  const reads = [{ path: top, isGit: false }, ...gitFolders(directory)];
  return {
    kind: 'view',
    top,
    settings: all,
    ownSettings: settings.own,
    version: git.version,
    run: (args, stop, { input, index, environment: more, asPerson, objects } = {}) => {
      const person = asPerson && {
        GIT_CONFIG_NOSYSTEM: '0',
        XDG_CONFIG_HOME: '',
        ...userEnvironment(),
        ...keyEnvironment(),
      };
      const aside = objects !== undefined && asideEnvironment(directory, objects);
      const seen = {
        ...more,
        ...environment,
        ...person,
        ...aside,
        ...(index !== undefined && { GIT_INDEX_FILE: index }),
      };
      return git.run(args, { folder, environment: seen, reads, ...(input && { input }) }, stop);
    },
  };
}

/** How names on this disk compare: a repository that says it could hide one file behind another. */
async function diskSettings(folder: string): Promise<Setting[]> {
  const isFound = await lstat(join(folder, '.GIT')).then(
    () => true,
    () => false,
  );
  // Where there is a second one, the disk tells them apart.
  const ignoresCase = isFound && !(await readdir(folder)).includes('.GIT');
  return [
    { key: 'core.ignorecase', value: String(ignoresCase) },
    { key: 'core.precomposeunicode', value: String(process.platform === 'darwin') },
  ];
}

/** Bytes. The packed references of a repository with a million of them. */
const maxCopied = 128 * 1024 * 1024;

function gitFolders({ own, common }: GitDirectory): ReadFolder[] {
  return [...new Set([own, common])].map((path) => ({ path, isGit: true }));
}

/** Both ways to keep references, and their histories; as junctions on Windows, which need no privilege. */
async function linkReferences(common: string, place: string): Promise<void> {
  for (const name of ['refs', 'reftable', 'logs']) {
    await symlink(join(common, name), join(place, name), 'junction');
  }
}

type Listed = { readonly kind: 'listed'; readonly settings: readonly Setting[] } | Refusal;

type ReadSettings =
  | { readonly kind: 'settings'; readonly users: readonly Setting[]; readonly own: readonly Setting[] }
  | Refusal;

/** The user's settings, and the repository's own without what it includes from elsewhere. */
async function readSettings(
  git: Git,
  directory: GitDirectory,
  place: string,
  signal: AbortSignal,
): Promise<ReadSettings> {
  const list = async (...args: string[]): Promise<Listed> => {
    const environment = { ...userEnvironment(), ...repositoryEnvironment(directory, place) };
    const reads = gitFolders(directory);
    const asked = await git.run(['config', '-z', '--list', ...args], { folder: place, environment, reads }, signal);
    if (asked.kind !== 'done') {
      return asked;
    }
    return asked.exitCode === 0
      ? { kind: 'listed', settings: parseSettings(asked.stdout) }
      : { kind: 'failed', message: asked.stderr.trim() };
  };
  const listFile = async (path: string): Promise<Listed> => {
    const read = await readGitFile(path);
    if (read.kind !== 'bytes') {
      return read.kind === 'none' ? { kind: 'listed', settings: [] } : read;
    }
    return list('--no-includes', '--file', path);
  };
  const [users, shared] = await Promise.all([list(), listFile(join(directory.common, 'config'))]);
  if (users.kind !== 'listed') {
    return users;
  }
  if (shared.kind !== 'listed' || !isTrue(shared.settings, 'extensions.worktreeconfig')) {
    return shared.kind === 'listed' ? { kind: 'settings', users: users.settings, own: shared.settings } : shared;
  }
  const own = await listFile(join(directory.own, 'config.worktree'));
  return own.kind === 'listed'
    ? { kind: 'settings', users: users.settings, own: [...shared.settings, ...own.settings] }
    : own;
}

/** The top of the work tree; of linked work trees it is where their `.git` is, whatever is configured. */
async function workTree(
  { folder: top, own, common }: GitDirectory,
  settings: readonly Setting[],
  folder: string,
): Promise<string | Refusal> {
  if (own !== common) {
    return top;
  }
  const configured = lastValue(settings, 'core.worktree');
  if (configured === undefined) {
    return isTrue(settings, 'core.bare') ? { kind: 'none' } : top;
  }
  const elsewhere = resolve(own, configured);
  const real = await realpath(elsewhere).catch(() => elsewhere);
  return isInside(real, folder) ? real : { kind: 'failed', message: english(runFailures.workTree, top, real) };
}
