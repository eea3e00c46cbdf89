import { namesFile } from './readLineRange';

/** A hunk of a diff as an edit; its lines are hints, and absent where the diff says none. */
export interface DiffEdit {
  readonly startLine?: number;
  readonly endLine?: number;
  readonly oldText: string;
  readonly newText: string;
}

const hunkHead = /^@@(?: -(\d{1,9})(?:,\d+)? \+\d+(?:,\d+)? @@|(?: \.\.\.)?(?: @@)?\s*$)/;
const fence = /^\s*```(?:diff|patch)?[ \t]*\n([\s\S]*?)\n?```\s*$/;

/**
 * The edits of a text that is a unified diff, with heads or without. Undefined where it is none; `unclear` where it is about
 * another file or several, has lines that are neither old nor new, or says nothing of where it belongs.
 */
export function readDiff(text: string, path: string): readonly DiffEdit[] | 'unclear' | undefined {
  const lines = (fence.exec(text)?.[1] ?? text)
    .replace(/\r\n/g, '\n')
    .replace(/(?<!\n)\n+$/, '')
    .split('\n');
  const hasHead = lines.some((line) => hunkHead.test(line));
  if (!hasHead && !['-', '+'].every((sign) => lines.some((line) => line.startsWith(sign)))) {
    return undefined;
  }
  const body = behindNames(lines, path);
  const isDiff = body?.every((line) => /^(?:[-+ \\]|$)/.test(line) || hunkHead.test(line));
  if (!body || !isDiff) {
    // Words in a list begin with a sign, too.
    return hasHead ? 'unclear' : undefined;
  }
  const edits = hunksIn(body).map(editOf);
  return edits.every(({ oldText }) => oldText.trim() !== '') ? edits : 'unclear';
}

/** What follows on the names of the file; undefined when they are those of another one. */
function behindNames(lines: readonly string[], path: string): readonly string[] | undefined {
  const at = lines.findIndex((line, index) => line.startsWith('--- ') && lines[index + 1]?.startsWith('+++ '));
  if (at === -1 || lines.slice(0, at).some((line) => !/^(?:diff |index |$)/.test(line))) {
    return lines;
  }
  const names = lines.slice(at, at + 2).map((line) => line.slice(4).replace(/\t.*$/, '').trim());
  // As git writes them, also of a file that is in no folder.
  const isGit = ['a/', 'b/'].every((sign, side) => names[side]?.startsWith(sign));
  const isNamed = names.every((name) => namesFile(name, path) || (isGit && namesFile(name.slice(2), path)));
  return isNamed ? lines.slice(at + 2) : undefined;
}

function hunksIn(lines: readonly string[]): readonly (readonly string[])[] {
  const hunks: string[][] = [];
  for (const line of lines) {
    if (hunks.length === 0 || hunkHead.test(line)) {
      hunks.push([]);
    }
    hunks.at(-1)?.push(line);
  }
  return hunks;
}

function editOf(hunk: readonly string[]): DiffEdit {
  const head = hunkHead.exec(hunk[0] ?? '');
  const lines = head ? hunk.slice(1) : hunk;
  const linesOf = (sign: '-' | '+') =>
    lines.flatMap((line) => (line === '' || [' ', sign].includes(line.charAt(0)) ? [line.slice(1)] : []));
  const oldLines = linesOf('-');
  const startLine = Number(head?.[1] ?? Number.NaN);
  return {
    ...(Number.isInteger(startLine) && { startLine, endLine: startLine + oldLines.length - 1 }),
    oldText: oldLines.join('\n'),
    newText: linesOf('+').join('\n'),
  };
}
