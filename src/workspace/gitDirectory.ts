import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { runFailures } from '../core/text/runFailures';
import { english } from '../core/text/say';
import { isGone, messageOf } from './errors';
import { waitingCalls } from './fileCalls';
import { homeFolder, isInside, wayTo } from './paths';
import { readRegularFile } from './regularFile';

/** Where git keeps what it knows of a work tree (gitrepository-layout(5)). All absolute. */
export interface GitDirectory {
  readonly kind: 'found';
  /** The folder that has the `.git`. */
  readonly folder: string;
  /** What belongs to this work tree alone: `HEAD` and `index`. */
  readonly own: string;
  /** What the work trees of a repository share: `config`, `objects`, `refs`. The same as `own` where there is one. */
  readonly common: string;
}

interface Failure {
  readonly kind: 'failed';
  readonly message: string;
}

/**
 * The git directory of the nearest work tree that a folder (absolute, real path) lies in, found as git finds it, but
 * without reading its configuration. A folder that only looks like a bare repository is none.
 */
export async function locateGitDirectory(folder: string): Promise<GitDirectory | { readonly kind: 'none' } | Failure> {
  for (let current = folder; ; current = dirname(current)) {
    const found = await gitDirectoryOf(current);
    if (found !== undefined) {
      return found;
    }
    if (dirname(current) === current) {
      return { kind: 'none' };
    }
  }
}

async function gitDirectoryOf(folder: string): Promise<GitDirectory | Failure | undefined> {
  const marker = join(folder, '.git');
  try {
    if ((await stat(marker)).isDirectory()) {
      return await completed(folder, marker);
    }
  } catch (error) {
    return isGone(error)
      ? undefined
      : { kind: 'failed', message: english(runFailures.marker, marker, messageOf(error)) };
  }
  const read = await readGitFile(marker);
  if (read.kind !== 'bytes') {
    return read.kind === 'none' ? undefined : read;
  }
  const target = /^gitdir: (.*?)[\r\n]*$/s.exec(read.bytes.toString('utf8'))?.[1];
  if (target === undefined || target === '') {
    return { kind: 'failed', message: english(runFailures.markerSaysNot, marker) };
  }
  const own = resolve(folder, target);
  return (await completed(folder, own)) ?? { kind: 'failed', message: english(runFailures.noRepository, own) };
}

/** Undefined for a folder that lacks what git takes for the marks of a repository. */
async function completed(folder: string, own: string): Promise<GitDirectory | Failure | undefined> {
  const read = await readGitFile(join(own, 'commondir'));
  if (read.kind === 'failed') {
    return read;
  }
  const common = read.kind === 'none' ? own : resolve(own, read.bytes.toString('utf8').replace(/[\r\n]+$/, ''));
  const marks = [lstat(join(own, 'HEAD')), stat(join(common, 'objects')), stat(join(common, 'refs'))];
  const isComplete = await Promise.all(marks).then(
    () => true,
    () => false,
  );
  return isComplete ? { kind: 'found', folder, own, common } : undefined;
}

/**
 * The folder that a repository belongs to, where that is another than has the `.git` that leads to it: such a file or link
 * may have come with what stands there. Undefined where it is the folder's own, or a repository that stands for itself.
 */
export async function otherOwner({ folder, own, common }: GitDirectory): Promise<string | undefined> {
  const [real, shared] = await Promise.all([realpath(own), realpath(common)]);
  const marker = real === shared ? real : await markerOf(real, shared);
  const isElsewhere = basename(marker) === '.git' && dirname(marker) !== folder;
  return isElsewhere ? dirname(marker) : undefined;
}

/** The `.git` that a linked work tree says is its own, if that is there: who has moved it may not have told git. */
async function markerOf(own: string, common: string): Promise<string> {
  if (dirname(own) !== join(common, 'worktrees')) {
    return common;
  }
  const read = await readGitFile(join(own, 'gitdir'));
  const told = read.kind === 'bytes' ? resolve(own, read.bytes.toString('utf8').replace(/[\r\n]+$/, '')) : own;
  const place = await realpath(dirname(told)).catch(() => undefined);
  const isThere = await lstat(told).catch(() => undefined);
  return place !== undefined && isThere ? join(place, basename(told)) : own;
}

/** Bytes. Far more than people write into a configuration. */
const maxConfig = 1024 * 1024;

/**
 * Reads a file that git would read by its own will. A link is followed as git does it, but only to a regular file: a
 * pipe or a device would be waited for, or read without end.
 */
export async function readGitFile(
  path: string,
  limit = maxConfig,
): Promise<{ readonly kind: 'bytes'; readonly bytes: Buffer } | { readonly kind: 'none' } | Failure> {
  try {
    const real = await realpath(path);
    const read = await readRegularFile(waitingCalls, dirname(real), basename(real), limit);
    if (read.kind === 'bytes') {
      return read;
    }
    return read.kind === 'failed' && read.reason === 'file deleted'
      ? { kind: 'none' }
      : { kind: 'failed', message: english(runFailures.marker, path, read.message) };
  } catch (error) {
    return isGone(error)
      ? { kind: 'none' }
      : { kind: 'failed', message: english(runFailures.marker, path, messageOf(error)) };
  }
}

/**
 * Why git must not be started on a repository: something that it opens by itself, and that is not copied for it, is no
 * file. Undefined when all is well.
 */
export async function whatIsNoFile({ own, common }: GitDirectory): Promise<string | undefined> {
  for (const path of ['HEAD', 'index', join('info', 'sparse-checkout')].map((name) => join(own, name))) {
    // A `HEAD` of old is a link to a branch that may not exist yet.
    const stats = await stat(path).catch((error) => (isGone(error) ? undefined : Promise.reject(error)));
    if (stats && !stats.isFile()) {
      return `${path} is ${stats.isDirectory() ? 'a folder' : 'a pipe, socket or device'}, not a file`;
    }
  }
  return oddAlternate(join(common, 'objects'), new Set());
}

/** Git reads the lists of other object folders to their end, and those that stand there. */
async function oddAlternate(objects: string, seen: Set<string>): Promise<string | undefined> {
  if (seen.has(objects)) {
    return undefined;
  }
  seen.add(objects);
  if (seen.size > maxAlternates) {
    return `${objects} and others: more than ${maxAlternates} folders of objects, by info/alternates`;
  }
  const read = await readGitFile(join(objects, 'info', 'alternates'));
  if (read.kind !== 'bytes') {
    return read.kind === 'failed' ? read.message : undefined;
  }
  for (const line of read.bytes.toString('utf8').split('\n')) {
    const odd = line === '' || line.startsWith('#') ? undefined : await oddAlternate(resolve(objects, line), seen);
    if (odd !== undefined) {
      return odd;
    }
  }
  return undefined;
}

const maxAlternates = 100;

/** The nearest folder, from `folder` upwards, that has something called `.git`. Reads nothing. */
export async function enclosingRepository(folder: string): Promise<string | undefined> {
  return (await repositoriesAround(folder))[0];
}

/**
 * The folder of the project that a folder (real path) is part of, in which others than the user can have put something:
 * the outermost repository around it, but for one that holds the user's home, with all programs that are installed there.
 */
export async function projectOf(folder: string): Promise<string> {
  const home = await homeFolder();
  const repositories = await repositoriesAround(folder);
  return repositories.findLast((repository) => !isInside(repository, home)) ?? folder;
}

/** The folders, from `folder` upwards, that have something called `.git`. Reads nothing. */
async function repositoriesAround(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let current = folder; ; current = dirname(current)) {
    if (await lstat(join(current, '.git')).catch(() => undefined)) {
      found.push(current);
    }
    if (dirname(current) === current) {
      return found;
    }
  }
}

/** See `RunHeader.within`. */
export async function placeInProject(folder: string): Promise<string> {
  // A repository of its own inside of another (a submodule in `.claude`, say) stands where it stands.
  const repository = (await repositoriesAround(folder)).at(-1);
  if (repository === undefined) {
    return folder;
  }
  const name = basename(repository);
  return wayTo(name.startsWith('.') ? dirname(repository) : repository, folder);
}
