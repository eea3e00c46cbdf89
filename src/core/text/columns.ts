import { eastAsianWidth } from 'get-east-asian-width';

/** What a terminal shows as one character, and how many of its columns that takes: 1 or 2. */
export interface Cell {
  readonly text: string;
  readonly columns: number;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ascii = /^[ -~]*$/;
/** Accents without a letter that they stand on. */
const joined = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const emoji = /\p{Emoji_Presentation}|\u{fe0f}/u;
/** More than any script needs: a pile of accents would cover the lines above. In UTF-16 code units. */
const longestCell = 32;

/** The characters of a line that is safe to show and has no tabs, as a terminal puts them into columns. */
export function cellsOf(text: string): readonly Cell[] {
  if (ascii.test(text)) {
    return Array.from(text, (character) => ({ text: character, columns: 1 }));
  }
  return Array.from(graphemes.segment(text.toWellFormed()), ({ segment }) =>
    segment.length > longestCell || joined.test(segment)
      ? { text: '\u{fffd}', columns: 1 }
      : { text: segment, columns: columnsOf(segment) },
  );
}

function columnsOf(grapheme: string): number {
  return emoji.test(grapheme) ? 2 : eastAsianWidth(grapheme.codePointAt(0) ?? 0);
}

/** How many columns of a terminal a line takes that is safe to show and has no tabs. */
export function widthOf(text: string): number {
  return ascii.test(text) ? text.length : cellsWidth(cellsOf(text));
}

export function cellsWidth(cells: readonly Cell[]): number {
  return cells.reduce((sum, { columns }) => sum + columns, 0);
}

/** The same line, with a dot at its end where it would take more columns than there are. @param columns at least 1 */
export function fitted(text: string, columns: number): string {
  return widthOf(text) <= columns ? text : `${firstCells(cellsOf(text), columns - 1)}…`;
}

function firstCells(cells: readonly Cell[], columns: number): string {
  let taken = '';
  let width = 0;
  for (const cell of cells) {
    width += cell.columns;
    if (width > columns) {
      break;
    }
    taken += cell.text;
  }
  return taken;
}

/** Words on lines of so many columns; a word that is longer has a line of its own, and is cut. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, ...(line === '' ? [] : [line])].map((one) => fitted(one, columns));
}
