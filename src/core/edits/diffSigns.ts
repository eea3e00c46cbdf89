import type { Doubt } from './doubt';
import { withoutTrailing } from './lineFolds';
import type { QuotedText } from './quotedText';

const hunkHeader = /^@@ .*@@/m;

/**
 * What a diff of the quoted lines, given for the new ones, makes of them: lines with a minus or a space in front are the
 * quoted ones, in order, and some have a plus. Undefined where the new lines are anything else.
 */
export function readDiff(oldLines: readonly string[], newLines: readonly string[]): readonly string[] | undefined {
  const lines = hunkHeader.test(newLines[0] ?? '') ? newLines.slice(1) : newLines;
  const bodyOf = (behind: string, ...signs: string[]) =>
    lines
      .filter((line) => line === '' || signs.some((sign) => line === sign || line.startsWith(sign + behind)))
      .map((line) => line.slice(1 + behind.length));
  const [hasMinus, hasPlus] = ['-', '+'].map((sign) => lines.some((line) => line.startsWith(sign)));
  const behind = ['', ' '].find((each) => {
    const quoted = bodyOf(each, '-', ' ');
    return (
      bodyOf(each, '-', ' ', '+').length === lines.length &&
      quoted.length === oldLines.length &&
      quoted.every((line, position) => withoutTrailing(line) === withoutTrailing(oldLines[position] ?? ''))
    );
  });
  return hasMinus && hasPlus && behind !== undefined ? bodyOf(behind, '+', ' ') : undefined;
}

interface Signed {
  readonly indent: string;
  readonly sign: string;
  /** Whether white space stands behind the sign, as in a list. */
  readonly isSpaced: boolean;
  readonly rest: string;
}

function signedOf(line: string): Signed | undefined {
  const [, indent = '', sign, rest = ''] = /^(\s*)([-+])(.*)$/.exec(line) ?? [];
  return sign === undefined ? undefined : { indent, sign, isSpaced: !/^\S/.test(rest), rest };
}

/**
 * Whether signs in front of new lines may be those of a diff. They are the text's own where the replaced lines have some
 * in the same column, and may be where other lines begin alike.
 */
export function doubtOfSigns(text: QuotedText, actual: readonly string[], made: readonly string[]): Doubt {
  const said = made.filter((line) => /\S/.test(line));
  if (said.some((line) => hunkHeader.test(line)) && !text.has(hunkHeader)) {
    return 'refused';
  }
  const replaced = actual.map(signedOf).filter((line) => line !== undefined);
  const columns = new Set(replaced.map(({ indent }) => indent));
  const signs = new Set(replaced.map(({ indent, sign }) => indent + sign));
  const unchanged = new Set(actual);
  const marks = said
    .filter((line) => !unchanged.has(line))
    .map(signedOf)
    .filter((mark) => mark !== undefined)
    .filter(({ indent, rest }) => isBeforeSign(rest, signs) || !columns.has(indent));
  if (marks.length === 0) {
    return 'none';
  }
  const trimmed = new Set(actual.map((line) => line.trim()));
  const removed = marks.filter(({ sign, rest }) => sign === '-' && trimmed.has(rest.trim()));
  const plus = marks.filter(({ sign }) => sign === '+');
  const isDiff = removed.length > 0 && plus.length > 0;
  const isAll = marks.length === said.length && (plus.length === 0 || plus.length === marks.length);
  const isInFront = marks.some(({ indent, sign }) => indent === '' && (sign === '+' || removed.length > 0));
  if (isBeforeIndentation(actual, marks)) {
    return 'refused';
  }
  if (!isDiff && !isAll && !isInFront) {
    return removed.length > 0 ? 'unsure' : 'none';
  }
  const isSum = !isDiff && marks.every(({ indent, sign }) => indent !== '' && sign === '-');
  return isSum || marks.every((mark) => text.told(signOf).has(spelled(mark))) ? 'unsure' : 'refused';
}

/** Whether a sign stands before one that replaced lines have: `+- a` for `- a`. */
function isBeforeSign(rest: string, signs: ReadonlySet<string>): boolean {
  const next = signedOf(rest);
  return next !== undefined && signs.has(next.indent + next.sign);
}

/** Whether a sign stands in the first column, before all of the indentation that the replaced lines have. */
function isBeforeIndentation(actual: readonly string[], marks: readonly Signed[]): boolean {
  const indents = actual.filter((line) => /\S/.test(line)).map((line) => /^\s*/.exec(line)?.[0] ?? '');
  const least = indents.reduce((a, b) => (b.length < a.length ? b : a), indents[0] ?? '');
  const isDeep = least.length > 1 || least === '\t';
  return isDeep && marks.some(({ indent, rest }) => indent === '' && rest.startsWith(least));
}

function spelled({ indent, sign, isSpaced }: Signed): string {
  return indent + sign + (isSpaced ? ' ' : '');
}

/** The sign that a line begins with, in its column. */
function signOf(line: string): string | undefined {
  const signed = signedOf(line);
  return signed && spelled(signed);
}
