import { isRecord } from '../../isRecord';
import { replyProblems } from '../../text/replyProblems';
import type { LineRange } from '../../types';
import { folded, names, saidUnder } from './names';

/** Says that a part of a finding cannot be read, and why; `advice` as `Complaint` has it. */
export type Complain = (part: string, reason: string, advice?: string) => void;

const isIn = (under: readonly string[], name: string) => under.includes(folded(name));

/**
 * The lines that an object names, in whatever way: first and last, a pair, `lines 3-5`, a range within it. Undefined
 * when it names none.
 */
export function readLineRange(said: Record<string, unknown>, path: string, complain: Complain): LineRange | undefined {
  const starts = new Set<number>();
  const ends = new Set<number>();
  for (const [name, value] of Object.entries(said)) {
    const isStart = isIn(names.startLine, name);
    const isRange = isIn(names.lines, name);
    if (value === null || value === undefined || !(isStart || isRange || isIn(names.endLine, name))) {
      continue;
    }
    const range = rangeOf(value, path, complain);
    if (range === undefined) {
      // A location can be told in words.
      if (!isRange || isIn(['lines', 'linerange'], name)) {
        complain(isStart ? 'startLine' : 'endLine', replyProblems.number);
      }
    } else if (isStart || isRange) {
      starts.add(range.startLine);
      if (isRange || range.endLine !== range.startLine) {
        ends.add(range.endLine);
      }
    } else {
      ends.add(range.endLine);
    }
  }
  const [startLine] = starts;
  if (starts.size > 1 || ends.size > 1) {
    complain(starts.size > 1 ? 'startLine' : 'endLine', replyProblems.twiceLines);
  }
  return startLine === undefined ? undefined : { startLine, endLine: [...ends][0] ?? startLine };
}

const range =
  /^(?:(\S.*?):)?\s*(?:lines?|ln|l)?[\s.:#]*l?(-?\d{1,9})(?:\.0+)?(?:\s*(?:-|–|—|to|until|through|,|\.{2,3}|:)\s*l?(\d{1,9}))?\s*$/i;

function rangeOf(value: unknown, path: string, complain: Complain): LineRange | undefined {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { startLine: value, endLine: value } : undefined;
  }
  if (typeof value === 'string') {
    const [, file, first, last] = range.exec(value.slice(0, 1_000)) ?? [];
    if (file !== undefined && !/^(?:lines?|ln|l)$/i.test(file) && !namesFile(file, path)) {
      complain('file', replyProblems.otherFile);
    }
    return first === undefined ? undefined : { startLine: Number(first), endLine: Number(last ?? first) };
  }
  if (Array.isArray(value)) {
    const lines = value.map((line) => rangeOf(line, path, complain)?.startLine ?? Number.NaN);
    const isRising = lines.every((line, at) => at === 0 || line >= (lines[at - 1] ?? line));
    const [first, last] = [lines[0], lines.at(-1)];
    return isRising && first !== undefined && last !== undefined ? { startLine: first, endLine: last } : undefined;
  }
  return isRecord(value) ? readLineRange(value, path, complain) : undefined;
}

/**
 * Whether a name, written out more or less, is that of the file. A line behind it does not count. Folders before its path are
 * only known for an absolute one of a file in a folder: `lib/index.ts` is another file than `index.ts`.
 */
export function namesFile(name: string, path: string): boolean {
  const said = name
    .replaceAll('\\', '/')
    // Bounded, as an open number of lines would be tried from each of them on.
    .replace(/(?::\d{1,9}){1,3}$/, '')
    .replace(/^(?:file:\/\/|\.\/|[ab]\/(?=.*\/))/, '');
  const isAbsolute = /^(?:\/|[a-z]:\/)/i.test(said) && path.includes('/') && !said.includes('/../');
  return said === path || said === `/${path}` || path.endsWith(`/${said}`) || (isAbsolute && said.endsWith(`/${path}`));
}

/** The file that an object is said to be about, when it is not the one under review. */
export function complainAboutFile(said: Record<string, unknown>, path: string, complain: Complain): void {
  const files = saidUnder(said, names.file);
  if (files.some((file) => typeof file === 'string' && !namesFile(file, path))) {
    complain('file', replyProblems.otherFile);
  }
}
