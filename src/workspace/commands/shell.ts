import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { messageOf } from '../errors';
import { windowsFile } from './processTable';

/** What reads commands unless the user has set another: never one that a search path finds. */
export function standardShell(platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? windowsFile('cmd.exe') : '/bin/sh';
}

/** What is given to a shell to have it read a command; on Windows as it is, as `cmd.exe` has quotes of its own. */
export function shellArguments(command: string, platform: NodeJS.Platform = process.platform): string[] {
  return platform === 'win32' ? ['/d', '/s', '/c', `"${command}"`] : ['-c', command];
}

/** Why a shell could not even be started in a folder; undefined when it can. */
export async function obstacleTo(call: {
  readonly command: string;
  readonly folder: string;
  readonly shell: string;
}): Promise<string | undefined> {
  if (call.command.includes('\0')) {
    return 'the command holds a NUL character, which no shell can be given';
  }
  return (await obstacleToShell(call.shell)) ?? problemOf(call.folder, 'the folder to run in', 'folder');
}

/** Why a shell could not be started anywhere; undefined when it can. */
export async function obstacleToShell(shell: string): Promise<string | undefined> {
  return isAbsolute(shell)
    ? problemOf(shell, 'the shell', 'file')
    : `the shell "${shell}" must be given by its absolute path, such as ${standardShell()}`;
}

async function problemOf(path: string, what: string, kind: 'file' | 'folder'): Promise<string | undefined> {
  try {
    const stats = await stat(path);
    if (kind === 'file' ? !stats.isFile() : !stats.isDirectory()) {
      return `${what}, ${path}, is not a ${kind}`;
    }
    await access(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return `${what}, ${path}, cannot be used: ${messageOf(error)}`;
  }
}
