/** A number in front of a line's text, which may be that of the line: `3| x`, `3: x`, `L3: x`, `[3] x`, `3 x`. */
export interface NumberMark {
  readonly number: number;
  /** What stands around the number but white space: lines that have the same are numbered in the same way. */
  readonly around: string;
  /** Whether lines are numbered so. What code begins with, as `1 - x`, `3.times` or `(3, x)`, is odd as a line's number. */
  readonly isUsual: boolean;
  /** Whether a word for a line stands in front of the number. */
  readonly isNamed: boolean;
  /** What parts the number from the line's text, or begins it: signs and white space. */
  readonly after: string;
  /** The line's text behind the number, not empty. */
  readonly rest: string;
}

const ahead = String.raw`\s*([[(#]?(?:(?:line|ln|l)[ \t]*)?)(\d{1,7})`;
/** Signs right behind the number, and then those that white space or a bar parts from the text: `.symbol` is text. */
const behind = String.raw`[\])|:.,;→]*(?:\s*\|\s*|\s+[\])|:.,;→]+\s+|\s*)`;
const numbered = new RegExp(`^${ahead}(${behind})`, 'i');
const operator = /^[-+*/%&^<>=?!~]+(?:\s|$)/;

/** The number in front of a line, with what is around it; undefined where none is, or no text stands behind it. */
export function numberMark(line: string): NumberMark | undefined {
  const [found, before = '', digits, after = ''] = numbered.exec(line) ?? [];
  const rest = line.slice(found?.length);
  if (after === '' || rest === '') {
    return undefined;
  }
  const signs = after.replace(/\s/g, '');
  const isClosed = !/^[[(]/.test(before) || /^[\])]/.test(signs);
  const isUsual =
    isClosed && (signs === '' ? !operator.test(rest) : /[|:\]→]|[.)]\s/.test(after) || /^[[(]/.test(before));
  const isNamed = /l/i.test(before);
  return { number: Number(digits), around: before.trim().toLowerCase() + signs, isUsual, isNamed, after, rest };
}

/** How many numbers a line begins with, one behind the other. */
export function numbersAhead(line: string): number {
  const next = new RegExp(String.raw`${ahead}(?:(?!\w)${behind})`, 'iy');
  let count = 0;
  while (next.lastIndex < line.length && next.test(line)) {
    count += 1;
  }
  return count;
}

/** In UTF-16 code units. */
const longestBeginning = 200;

/** The first word or signs of a line, where every number counts as the same; empty for a line without text. */
export function beginningOf(line: string): string {
  const [begin = ''] = /\d+\D?|[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+/u.exec(line.slice(0, longestBeginning)) ?? [];
  return begin.replace(/^\d+/, '0').toLowerCase();
}
