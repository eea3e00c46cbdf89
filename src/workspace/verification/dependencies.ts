import { createHash } from 'node:crypto';
import { constants, lstatSync, readdirSync, type Stats } from 'node:fs';
import { copyFile, lstat, lutimes, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import pLimit from 'p-limit';
import { formatBytes } from '../../core/text/formatBytes';
import { includedPaths } from './includedPaths';

/**
 * Names of ignored folders that are copied where nothing else is asked for: installed packages that work in another
 * place. Not so a Python environment, in which absolute paths lead back to where it was made, nor what a build made.
 */
export const dependencyFolders: readonly string[] = ['node_modules', 'vendor'];

/** Bytes of all that is copied. */
export const mostCopied = 1024 ** 3;

/** Bytes of the disk that are left to others. */
export const spared = 500 * 1024 * 1024;

/** Files that are copied at once. */
const atOnce = 16;

/** What of the person's folder git does not keep and a worktree gets nevertheless. */
export interface Brought {
  /** Relative to the top. */
  readonly paths: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** What stays away, each with the reason. */
  readonly lacks: readonly string[];
}

/**
 * Chooses from what git ignores.
 *
 * @param ignored Paths relative to the top; folders end with `/`.
 * @param names Of folders.
 * @param include Patterns as in a `.gitignore`.
 */
export async function chooseBrought(
  top: string,
  ignored: readonly string[],
  names: readonly string[],
  include: readonly string[],
): Promise<Brought> {
  const isNamed = (path: string) => path.endsWith('/') && names.includes(basename(path));
  const included = await includedPaths(
    top,
    ignored.filter((path) => !isNamed(path)),
    include,
  );
  const chosen = [...ignored.filter(isNamed), ...included.paths].map((path) => path.replace(/\/$/, ''));
  const paths: string[] = [];
  const lacks = [...included.lacks];
  let files = 0;
  let bytes = 0;
  for (const path of chosen) {
    const size = await sizeOf(join(top, path), mostCopied - bytes);
    if (size === undefined) {
      lacks.push(
        `${path}: with it, more than ${formatBytes(mostCopied)} would be copied; have a set-up command install it`,
      );
    } else {
      files += size.files;
      bytes += size.bytes;
      paths.push(path);
    }
  }
  return { paths, files, bytes, lacks };
}

/** All files at a path; undefined when they have more than `limit` bytes. What cannot be read counts nothing. */
export async function sizeOf(path: string, limit: number): Promise<{ files: number; bytes: number } | undefined> {
  const pending = [path];
  let files = 0;
  let size = 0;
  let looked = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const stats = lstatSync(at, { throwIfNoEntry: false });
    files += stats?.isFile() ? 1 : 0;
    size += stats?.isFile() ? stats.size : 0;
    if (size > limit) {
      return undefined;
    }
    if (stats?.isDirectory()) {
      for (const name of readdirSync(at)) {
        pending.push(join(at, name));
      }
    }
    looked++;
    if (looked % 256 === 0) {
      await turn();
    }
  }
  return { files, bytes: size };
}

/** Folders of packages in which tools keep what they can make again, a server that is at work all the time. */
const caches = ['.cache', '.vite', '.vite-temp', '.tmp'];

/**
 * What tells all that stands at some paths from what stands there when anything of it is installed, changed or removed, but
 * for caches. Rejects with the system's error.
 *
 * @param paths relative to the top
 */
export async function fingerprintOf(top: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const pending = [...paths];
  let looked = 0;
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const stats = lstatSync(join(top, path), { throwIfNoEntry: false });
    if (stats?.isDirectory()) {
      const names = readdirSync(join(top, path)).sort();
      hash.update(`${path}/ ${stats.mode}\0`);
      pending.push(...names.filter((name) => !caches.includes(name)).map((name) => `${path}/${name}`));
    } else {
      hash.update(`${path} ${stats?.ino} ${stats?.size} ${stats?.mode} ${stats?.mtimeMs} ${stats?.ctimeMs}\0`);
    }
    looked++;
    if (looked % 256 === 0) {
      await turn();
    }
  }
  return hash.digest('hex');
}

/**
 * Copies what was chosen, where the disk can without taking space for it. Links are copied as they are, whatever they
 * lead to; never is anything linked. Rejects with the system's error, and when cancelled.
 *
 * @param notAfter As for `copyOne`.
 * @param copied Hears of each file.
 */
export async function bring(
  from: string,
  to: string,
  paths: readonly string[],
  signal: AbortSignal,
  notAfter = Infinity,
  copied: () => void = () => {},
): Promise<void> {
  const limit = pLimit(atOnce);

  async function copy(path: string): Promise<void> {
    signal.throwIfAborted();
    const [source, target] = [join(from, path), join(to, path)];
    const stats = await lstat(source);
    if (stats.isDirectory()) {
      await mkdir(target, { recursive: true });
      const names = await limit(() => readdir(source));
      await Promise.all(names.map((name) => copy(`${path}/${name}`)));
    } else {
      await limit(() => copyOne(source, target, stats, notAfter));
      if (stats.isFile()) {
        copied();
      }
    }
  }

  for (const path of paths) {
    await mkdir(join(to, dirname(path)), { recursive: true });
    await copy(path);
  }
}

/**
 * Copies a file or a link with the time of its last change, by which tools tell whether what they have built is up to
 * date. What is neither is left out. Rejects with the system's error.
 *
 * @param notAfter Milliseconds since 1970; what is of later gets this time.
 */
export async function copyOne(source: string, target: string, stats: Stats, notAfter: number): Promise<void> {
  if (stats.isSymbolicLink()) {
    await symlink(await readlink(source), target);
  } else if (stats.isFile()) {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  } else {
    return;
  }
  const seconds = Math.min(stats.mtimeMs, notAfter) / 1000;
  await lutimes(target, seconds, seconds);
}
