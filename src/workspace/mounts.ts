import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Where something is mounted at a path, or below it; undefined where nothing is. Only Linux tells: elsewhere, another
 * device does (`st_dev`), which a bind mount has not. See proc_pid_mountinfo(5). Throws the system's error.
 *
 * @param path absolute; something is there
 */
export function mountIn(path: string): string | undefined {
  if (process.platform !== 'linux') {
    return undefined;
  }
  const real = join(realpathSync.native(dirname(path)), basename(path));
  return mountPoints(readFileSync('/proc/self/mountinfo')).find((at) => at === real || at.startsWith(`${real}/`));
}

/** The fifth word of each line, in which blanks and backslashes stand as octal numbers. */
export function mountPoints(mountinfo: Buffer): string[] {
  const lines = mountinfo.toString('latin1').split('\n');
  return lines.flatMap((line) => {
    const escaped = line.split(' ')[4];
    const bytes = escaped?.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    return bytes === undefined ? [] : [Buffer.from(bytes, 'latin1').toString()];
  });
}

/** What is mounted somewhere belongs to somebody else: nothing is written, read or removed there. */
export function mountedError(at: string): Error {
  return new Error(`something is mounted at ${at}, which is left alone: unmount it`);
}
