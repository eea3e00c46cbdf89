import type { Chunk } from '../parts';
import type { Outline } from '../ports';
import type { LineRange } from '../types';
import { type ChunkContext, contextBefore } from './chunkContext';
import { cut, paragraphs, rankCuts } from './cuts';

/** What is to be divided, and into how much. */
export interface ChunkRequest {
  /** The lines of the whole file. */
  readonly lines: readonly string[];
  /** What each of them costs in a prompt. */
  readonly lineTokens: readonly number[];
  /** Which of them to divide. */
  readonly range: LineRange;
  /** Tokens for the lines of a chunk and its context together. */
  readonly budget: number;
  /** How the file is built; without one, blank lines and indentation tell. */
  readonly outline?: Outline | undefined;
}

/** A chunk is filled at least to this share when that spares a worse cut than the last possible one. */
const minFill = 0.5;
/** Of what is left for two chunks, neither gets less than this share, where that takes no worse cut. */
const minShare = 0.25;

/**
 * Partitions lines into chunks: each line is under review in exactly one of them. Definitions are packed in their order
 * while they fit; one that does not fit alone is cut along its children, then after blank lines, then anywhere. What is
 * left for the last two chunks is shared fairly. A chunk exceeds the budget only when it is one line that does.
 */
export function divideIntoChunks(request: ChunkRequest): Chunk[] {
  const { range } = request;
  const division = prepare(request);
  const chunks: Pick<Chunk, 'lines' | 'context'>[] = [];
  for (let startLine = range.startLine; startLine <= range.endLine; ) {
    const context = division.contextAt(startLine);
    const endLine = lastLine(division, startLine, range.endLine, request.budget - context.tokens);
    chunks.push({ lines: { startLine, endLine }, context: context.ranges });
    startLine = endLine + 1;
  }
  return chunks.map((chunk, position) => ({ index: position + 1, count: chunks.length, ...chunk }));
}

interface Division {
  readonly budget: number;
  tokensOf(range: LineRange): number;
  contextAt(startLine: number): ChunkContext;
  /** How good it is to cut before a line. */
  rankAt(line: number): number;
}

function prepare({ lines, lineTokens, range, budget, outline }: ChunkRequest): Division {
  const known: Outline = outline?.definitions.length
    ? outline
    : { imports: outline?.imports ?? [], definitions: paragraphs(lines) };
  const sums = [0];
  for (const tokens of lineTokens) {
    sums.push((sums.at(-1) ?? 0) + tokens);
  }
  const tokensOf = ({ startLine, endLine }: LineRange): number => (sums[endLine] ?? 0) - (sums[startLine - 1] ?? 0);
  const contextAt = (startLine: number) => contextBefore(startLine, known, tokensOf, budget);
  const fits = ({ startLine, endLine }: LineRange): boolean => {
    const own = { startLine: Math.max(startLine, range.startLine), endLine: Math.min(endLine, range.endLine) };
    return own.startLine > own.endLine || tokensOf(own) + contextAt(own.startLine).tokens <= budget;
  };
  const ranks = rankCuts(lines, known.definitions, fits);
  return { budget, tokensOf, contextAt, rankAt: (line) => ranks[line - 1] ?? cut.anywhere };
}

/** Where a chunk ends that starts at a line and has so many tokens for its lines. */
function lastLine(division: Division, first: number, end: number, available: number): number {
  const rest = division.tokensOf({ startLine: first, endLine: end });
  if (rest <= available) {
    return end;
  }
  const cuts = possibleCuts(division, first, end, available);
  const fair = rest <= 2 * division.budget ? fairCuts(division, cuts, rest) : [];
  const filled = cuts.filter(({ fill }) => fill >= available * minFill);
  const usual = best(filled, available) ?? cuts.findLast(isGood) ?? cuts.at(-1);
  const even = best(fair, rest / 2);
  const chosen = even && usual && even.rank <= usual.rank ? even : usual;
  return (chosen?.line ?? first + 1) - 1;
}

/** A way to end a chunk: before a line, with the tokens of the lines up to there. */
interface PossibleCut {
  readonly line: number;
  readonly fill: number;
  readonly rank: number;
}

function possibleCuts(division: Division, first: number, end: number, available: number): PossibleCut[] {
  const cuts: PossibleCut[] = [];
  for (let line = first + 1; line <= end; line++) {
    const fill = division.tokensOf({ startLine: first, endLine: line - 1 });
    if (fill > available) {
      break;
    }
    cuts.push({ line, fill, rank: division.rankAt(line) });
  }
  return cuts;
}

/** Those that leave enough on both sides, and no more than one other chunk can take. */
function fairCuts(division: Division, cuts: readonly PossibleCut[], rest: number): PossibleCut[] {
  return cuts.filter(
    ({ line, fill }) =>
      Math.min(fill, rest - fill) >= rest * minShare &&
      rest - fill <= division.budget &&
      rest - fill + division.contextAt(line).tokens <= division.budget,
  );
}

function isGood({ rank }: PossibleCut): boolean {
  return rank < cut.insideDefinition;
}

/** The best cut, of equals the one nearest to the wished fill; undefined when each would tear a definition apart. */
function best(cuts: readonly PossibleCut[], wished: number): PossibleCut | undefined {
  const distance = ({ fill }: PossibleCut) => Math.abs(fill - wished);
  return cuts
    .filter(isGood)
    .reduce<PossibleCut | undefined>(
      (a, b) => (a === undefined || b.rank < a.rank || (b.rank === a.rank && distance(b) <= distance(a)) ? b : a),
      undefined,
    );
}
