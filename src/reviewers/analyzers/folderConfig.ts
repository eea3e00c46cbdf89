import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { canonicalPath } from '../../core/paths/canonicalPath';

/** A configuration file of some tool, in the reviewed folder; the same object each time it is read. */
export interface ConfigFile {
  /** Relative to the reviewed folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** What stands in the place of a configuration file and is none. */
export interface UnreadableFile {
  /** Relative to the reviewed folder, with `/`. */
  readonly path: string;
  /** A sentence. */
  readonly why: string;
}

/** Read access to the configuration files in the reviewed folder, and to nothing outside of it. */
export interface FolderConfig {
  /**
   * The configuration files that govern a file: those with one of the `names` in its folder, then in the folder above
   * and so on up to the reviewed folder. In one folder the order of `names` decides. Directories, what stands behind a
   * link, what cannot be read and what is larger than a megabyte are passed over.
   */
  governing(path: string, names: readonly string[]): Iterable<ConfigFile>;
  /**
   * What is passed over on the way to the nearest of those files, but for links and folders: the review lists those, or
   * they are no attempt at a configuration.
   */
  unreadable(path: string, names: readonly string[]): UnreadableFile | undefined;
  /** One file by its path, under the same rules. */
  read(path: string): ConfigFile | undefined;
}

/** What was looked for beside a file, and what stood there: one text for equal looks at equal files. */
export type ConfigReads = string;

/** The configuration of a whole folder. */
export interface WholeFolderConfig extends FolderConfig {
  /** The same configuration, with a record of what it is asked for. */
  recorded(): { readonly config: FolderConfig; readonly reads: () => ConfigReads };
  /** Whether somebody with that record would read the same here, and miss the same. */
  isAsRead(reads: ConfigReads): boolean;
}

const maxConfigBytes = 1024 * 1024;

type Look = (path: string) => ConfigFile | UnreadableFile | undefined;

/**
 * Reads configuration files below `folder`. Each is read at most once, so that all files of a run are reviewed under
 * the same configuration.
 *
 * @param untrusted what stands in the folder is not for it to say: there is none
 */
export function createFolderConfig(folder: string, untrusted = false): WholeFolderConfig {
  const files = new Map<string, ConfigFile | UnreadableFile | undefined>();
  const states = new Map<string, string | null>();
  const known = new Map<ConfigReads, boolean>();

  const look: Look = (path) => {
    if (!files.has(path)) {
      const found = untrusted ? undefined : readPlainFile(folder, path);
      files.set(path, found && { path, ...found });
    }
    return files.get(path);
  };

  function stateOf(path: string): string | null {
    const state = states.has(path) ? states.get(path) : stateOfFile(look(path));
    states.set(path, state ?? null);
    return state ?? null;
  }

  return {
    ...readingWith(look),
    recorded() {
      const paths = new Set<string>();
      const config = readingWith((path) => {
        paths.add(path);
        return look(path);
      });
      return { config, reads: () => JSON.stringify([...paths].sort().map((path) => [path, stateOf(path)])) };
    },
    isAsRead(reads) {
      const all: readonly [string, string | null][] = known.has(reads) ? [] : JSON.parse(reads);
      const isSame = known.get(reads) ?? all.every(([path, state]) => stateOf(path) === state);
      known.set(reads, isSame);
      return isSame;
    },
  };
}

/** Null for what is not there. */
function stateOfFile(file: ConfigFile | UnreadableFile | undefined): string | null {
  if (!file) {
    return null;
  }
  return 'text' in file ? hash('sha256', file.text) : file.why;
}

/** Whoever reads through this has looked at each file through `look`. */
function readingWith(look: Look): FolderConfig {
  function read(path: string): ConfigFile | undefined {
    const found = look(path);
    return found && 'text' in found ? found : undefined;
  }

  return {
    read,
    unreadable(path, names) {
      for (const parent of parents(path)) {
        const found = names.map((name) => look(parent + name)).find((file) => file !== undefined);
        if (found) {
          return 'why' in found ? found : undefined;
        }
      }
      return undefined;
    },
    *governing(path, names) {
      for (const parent of parents(path)) {
        for (const name of names) {
          const file = read(parent + name);
          if (file) {
            yield file;
          }
        }
      }
    },
  };
}

/** The folders a path lies in, innermost first, each with a final `/`; the reviewed folder is the empty string. */
function* parents(path: string): Iterable<string> {
  let slash = path.lastIndexOf('/');
  while (slash !== -1) {
    yield path.slice(0, slash + 1);
    slash = path.lastIndexOf('/', slash - 1);
  }
  yield '';
}

/** Neither exists on Windows, where no file of a folder makes `open` wait. */
const guards = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** As `openRegularFile` of the workspace does it, for analyzers, which read while they analyze. */
function readPlainFile(
  folder: string,
  path: string,
): Pick<ConfigFile, 'text'> | Pick<UnreadableFile, 'why'> | undefined {
  let descriptor: number | undefined;
  try {
    const root = realpathSync.native(folder);
    const full = join(root, path);
    // What climbs on its way is another path than it seems; with `\`, too, where that parts names.
    if (!isBelow(root, full) || relative(root, full) !== path.replaceAll('/', sep)) {
      return undefined;
    }
    // Both before and after it is opened: to open a device may do something, and it may have been swapped.
    const found = lstatSync(full);
    if (!found.isFile()) {
      return found.isSymbolicLink() || found.isDirectory() ? undefined : { why: 'It is a pipe, socket or device.' };
    }
    descriptor = openSync(full, constants.O_RDONLY | guards);
    const stats = fstatSync(descriptor, { bigint: true });
    const real = realpathSync.native(full);
    const there = statSync(real, { bigint: true });
    const isItself = isBelow(root, real) && canonicalPath(real) === canonicalPath(full);
    if (!isItself || there.dev !== stats.dev || there.ino !== stats.ino || !stats.isFile()) {
      return undefined;
    }
    return stats.size <= maxConfigBytes
      ? { text: readFileSync(descriptor, 'utf8').replace(/^\uFEFF/, '') }
      : { why: 'It is larger than a megabyte.' };
  } catch (error) {
    return isForbidden(error) ? { why: 'It may not be read.' } : undefined;
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
