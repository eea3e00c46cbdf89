import { enclosing } from '../enclosing';
import type { Outline } from '../ports';
import type { LineRange } from '../types';

/** What the line between two stretches costs that says which lines are not shown. In tokens. */
export const gapTokens = 12;

/** Imports, and the headers around a chunk, take at most this share of its budget each. */
const contextShare = 0.2;

/** Lines that are shown along with a chunk, and what they cost in the prompt. */
export interface ChunkContext {
  readonly ranges: readonly LineRange[];
  readonly tokens: number;
}

const noContext: ChunkContext = { ranges: [], tokens: 0 };

/**
 * What is shown along with a chunk that starts at a line: the imports before it, and the headers of the definitions it
 * starts in, the innermost first when there is no room for all. Every line of it comes before the chunk.
 *
 * @param tokensOf what lines of the file cost in the prompt
 * @param budget tokens for the chunk and its context together
 */
export function contextBefore(
  firstLine: number,
  outline: Outline,
  tokensOf: (range: LineRange) => number,
  budget: number,
): ChunkContext {
  const shown = new Set<number>();
  const limit = budget * contextShare;
  const headers = enclosing(outline.definitions, firstLine).map(({ header }) => header);
  showWhileRoom(headers.toReversed(), limit);
  showWhileRoom(outline.imports, limit);
  const ranges = toRanges(shown);
  const tokens = ranges.reduce((sum, range) => sum + tokensOf(range) + gapTokens, 0);
  return ranges.length === 0 || tokens + tokensOf({ startLine: firstLine, endLine: firstLine }) > budget
    ? noContext
    : { ranges, tokens };

  function showWhileRoom(ranges: readonly LineRange[], room: number): void {
    let left = room;
    for (const { startLine, endLine } of ranges) {
      if (startLine >= firstLine || left < gapTokens) {
        return;
      }
      const range = { startLine: Math.max(1, startLine), endLine: Math.min(endLine, firstLine - 1) };
      const tokens = tokensOf(range) + gapTokens;
      if (tokens <= left) {
        left -= tokens;
        eachLine(range, (line) => shown.add(line));
      }
    }
  }
}

function eachLine({ startLine, endLine }: LineRange, visit: (line: number) => void): void {
  for (let line = startLine; line <= endLine; line++) {
    visit(line);
  }
}

function toRanges(lines: ReadonlySet<number>): LineRange[] {
  const ranges: LineRange[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const previous = ranges.at(-1);
    if (previous !== undefined && previous.endLine === line - 1) {
      ranges[ranges.length - 1] = { ...previous, endLine: line };
    } else {
      ranges.push({ startLine: line, endLine: line });
    }
  }
  return ranges;
}
