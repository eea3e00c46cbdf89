import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { isInside } from '../paths';

/** What stands before a path in a command: nothing, what ends a word or opens a quotation, or an option of one letter. */
const before = String.raw`(?<=^|[\s"'\x60=:;,(<>|&@{]|(?:^|\s)-\w)`;

/** What a shell puts the user's home in the place of. */
const home = String.raw`(?:~|\$HOME|\$\{HOME\}|%USERPROFILE%)(?=[/\\])`;

/** What can end a path, and can be part of one. */
const ends = /[\s:;,)<>|&}*?]/g;

/** Blanks and the like that a path may have and still be found. */
const most = 10;

/**
 * Where the paths of a command that are absolute or begin with the user's home lead into a folder (real path): the
 * folder itself or something in it, as real paths. What a command finds out when it runs is not seen. A Python
 * environment in the folder is not meant: it does not work from another place.
 */
export function pathsNamedIn(folder: string, command: string): readonly string[] {
  return pathsNamed(command).flatMap((readings) => {
    const there = readings.map(existing).reduce((one, other) => (other.length > one.length ? other : one));
    const path = realpathSync.native(there);
    return isInside(folder, path) && !isInEnvironment(folder, there) ? [path] : [];
  });
}

/**
 * The paths in the words of a command, each in the ways that it can be read, the longest first: a blank ends it, or is
 * part of it.
 */
export function pathsNamed(
  command: string,
  homeFolder: string = homedir(),
  platform: NodeJS.Platform = process.platform,
): readonly (readonly string[])[] {
  const isWindows = platform === 'win32';
  const root = isWindows ? String.raw`[A-Za-z]:[/\\]` : '/';
  const words = isWindows ? command : command.replace(/\\(.)/g, '$1');
  const starts = words.matchAll(new RegExp(`${before}(?:${root}|(?<home>${home}))`, 'gm'));
  return [...starts].map(({ 0: start, groups, index }) => {
    const rest = /^[^\n"'`]*/.exec(words.slice(index + start.length))?.[0] ?? '';
    const full = (groups?.home === undefined ? start : homeFolder) + rest;
    const cuts = [...full.matchAll(ends)].map((end) => end.index).filter((at) => at > start.length);
    return [...cuts.slice(0, most), full.length].reverse().map((end) => full.slice(0, end));
  });
}

/** As much of an absolute path as is there: looked for from its root on, so that what is not there costs little. */
function existing(path: string): string {
  let found = parse(path).root;
  for (const { index } of [...path.slice(found.length).matchAll(/[/\\]|$/g)]) {
    const next = path.slice(0, parse(path).root.length + index);
    if (!existsSync(next)) {
      return found;
    }
    found = next;
  }
  return found;
}

/** See https://docs.python.org/3/library/venv.html: the file tells such an environment. One that the folder lies in is none of it. */
function isInEnvironment(folder: string, path: string): boolean {
  const isOne = existsSync(join(path, 'pyvenv.cfg')) && isInside(folder, realpathSync.native(path));
  return isOne || (path !== dirname(path) && isInEnvironment(folder, dirname(path)));
}
