import type { Fold } from './fold';
import { keepRepeated, withoutTrailing } from './lineFolds';
import { quoteOf } from './quotedEdit';

/** What may stand between the number of a line and its text. */
const separators = ['| ', '|', ': ', ':', '\t', ' '];
const numberAhead = /^\s*(\d{1,7})(?=\D|$)/;

/**
 * Line numbers in front of every quoted line, as the prompt or a model's own habit shows them. They must be those of the
 * lines, which therefore stand at one place. The new lines have numbers, too, or none of them has.
 */
export const numbersFold: Fold = (text, edit) => {
  const { oldLines, newLines } = quoteOf(edit);
  const line = Number(numberAhead.exec(oldLines[0] ?? '')?.[1] ?? Number.NaN);
  const separator = separators.find((between) =>
    oldLines.every((quoted, position) => {
      const real = text.lines.at(line + position);
      const bare = unnumbered(quoted, between);
      return (
        real !== undefined && bare?.number === line + position && withoutTrailing(bare.text) === withoutTrailing(real)
      );
    }),
  );
  if (separator === undefined || text.slice(line, line + oldLines.length - 1).every((real) => !/\S/.test(real))) {
    return [];
  }
  const changeAt = () => {
    const bareLines = newLines.map((newLine) => unnumbered(newLine, separator));
    const numbered = bareLines.filter((bare) => bare !== undefined);
    const isInOrder = numbered.every(({ number }, position) => number >= (numbered[position - 1]?.number ?? 0));
    const endLine = line + oldLines.length - 1;
    const bareOld = oldLines.map((quoted) => unnumbered(quoted, separator)?.text ?? '');
    const made = (lines: readonly string[]) => ({
      ...{ startLine: line, endLine },
      newLines: keepRepeated(bareOld, text.slice(line, endLine), lines),
    });
    if (numbered.length === 0) {
      return made(newLines);
    }
    const isAll = bareLines.every((bare, position) => bare !== undefined || newLines[position] === '');
    return isAll && isInOrder
      ? made(bareLines.map((bare) => bare?.text ?? ''))
      : 'only some of its new lines have numbers';
  };
  return [{ places: [line], changeAt }];
};

interface Unnumbered {
  readonly number: number;
  readonly text: string;
}

function unnumbered(line: string, separator: string): Unnumbered | undefined {
  const [ahead = '', number] = numberAhead.exec(line) ?? [];
  const rest = line.slice(ahead.length);
  if (number === undefined || !(rest.startsWith(separator) || rest.trimEnd() === separator.trimEnd())) {
    return undefined;
  }
  return { number: Number(number), text: rest.slice(separator.length) };
}

const shownNumber = /^\s*(\d+)\|(?: |$)/;

/**
 * New lines without the numbers that the prompt has in front of lines, when all have them, those from `line` on; as they
 * are when not all have one; undefined when the numbers are others, so that nobody knows what they are.
 */
export function withoutNumbers(newLines: readonly string[], line: number): readonly string[] | undefined {
  const numbers = newLines.map((newLine) => shownNumber.exec(newLine));
  if (numbers.length === 0 || numbers.some((number) => !number)) {
    return newLines;
  }
  return numbers.every((number, position) => Number(number?.[1]) === line + position)
    ? newLines.map((newLine) => newLine.replace(shownNumber, ''))
    : undefined;
}

/** Whether all lines have the numbers that the prompt has in front of lines. */
export function areNumbered(lines: readonly string[]): boolean {
  return lines.every((line) => shownNumber.test(line));
}
