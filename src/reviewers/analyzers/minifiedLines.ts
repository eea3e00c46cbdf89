import type { LineIndex } from '../../core/text/lines';

/** UTF-16 code units in a line, lines in a row, and blanks in a hundred characters, as minifiers write. */
const longLine = 300;
const fewestLines = 3;
/** So long a line of that kind nobody has written, whatever stands beside it: a bundle with templates in it. */
const veryLongLine = 3_000;
/** In a hundred characters, of code; a text or a picture has fewer. */
const fewestSigns = 10;
const mostBlanks = 5;

/**
 * Tells which lines are part of minified code that stands in a file of somebody's own: long ones in a row, with hardly any
 * blanks.
 *
 * @returns for a 1-based line
 */
export function createMinifiedLines(text: string, lines: LineIndex): (line: number) => boolean {
  const isLong = (line: number): boolean => {
    const [start, end] = line >= 1 && line <= lines.count ? [lines.startOf(line), lines.endOf(line)] : [0, 0];
    return (
      end - start >= longLine &&
      (text.slice(start, end).match(/[ \t]/g) ?? []).length * 100 <= mostBlanks * (end - start)
    );
  };
  return (line) => {
    if (isLong(line) && isDense(text.slice(lines.startOf(line), lines.endOf(line)))) {
      return true;
    }
    let [first, last] = [line, line];
    while (isLong(first) && last - first < fewestLines) {
      first--;
    }
    while (isLong(last) && last - first <= fewestLines) {
      last++;
    }
    return isLong(line) && last - first - 1 >= fewestLines;
  };
}

function isDense(line: string): boolean {
  return line.length >= veryLongLine && (line.match(/[;,(){}=]/g) ?? []).length * 100 >= fewestSigns * line.length;
}
