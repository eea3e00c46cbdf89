/** A line without what is left out of account when lines are compared. */
export type LineFold = (line: string) => string;

/** Lines are compared as they are. */
export const asIs: LineFold = (line) => line;

/** Every kind of Unicode space as a plain one. */
export const withPlainSpaces: LineFold = (line) => line.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ');

/** A line without trailing white space (a `\r` too) and with every kind of Unicode space as a plain one. */
export const withoutTrailing: LineFold = (line) => withPlainSpaces(line).trimEnd();

/** Without the white space in front, too. */
export const withoutIndent: LineFold = (line) => withoutTrailing(line).trimStart();

/** New lines for a place that was quoted inexactly: a line repeated from the quote becomes the one that stands there. */
export function keepRepeated(
  quoted: readonly string[],
  actual: readonly string[],
  newLines: readonly string[],
): readonly string[] {
  const repeated = repeatedLines(quoted, actual, newLines);
  return newLines.map((line, position) => repeated[position] ?? line);
}

/**
 * What really stands there, for each new line that repeats a quoted one: first those at the beginning and at the end that
 * both have, then others, but for those that are quoted for one thing here and another there.
 */
export function repeatedLines(
  quoted: readonly string[],
  actual: readonly string[],
  newLines: readonly string[],
): readonly (string | undefined)[] {
  const known = new Map<string, string | undefined>();
  for (const [position, line] of quoted.entries()) {
    const real = actual[position];
    known.set(line, known.has(line) && known.get(line) !== real ? undefined : real);
  }
  const repeated = newLines.map((line) => known.get(line));
  const shorter = Math.min(quoted.length, newLines.length);
  let head = 0;
  for (; head < shorter && quoted[head] === newLines[head]; head += 1) {
    repeated[head] = actual[head];
  }
  for (let tail = 1; tail <= shorter - head && quoted.at(-tail) === newLines.at(-tail); tail += 1) {
    repeated[newLines.length - tail] = actual[quoted.length - tail];
  }
  return repeated;
}
