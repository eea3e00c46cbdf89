import { isAbsolute, join, relative, sep } from 'node:path';
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { type Colours, plainColours, type Style } from '../core/report/style';
import { printable } from '../core/report/text';
import { program } from './calledAs';

/** Where something is written: a terminal, a pipe or a file. */
export type Output = NodeJS.WritableStream & Partial<WriteStream>;

/** Columns of a line that nobody knows the terminal of, or of a terminal that does not say. */
const usualColumns = 100;

/** Whether a person reads it on a terminal that can move its cursor. */
export function isTerminal({ isTTY }: Output): boolean {
  return isTTY === true && process.env.TERM !== 'dumb';
}

/** Colours where a person reads them. `NO_COLOR`, `FORCE_COLOR` and `NODE_DISABLE_COLORS` count as in Node.js itself. */
export function coloursOf(stream: Output): Colours {
  if (styleText('bold', '', { stream }) === '') {
    return plainColours;
  }
  const shownAs = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    text === '' ? '' : styleText(format, text, { validateStream: false });
  return {
    bold: shownAs('bold'),
    dim: shownAs('dim'),
    red: shownAs('red'),
    yellow: shownAs('yellow'),
    blue: shownAs('blue'),
    cyan: shownAs('cyan'),
    green: shownAs('green'),
  };
}

/** For whoever reads a stream. @param folder that is reviewed (real path) */
export function styleOf(stream: Output, folder: string): Style {
  const nameOf = namedIn(folder);
  return {
    ...coloursOf(stream),
    program,
    columns: (isTerminal(stream) && stream.columns) || usualColumns,
    isScreen: isTerminal(stream),
    fileName: ofLast((path) => printable(nameOf(path))),
  };
}

/** The same, without working out twice in a row what is asked twice in a row: findings of a file stand together. */
function ofLast(work: (path: string) => string): (path: string) => string {
  let last: { readonly path: string; readonly result: string } | undefined;
  return (path) => {
    last = last?.path === path ? last : { path, result: work(path) };
    return last.result;
  };
}

/**
 * Makes what answers with the names of a folder's files as they are typed from here. In a folder that lies here, each is its
 * path behind that folder's, and a report can have a hundred thousand.
 */
function namedIn(folder: string): (path: string) => string {
  const fromHere = relative(process.cwd(), folder);
  const isHere = !isAbsolute(fromHere) && fromHere.split(sep)[0] !== '..';
  const before = fromHere === '' ? '' : fromHere + sep;
  return (path) =>
    isHere && !path.endsWith('/')
      ? before + (sep === '/' ? path : path.replaceAll('/', sep))
      : shortest(join(folder, path));
}

/** A path as it is typed from here, or the whole of it where that is shorter. */
function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length ? fromHere : path;
}
