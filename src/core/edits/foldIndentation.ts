import type { Candidate, Fold } from './fold';
import { indentOf } from './indentUnit';
import type { LineChange } from './lineChange';
import { repeatedLines, withoutIndent, withPlainSpaces } from './lineFolds';
import { type Quote, quoteOf } from './quotedEdit';
import type { QuotedText } from './quotedText';

/**
 * Another indentation: all lines moved by one stretch of white space, or indented by another unit (tabs for spaces, two
 * spaces for four). New lines are indented alike, by the file's unit; where that can be done in two ways, in none.
 */
export const indentationFold: Fold = (text, edit): Candidate[] => {
  const quote = quoteOf(edit);
  return [{ places: text.places(quote.oldLines, withoutIndent), changeAt: (line) => changeAt(text, quote, line) }];
};

function changeAt(text: QuotedText, { oldLines, newLines }: Quote, startLine: number): LineChange | string | undefined {
  const endLine = startLine + oldLines.length - 1;
  const actual = text.slice(startLine, endLine);
  const repeated = repeatedLines(oldLines, actual, newLines);
  const pairs = oldLines.flatMap((line, position) =>
    /\S/.test(line) ? [{ quoted: indentOf(line), actual: indentOf(actual[position] ?? '') }] : [],
  );
  const unit = unitOf(actual, text.indentUnit);
  const others = unitChangesOf(pairs, unit);
  const ways = [shiftOf(pairs, unit, others.length === 0), ...others].filter((way) => way !== undefined);
  const fitted = new Map<string, readonly string[]>();
  for (const way of ways) {
    const made = newLines.map((line, position) => repeated[position] ?? reindented(line, way));
    if (made.every((line) => line !== undefined)) {
      fitted.set(made.join('\n'), made);
    }
  }
  const [only, another] = fitted.values();
  if (only === undefined) {
    return undefined;
  }
  const isAllRepeated = newLines.every((line, position) => repeated[position] !== undefined || !/\S/.test(line));
  const lost = isAllRepeated ? 'no' : lostIndent(pairs, newLines, unit);
  if (lost === 'of the first line') {
    return { startLine, endLine, newLines: [(pairs[0]?.actual ?? '') + newLines[0], ...newLines.slice(1)] };
  }
  return another !== undefined || lost === 'perhaps'
    ? 'the quoted text is indented differently, and the new text fits in two ways'
    : { startLine, endLine, newLines: only };
}

/** What an unquoted line of white space alone should be, nobody knows. */
function reindented(line: string, way: Reindent): string | undefined {
  return line === '' || /\S/.test(line) ? line && way(line) : undefined;
}

/** The indentation of a line as it is quoted and as it is. */
interface Indents {
  readonly quoted: string;
  readonly actual: string;
}

/**
 * What these lines are indented by, one step: what the file is, unless it is mixed and they are not. Where it is unknown,
 * nobody knows either whether a quote has more steps or wider ones.
 */
function unitOf(lines: readonly string[], usual: string | undefined): string | undefined {
  const indented = lines.filter((line) => /^\s+\S/.test(line) && !/^ \*/.test(line));
  const unit = indented.some((line) => line.startsWith('\t')) ? '\t' : usual;
  return unit !== undefined && indented.every((line) => line.startsWith(unit)) ? unit : undefined;
}

/** A new line with the indentation that it should have; undefined where that is not known. */
type Reindent = (line: string) => string | undefined;

/**
 * One stretch of white space in front of all lines that the quote lacks or has too much: all that its least indented
 * line has, whole steps, or what cannot come from another unit.
 */
function shiftOf(pairs: readonly Indents[], unit: string | undefined, isOnly: boolean): Reindent | undefined {
  const [first] = pairs;
  if (!first) {
    return undefined;
  }
  const longer = first.actual.length - first.quoted.length;
  const added = longer > 0 ? first.actual.slice(0, longer) : '';
  const removed = longer < 0 ? first.quoted.slice(0, -longer) : '';
  const isAll = pairs.some(({ quoted, actual }) => quoted === '' || actual === '');
  const isSteps = unit !== undefined && (isOnly || (added + removed).replaceAll(unit, '') === '');
  if (!pairs.every(({ quoted, actual }) => added + quoted === removed + actual) || !(isAll || isSteps)) {
    return undefined;
  }
  const known = new Set(pairs.map(({ actual }) => actual));
  return (line) => {
    const made = line.startsWith(removed) ? added + line.slice(removed.length) : undefined;
    const indent = made === undefined ? '' : indentOf(made);
    return known.has(indent) || !isMixed(indent) ? made : undefined;
  };
}

function isMixed(indent: string): boolean {
  return indent.includes(' ') && indent.includes('\t');
}

/** What a model may indent by. */
const units = ['\t', '  ', '   ', '    ', '        '];

/** As many steps as quoted, each of the file's unit; then what is less than a step, as it is. */
function unitChangesOf(pairs: readonly Indents[], actualUnit: string | undefined): Reindent[] {
  if (actualUnit === undefined || pairs.every(({ quoted }) => quoted === '')) {
    return [];
  }
  const rests = new Set(['']);
  return units
    .filter((unit) => unit !== actualUnit)
    .map((unit): Reindent => {
      return (line) => {
        const indent = indentOf(line);
        const steps = stepsOf(indent, unit);
        const rest = indent.slice(steps * unit.length);
        const isKnown = rests.has(rest) || (rest === ' ' && line.startsWith('*', indent.length));
        return isKnown ? actualUnit.repeat(steps) + rest + line.slice(indent.length) : undefined;
      };
    })
    .filter((way) => pairs.every(({ quoted, actual }) => way(`${quoted}*`) === `${actual}*`));
}

function stepsOf(indent: string, unit: string): number {
  let steps = 0;
  while (indent.startsWith(unit, steps * unit.length)) {
    steps += 1;
  }
  return steps;
}

/**
 * Whether new lines may have the file's indentation although the quoted ones have not: all of them, or all but the first
 * when the white space around a single line was lost. The latter is sure where lines could not be that deep otherwise.
 */
function lostIndent(
  pairs: readonly Indents[],
  newLines: readonly string[],
  unit: string | undefined,
): 'no' | 'perhaps' | 'of the first line' {
  const [first] = pairs;
  const least = pairs.reduce(
    (a, b) => (b.actual.length < a.actual.length ? b : a),
    first ?? { quoted: '', actual: '' },
  );
  // A model may write another kind of space than the file has.
  const depth = withPlainSpaces(least.actual);
  const isIndented = (line: string) => !/\S/.test(line) || withPlainSpaces(line).startsWith(depth);
  if (least.actual.length <= least.quoted.length) {
    return 'no';
  }
  if (newLines.every(isIndented)) {
    return 'perhaps';
  }
  const [begin = '', ...rest] = newLines;
  const next = rest.find((line) => /\S/.test(line));
  if (pairs.length > 1 || next === undefined || !rest.every(isIndented)) {
    return 'no';
  }
  const isDeep = unit !== undefined && indentOf(next).length > unit.length && !goesOn.test(begin);
  return least.quoted === '' && indentOf(begin) === '' && (isDeep || /;\s*$/.test(begin))
    ? 'of the first line'
    : 'perhaps';
}

/** A line whose next one may be indented by more than a step. */
const goesOn = /[([{,=+\-*/%&|^?.<>\\]\s*$/;
