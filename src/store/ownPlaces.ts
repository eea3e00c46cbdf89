import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from './errors';

/**
 * Makes a folder below another where it is missing, and everything in between; answers with its path. None of them may
 * be a link: rejects with the reason, or with the system's error, and nothing was made behind one then.
 */
export async function makeFolders(root: string, names: readonly string[], mode = 0o777): Promise<string> {
  let path = root;
  for (const name of names) {
    path = join(path, name);
    await mkdir(path, { mode }).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) {
        throw error;
      }
    });
    refuseUnless('folder', path, await lstat(path));
  }
  return path;
}

/** The same for folders of ours, which are for the user alone (0700). */
export async function makeOwnFolders(root: string, ...names: readonly string[]): Promise<string> {
  let path = root;
  for (const name of names) {
    path = await makeFolders(path, [name], 0o700);
    await checkOwnFolder(path);
    await chmod(path, 0o700);
  }
  return path;
}

/** Rejects with the reason when there is no folder of the user's own at a path, but a link, say. */
export async function checkOwnFolder(path: string): Promise<void> {
  const stats = lstatSync(path);
  refuseUnless('folder', path, stats);
  refuseUnlessOurs(path, stats);
}

/** The same for a folder that need not be there; answers with whether it is. */
export async function checkFolderIfThere(path: string): Promise<boolean> {
  try {
    await checkOwnFolder(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return false;
    }
    throw error;
  }
}

/**
 * The real path of the folder that all state is in, which may be behind a link and is made where it is missing. Rejects
 * with the reason when another user owns it or can put things there.
 */
export async function makeStateRoot(root: string): Promise<string> {
  await makeAll(root, 0o700);
  const path = await realpath(root);
  await checkStateRoot(path);
  return path;
}

/**
 * Makes a folder where it is missing, and all that is missing above it. Rejects with the system's error. Not by the
 * `recursive` of Node.js 20, which never comes to an end where nothing can be made, as in `/proc`.
 */
export async function makeAll(path: string, mode = 0o777, isAgain = false): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (hasCode(error, 'ENOENT') && !isAgain && dirname(path) !== path) {
      await makeAll(dirname(path), mode);
      return makeAll(path, mode, true);
    }
    if (!(await stat(path).catch(() => Promise.reject(error))).isDirectory()) {
      throw error;
    }
  }
}

/** Rejects with the reason when another user owns the folder, or can put things there. */
export async function checkStateRoot(root: string): Promise<void> {
  const stats = await stat(root);
  refuseUnlessOurs(root, stats);
  if (process.platform !== 'win32' && (stats.mode & 0o002) !== 0) {
    throw new Error(`every user can write to ${root}; take that right away (chmod o-w), or use another folder`);
  }
}

/**
 * Opens a file of ours, new ones with mode 0600, for what `flags` say (see `fs.constants`). Rejects with the reason when
 * something else stands there: a link, a pipe, a file of another user or one with a second name.
 */
export async function openOwnFile(path: string, flags: number): Promise<FileHandle> {
  refuseOther(path);
  const handle = await open(path, flags | guards, 0o600);
  try {
    refuseUnlessOwnFile(path, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same for a file that is small: keeps the thread and answers with a descriptor. Throws the reason. */
export function openSmallOwnFile(path: string, flags: number): number {
  refuseOther(path);
  const descriptor = openSync(path, flags | guards, 0o600);
  try {
    refuseUnlessOwnFile(path, fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** All bytes of a file of ours; rejects as `openOwnFile` does. */
export async function readOwnFile(path: string): Promise<Buffer> {
  const handle = await openOwnFile(path, constants.O_RDONLY);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** The same in pieces, for what may be too long for one; the file is closed when they have been read, or no more are wanted. */
export async function piecesOfOwnFile(path: string): Promise<AsyncIterable<Buffer>> {
  return (await openOwnFile(path, constants.O_RDONLY)).createReadStream();
}

/** The same as `readOwnFile` for a file that is small: at once. Throws the reason. */
export function readSmallOwnFile(path: string): Buffer {
  const descriptor = openSmallOwnFile(path, constants.O_RDONLY);
  try {
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Neither exists on Windows. */
const guards = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Before a file is opened, as the opening of a pipe or a device may do something. */
function refuseOther(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats) {
    refuseUnless('file', path, stats);
  }
}

function refuseUnlessOwnFile(path: string, stats: Stats): void {
  refuseUnless('file', path, stats);
  refuseUnlessOurs(path, stats);
  if (stats.nlink > 1) {
    throw new Error(`${path} has a second name (a hard link), whose content would change, too; delete one of them`);
  }
}

function refuseUnless(kind: 'file' | 'folder', path: string, stats: Stats): void {
  if (stats.isSymbolicLink()) {
    const advice = kind === 'folder' ? 'delete it, or name the folder it leads to' : 'delete it';
    throw new Error(`${path} is a symbolic link, and no link is followed there; ${advice}`);
  }
  if (!(kind === 'file' ? stats.isFile() : stats.isDirectory())) {
    throw new Error(`${path} is not a ${kind}; delete it`);
  }
}

/** On Windows, where there is no such number, the profile's own access rights keep others out. */
function refuseUnlessOurs(path: string, { uid }: Stats): void {
  const own = process.geteuid?.();
  if (own !== undefined && uid !== own) {
    throw new Error(`${path} belongs to another user; use another folder (--state-dir)`);
  }
}
