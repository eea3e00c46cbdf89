/**
 * Whether a new text may have lost its indentation, as where a model trims what it writes: it begins in the first column,
 * and none of the lines that it replaces does, nor one column behind it, where a diff has its text. A line that begins
 * with `#` may stand there by custom, and tells nothing.
 */
export function mayLackIndentation(actual: readonly string[], made: readonly string[]): boolean {
  const isAllIndented = actual.every((line) => !/\S/.test(line) || /^(?:\t| \s)/.test(line));
  const first = made.find((line) => /\S/.test(line) && !line.startsWith('#'));
  return isAllIndented && first !== undefined && /^\S/.test(first);
}
