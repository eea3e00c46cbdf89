import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, relative, sep } from 'node:path';

/** Whether `path` is `folder` or lies in it. Both absolute; links are not resolved. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way.split(sep)[0] !== '..' && !isAbsolute(way);
}

/** Real path of the user's home. */
export function homeFolder(): Promise<string> {
  return realpath(homedir()).catch(() => homedir());
}
