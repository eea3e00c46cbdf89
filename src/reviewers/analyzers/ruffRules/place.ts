/** One place in a Python file, with what is needed to judge what Ruff says of it. */
export interface Place {
  /** Of the file, relative to the reviewed folder. */
  readonly path: string;
  readonly text: string;
  /** The file's lines. */
  readonly lines: readonly string[];
  /** The 0-based line where it starts. */
  readonly row: number;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** More of a line or an expression is not looked at: patterns must not take long on what a tool wrote. */
const longest = 2_000;

export function quoteOf({ text, start, end }: Place): string {
  return text.slice(start, Math.min(end, start + longest));
}

export function lineOf({ lines, row }: Place): string {
  return (lines[row] ?? '').slice(0, longest);
}

/** From the start of its line, or not far from it, to where it starts. */
export function before({ text, start }: Place): string {
  return text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - 200), start);
}

/** In characters. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Nothing but blanks or a comment. */
export function isBlank(line: string): boolean {
  return line.trim() === '' || line.trimStart().startsWith('#');
}

/** Lines. */
const farthest = 2_000;

/** The lines that open the blocks around a line, innermost first: `with …:`, `def …:`, `class …:`. */
export function* openers({
  lines,
  row,
}: Pick<Place, 'lines' | 'row'>): Iterable<{ readonly line: string; readonly row: number }> {
  let indent = indentOf(lines[row] ?? '');
  for (let above = row - 1; above >= Math.max(0, row - farthest) && indent > 0; above--) {
    const line = lines[above] ?? '';
    if (!isBlank(line) && indentOf(line) < indent) {
      indent = indentOf(line);
      yield { line: line.trim(), row: above };
    }
  }
}

/** The line `def …` of the function that a place is in or, in its parameters, belongs to. */
export function functionRow(place: Place): number | undefined {
  const isDefinition = (line: string) => /^\s*(?:async\s+)?def\b/.test(line);
  if (isDefinition(lineOf(place))) {
    return place.row;
  }
  for (const { line, row } of openers(place)) {
    if (isDefinition(line)) {
      return row;
    }
    if (/^class\b/.test(line)) {
      return undefined;
    }
  }
  return undefined;
}

/** A block's lines below the one that opens it, its own continuation lines included. */
export function blockBelow({ lines }: Place, row: number): string {
  const indent = indentOf(lines[row] ?? '');
  let last = row;
  while (last + 1 < Math.min(lines.length, row + farthest)) {
    const line = lines[last + 1] ?? '';
    if (!isBlank(line) && indentOf(line) <= indent && !/^\s*[)\]}]/.test(line)) {
      break;
    }
    last++;
  }
  return lines.slice(row + 1, last + 1).join('\n');
}

/** What stands between the parentheses behind a place, as far as they can be told without a parser. */
export function callArguments({ text, start }: Place): string {
  const open = text.indexOf('(', start);
  let depth = 0;
  for (let at = open; open !== -1 && at < Math.min(text.length, open + longest); at++) {
    depth += '([{'.includes(text[at] ?? '') ? 1 : ')]}'.includes(text[at] ?? '') ? -1 : 0;
    if (depth === 0) {
      return text.slice(open + 1, at);
    }
  }
  return '';
}

/**
 * What a name was last given above a place, in one to three lines.
 *
 * @param reach how many lines are looked through
 */
export function assignedAbove({ lines, row }: Place, name: string, reach = 40): string {
  const assignment = new RegExp(`^\\s*${name}\\s*(?::[^=]+)?\\+?=(?!=)`);
  for (let above = row - 1; above >= Math.max(0, row - reach); above--) {
    if (assignment.test(lines[above] ?? '')) {
      return lines
        .slice(above, Math.min(row, above + 3))
        .join('\n')
        .replace(assignment, '');
    }
  }
  return '';
}
