import type { Definition } from '../ports';
import type { LineRange } from '../types';

/** How good it is to cut a text before a line, the best first. */
export const cut = {
  atDefinition: 0,
  afterBlankLine: 1,
  anywhere: 2,
  /** It would tear a definition apart that fits into one chunk. */
  insideDefinition: 3,
} as const;
/** One of those: lower is better. */
export type Cut = (typeof cut)[keyof typeof cut];

/**
 * How good it is to cut before each line (index 0 is line 1). Only a definition that does not fit as a whole is cut,
 * along the definitions in it. Comments and decorators right above a definition belong to it.
 *
 * @param fits whether the lines of a definition fit into one chunk
 */
export function rankCuts(
  lines: readonly string[],
  definitions: readonly Definition[],
  fits: (range: LineRange) => boolean,
): Cut[] {
  const ranks = lines.map(
    (line, index): Cut => (isBlank(lines[index - 1]) && !isBlank(line) ? cut.afterBlankLine : cut.anywhere),
  );
  rank(definitions, 0);
  return ranks;

  function rank(siblings: readonly Definition[], floor: number): void {
    let lastTaken = floor;
    for (const { startLine, endLine, children } of siblings) {
      const first = withLeadingComments(lines, startLine, lastTaken);
      const last = Math.min(endLine, lines.length);
      lastTaken = Math.max(lastTaken, last);
      if (first < 1 || first > lines.length) {
        continue;
      }
      ranks[first - 1] = cut.atDefinition;
      if (fits({ startLine: first, endLine: last })) {
        ranks.fill(cut.insideDefinition, first, Math.max(first, last));
      } else {
        rank(children, first);
      }
    }
  }
}

/** Starts of comments, decorators and attributes in the usual languages. */
const leading = /^\s*(?:\/\/|\/?\*|#|@|--|;|%|<!--|\[)/;

function withLeadingComments(lines: readonly string[], startLine: number, floor: number): number {
  let first = startLine;
  while (first - 1 > floor && leading.test(lines[first - 2] ?? '')) {
    first--;
  }
  return first;
}

/**
 * For a text of unknown structure: its paragraphs as definitions. One begins at each line without indentation that
 * follows a blank line, and its first line is its header: the head of a function, a YAML key, the column names of a
 * table.
 */
export function paragraphs(lines: readonly string[]): Definition[] {
  const starts = lines.flatMap((line, index) =>
    /^[^\s})\]]/.test(line) && (index === 0 || isBlank(lines[index - 1])) ? index + 1 : [],
  );
  return starts.map((startLine, index) => ({
    startLine,
    endLine: (starts[index + 1] ?? lines.length + 1) - 1,
    header: { startLine, endLine: startLine },
    children: [],
  }));
}

function isBlank(line: string | undefined): boolean {
  return line !== undefined && !/\S/.test(line);
}
