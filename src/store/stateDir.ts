import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { errorMessage } from '../core/text/errorMessage';
import { maskSecrets } from '../core/text/secrets';
import { hasCode } from './errors';
import { sha256 } from './hash';
import { makeOwnFolders, makeStateRoot } from './ownPlaces';

/** Where everything about one reviewed folder is kept. */
export interface FolderState {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  /** Absolute path of the folder for our own files about it, which exists and is for the user alone (0700). */
  readonly path: string;
}

export type FolderStateOutcome =
  | { readonly kind: 'state'; readonly state: FolderState }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * The root of all state, one per user and shared by the editor and the command line: `override` if given, else
 * `$XDG_STATE_HOME/folder-review`, else the platform's place. It may not exist yet.
 */
export function stateRoot(
  override?: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (override !== undefined) {
    return resolve(override);
  }
  const name = 'folder-review';
  const home = homedir();
  if (environment.XDG_STATE_HOME && isAbsolute(environment.XDG_STATE_HOME)) {
    return join(environment.XDG_STATE_HOME, name);
  }
  switch (platform) {
    case 'win32':
      return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), name);
    case 'darwin':
      return join(home, 'Library', 'Application Support', name);
    default:
      return join(home, '.local', 'state', name);
  }
}

/** Where the state of a folder (real path) is under a state root, whether it is there or not. */
export function folderStatePath(root: string, folder: string): string {
  return join(root, keyOf(folder));
}

/** Creates the state folder of a reviewed folder (real path) where it is missing. Never inside the reviewed folder. */
export async function openFolderState(root: string, folder: string): Promise<FolderStateOutcome> {
  try {
    const realRoot = await realPathOnceMade(root);
    const way = relative(folder, realRoot);
    if (way.split(sep)[0] !== '..' && !isAbsolute(way)) {
      return { kind: 'failed', message: `the state folder ${realRoot} must not lie inside the reviewed folder` };
    }
    const path = await makeOwnFolders(await makeStateRoot(root), keyOf(folder));
    return { kind: 'state', state: { folder, path } };
  } catch (error) {
    const reason = errorMessage(error);
    return { kind: 'failed', message: `the state folder ${root} cannot be used: ${reason}` };
  }
}

/** The real path a folder will have when it and what is missing above it has been made. */
async function realPathOnceMade(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      throw error;
    }
    return join(await realPathOnceMade(dirname(path)), basename(path));
  }
}

/** A readable start and a hash, so that no two folders share a key. */
function keyOf(folder: string): string {
  const name = maskSecrets(basename(folder))
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 40);
  return `${name}-${sha256(folder).slice(0, 16)}`;
}
