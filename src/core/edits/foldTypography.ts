import type { Fold } from './fold';
import { indentOf } from './indentUnit';
import { type LineFold, repeatedLines } from './lineFolds';
import { type Quote, quoteOf } from './quotedEdit';

const signs: readonly (readonly [RegExp, string])[] = [
  [/[\u201c-\u201f\u2033]/g, '"'],
  [/[\u2018-\u201b\u2032]/g, "'"],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
];

/** A line with the quotation marks, dashes and spaces of a keyboard for those of a typesetter, one for one. */
const plain: LineFold = (line) => signs.reduce((folded, [fancy, sign]) => folded.replace(fancy, sign), line);

/**
 * Typesetter's quotation marks, dashes and spaces for plain ones, in the quote or in the file. What the new text repeats
 * of the quote stays as the file has it; what it brings must hold none of the signs that differ.
 */
export const typographyFold: Fold = (text, edit) => {
  const quote = quoteOf(edit);
  const changeAt = (startLine: number) => {
    const endLine = startLine + quote.oldLines.length - 1;
    const newLines = transferredLines(quote, text.slice(startLine, endLine));
    return newLines
      ? { startLine, endLine, newLines }
      : 'its new text has signs that the quoted text spells in another way';
  };
  return [{ places: text.places(quote.oldLines, plain), changeAt }];
};

function transferredLines({ oldLines, newLines }: Quote, actual: readonly string[]): readonly string[] | undefined {
  const isBrought = bringing(oldLines.join('\n'), actual.join('\n'));
  const unindented = actual.map((line) => line.trimStart());
  const repeated = repeatedLines(
    oldLines.map((line) => line.trimStart()),
    unindented,
    newLines.map((line) => line.trimStart()),
  );
  const made = newLines.map((line, position) => {
    const kept = repeated[position];
    return kept === undefined || !isBrought(indentOf(line))
      ? transferred(oldLines[position] ?? '', actual[position] ?? '', line, isBrought)
      : indentOf(line) + kept;
  });
  return made.every((line) => line !== undefined) ? made : undefined;
}

/** Tells whether the new text may bring something: none of it is spelled differently in quote and file. */
function bringing(quoted: string, actual: string): (brought: string) => boolean {
  const differing = new Set(
    quoted
      .split('')
      .filter((sign, at) => sign !== actual[at])
      .map(plain),
  );
  return (brought) =>
    !plain(brought)
      .split('')
      .some((sign) => differing.has(sign));
}

/** A new line, with what it has in common with a quoted one at its beginning and its end as it really is. */
function transferred(
  quoted: string,
  actual: string,
  made: string,
  isBrought: (brought: string) => boolean,
): string | undefined {
  const shorter = Math.min(quoted.length, made.length);
  let head = 0;
  while (head < shorter && quoted[head] === made[head]) {
    head += 1;
  }
  let tail = 0;
  while (tail < shorter - head && quoted[quoted.length - tail - 1] === made[made.length - tail - 1]) {
    tail += 1;
  }
  const brought = made.slice(head, made.length - tail);
  return isBrought(brought) ? actual.slice(0, head) + brought + actual.slice(actual.length - tail) : undefined;
}
