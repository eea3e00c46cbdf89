import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunsIn } from '../../core/verify/folderCommands';
import { messageOf } from '../errors';
import { isInside, wayTo } from '../paths';

/**
 * Looks whether commands can run in a folder.
 *
 * @param top real path of what is copied
 * @param folder absolute path
 */
export async function runsIn(top: string, folder: string): Promise<RunsIn> {
  let real: string;
  try {
    real = await realpath(folder);
    if (!(await stat(real)).isDirectory()) {
      return { kind: 'failed', message: `${folder} is no folder` };
    }
  } catch (error) {
    return { kind: 'failed', message: `${folder} cannot be used: ${messageOf(error)}` };
  }
  return isInside(top, real)
    ? { kind: 'folder', directory: wayTo(top, real) }
    : { kind: 'failed', message: `${real} is not in ${top}, which is what is copied` };
}

/** Absolute path of a directory of what is copied. */
export function pathOf(top: string, directory = ''): string {
  return join(top, ...directory.split('/'));
}
