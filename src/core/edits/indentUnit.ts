/** A single space more is the alignment of a comment's star, so many more that of an argument. */
const widths = { least: 2, most: 8 };

/** What a text is indented by, one step: what indented lines most often have more than the line before. */
export function indentUnitOf(lines: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  let before = '';
  for (const line of lines) {
    const indent = indentOf(line);
    if (indent.length === line.length || line.startsWith('*', indent.length)) {
      continue;
    }
    const step = indent.startsWith(before) ? indent.slice(before.length) : '';
    if (step === '\t' || (/^ +$/.test(step) && step.length >= widths.least && step.length <= widths.most)) {
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    before = indent;
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length)[0]?.[0];
}

/** The white space at the beginning of a line. */
export function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}
