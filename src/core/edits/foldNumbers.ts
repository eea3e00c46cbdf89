import type { Fold } from './fold';
import { indentOf } from './indentUnit';
import { keepRepeated, withoutTrailing } from './lineFolds';
import { mayLackIndentation } from './lostIndentation';
import { numberMark } from './numberMarks';
import { type Quote, quoteOf } from './quotedEdit';
import type { QuotedText } from './quotedText';

/** What may stand between the number of a line and its text. */
const separators = ['| ', '|', ' | ', ' |', ': ', ':', '\t', ' '];
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
    const own = [separator, ...separators].find((between) =>
      newLines.every((newLine, position) => unnumbered(newLine, between)?.number === line + position),
    );
    const bareLines = newLines.map((newLine) => unnumbered(newLine, own ?? separator));
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

const aroundNumber = (line: string) => numberMark(line)?.around;

/** What the prompt has between the number of a line and its text. */
const shownSeparator = '| ';
/**
 * New lines without numbers in front of them, where they surely are those of the lines from `line` on: all have one, behind
 * which stands a bar, or there are several. As they are where they may be something else, of which `doubtOfNumbers` tells;
 * undefined when all have numbers as the prompt has them, but others, so that nobody knows what they are.
 */
export function withoutNumbers(
  text: QuotedText,
  { oldLines, newLines }: Quote,
  line: number,
): readonly string[] | undefined {
  const said = newLines.filter((newLine) => /\S/.test(newLine));
  const isNumbered = (separator: string) =>
    newLines.every(
      (newLine, position) => !/\S/.test(newLine) || unnumbered(newLine, separator)?.number === line + position,
    );
  const fitting = said.length > 0 ? separators.filter(isNumbered) : [];
  const indent = indentOf(oldLines[0] ?? '');
  const keepsIndent = (each: string) => indentOf(unnumbered(newLines[0] ?? '', each)?.text ?? '') === indent;
  const separator = fitting.find(keepsIndent) ?? fitting[0];
  if (separator !== undefined) {
    const isSure = separator.includes('|') || said.length > 1;
    const isOwn = oldLines.some((quoted) => /^\s*\d/.test(quoted)) || text.told(aroundNumber).has(separator.trim());
    const bareLines = newLines.map((newLine) => unnumbered(newLine, separator)?.text ?? '');
    return isSure && !isOwn && !mayLackIndentation(oldLines, bareLines) ? bareLines : newLines;
  }
  const isShown = (lines: readonly string[]) =>
    lines.length > 0 && lines.every((each) => unnumbered(each, shownSeparator) !== undefined);
  return isShown(newLines) && !isShown(oldLines) ? undefined : newLines;
}
