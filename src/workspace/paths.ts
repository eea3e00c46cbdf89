import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, relative, sep } from 'node:path';

/** Whether `path` is `folder` or lies in it. Both absolute; links are not resolved. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way.split(sep)[0] !== '..' && !isAbsolute(way);
}

/** The path from a folder to what is in it as records and git have it: with `/`, empty for the folder itself. Both absolute. */
export function wayTo(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

/** What makes a path in a folder one in another folder around it: empty, or with a final `/`. Both absolute. */
export function prefixIn(top: string, folder: string): string {
  const way = wayTo(top, folder);
  return way === '' ? '' : `${way}/`;
}

/** Real path of the user's home. */
export function homeFolder(): Promise<string> {
  return realpath(homedir()).catch(() => homedir());
}
