import { beginningOf, numbersAhead } from './numberMarks';

/** What tells which line it is stands within so much of its beginning. UTF-16 code units. */
const longestLabel = 60;
/** A number behind one word or file name at most, and in front of more: not in brackets or a list, as numbers of calls are. */
const labelled =
  /^[^\p{L}\p{N}]*(?:\p{L}[\p{L}\p{N}_./\\-]*)?[^\p{L}\p{N}]*(?<!\d)(\d{1,7})(?![\p{L}\p{N}_)\],;.]|\s*$)/u;

/**
 * Whether a new line may begin with words or signs that only tell which line it is, in whatever form: `row 3: x`, `3> x`,
 * `a.txt:3:x`. Its own number is in them, which hardly ever happens by chance, and replaced lines do not begin with numbers.
 *
 * @param starts at which lines of the file the replaced ones may stand, 1-based
 */
export function mayBeLabelled(actual: readonly string[], made: readonly string[], starts: readonly number[]): boolean {
  const own = new Set(actual);
  // Where lines begin with numbers, `doubtOfNumbers` tells what is meant.
  const begun = new Set(actual.map(beginningBehindSigns).filter((text) => /^\D/.test(text)));
  const areNumbered = actual.map((line) => labelOf(line) !== undefined || numbersAhead(line) > 0);
  return made.some((line, position) => {
    const numbers = starts.map((start) => start + position);
    const label = labelOf(line);
    const isLabel = label !== undefined && numbers.includes(label) && !(areNumbered[position] ?? areNumbered.at(-1));
    const isBegun = begun.has(beginningBehindSigns(line));
    const behind = textsBehind(line, numbers);
    return !own.has(line) && !isBegun && (isLabel || behind.some((text) => begun.has(beginningBehindSigns(text))));
  });
}

function labelOf(line: string): number | undefined {
  const [, digits] = labelled.exec(line.slice(0, longestLabel)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function beginningBehindSigns(line: string): string {
  return beginningOf(line.replace(/^[^\p{L}\p{N}_]+/u, ''));
}

/** What stands behind each of some numbers in the beginning of a line. */
function textsBehind(line: string, numbers: readonly number[]): readonly string[] {
  return [...line.slice(0, longestLabel).matchAll(/(?<!\d)\d{1,7}(?!\d)/g)]
    .filter(([digits]) => numbers.includes(Number(digits)))
    .map(({ 0: digits, index }) => line.slice(index + digits.length));
}
