import { lstat, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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
import { limitedPacks } from './gitLimits';
import { isInside } from './paths';
import { viewPrefix } from './staleViews';

/** A repository as our commands see it. */
export interface GitView {
  readonly kind: 'view';
  /** Absolute path of the top of the work tree. */
  readonly top: string;
  /** Of the git that looks. */
  readonly version: GitVersion;
  run(args: readonly string[], signal: AbortSignal): Promise<GitOutcome>;
}

export type Refusal =
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/**
 * Lets `use` look at a repository through a git directory of our own, which exists for as long as `use` takes. Only
 * `HEAD`, the index, objects and, where `withReferences` is set, references are the repository's: `GIT_COMMON_DIR`
 * (git(1)) leads git to our folder for everything else, so that what the repository configures does not exist: no
 * filter, hook, remote, alias, include, nor anything that a later git may know. Of the settings those that are data
 * are copied. A file in the place of another kind is refused before git would open it.
 */
export async function withGitView<T>(
  git: Git,
  directory: GitDirectory,
  folder: string,
  withReferences: boolean,
  signal: AbortSignal,
  use: (view: GitView) => Promise<T>,
): Promise<T | Refusal> {
  let place: string | undefined;
  try {
    place = await realpath(await mkdtemp(join(tmpdir(), viewPrefix)));
    const view = await build(git, directory, folder, place, withReferences, signal);
    return view.kind === 'view' ? await use(view) : view;
  } catch (error) {
    return { kind: 'failed', message: `the git repository ${directory.folder} cannot be read: ${messageOf(error)}` };
  } finally {
    if (place !== undefined) {
      await rm(place, { recursive: true, force: true });
    }
  }
}

async function build(
  git: Git,
  directory: GitDirectory,
  folder: string,
  place: string,
  withReferences: boolean,
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
    return { kind: 'failed', message: `the git repository ${directory.folder} cannot be read: ${problem}` };
  }
  const copies = [
    { from: join(directory.common, 'info', 'exclude'), to: join(place, 'info', 'exclude') },
    { from: join(directory.common, 'info', 'attributes'), to: join(place, 'info', 'attributes') },
    ...ruleFiles(all, top).map(({ key, path }) => ({ from: path, to: join(place, key) })),
    ...(withReferences ? [{ from: join(directory.common, 'packed-refs'), to: join(place, 'packed-refs') }] : []),
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
    ...environmentOf(directory, place),
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
    version: git.version,
    run: (args, stop) => git.run(args, { folder, environment, reads }, stop),
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

function environmentOf(directory: GitDirectory, place: string): Record<string, string> {
  return {
    GIT_DIR: directory.own,
    GIT_COMMON_DIR: place,
    GIT_OBJECT_DIRECTORY: join(directory.common, 'objects'),
  };
}

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
    const environment = { ...userEnvironment(), ...environmentOf(directory, place) };
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

/** Where the user's own configuration is. */
function userEnvironment(): Record<string, string> {
  const names = ['HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'PROGRAMDATA'];
  const found = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { HOME: homedir(), ...Object.fromEntries(found) };
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
  return isInside(real, folder)
    ? real
    : { kind: 'failed', message: `the configuration of ${top} puts its work tree elsewhere, to ${real}` };
}
