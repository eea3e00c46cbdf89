import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A configuration file of some tool, in the reviewed folder; the same object each time it is read. */
export interface ConfigFile {
  /** Relative to the reviewed folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Read access to the configuration files in the reviewed folder, and to nothing outside of it. */
export interface FolderConfig {
  /**
   * The configuration files that govern a file: those with one of the `names` in its folder, then in the folder above
   * and so on up to the reviewed folder. In one folder the order of `names` decides. Links, directories, what cannot
   * be read and what is larger than a megabyte are passed over.
   */
  governing(path: string, names: readonly string[]): Iterable<ConfigFile>;
  /** One file by its path, under the same rules. */
  read(path: string): ConfigFile | undefined;
}

const maxConfigBytes = 1024 * 1024;

/**
 * Reads configuration files below `folder`. Each is read at most once, so that all files of a run are reviewed under
 * the same configuration.
 */
export function createFolderConfig(folder: string): FolderConfig {
  const files = new Map<string, ConfigFile | undefined>();

  function read(path: string): ConfigFile | undefined {
    if (!files.has(path)) {
      const text = readPlainFile(join(folder, path));
      files.set(path, text === undefined ? undefined : { path, text });
    }
    return files.get(path);
  }

  return {
    read,
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

function readPlainFile(path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    // Both before and after it is opened: to open a device may do something, and it may have been swapped.
    if (!lstatSync(path).isFile()) {
      return undefined;
    }
    descriptor = openSync(path, constants.O_RDONLY | guards);
    const stats = fstatSync(descriptor);
    return stats.isFile() && stats.size <= maxConfigBytes
      ? readFileSync(descriptor, 'utf8').replace(/^\uFEFF/, '')
      : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}
