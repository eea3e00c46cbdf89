import { type FindUsed, noUses } from '../neighbours/neighbours';
import type { Uses } from '../neighbours/search';
import { createChooser } from '../neighbours/shown';
import { type Chunk, type Part, type PartPlanner, withoutNeighbours } from '../parts';
import type { Inspector } from '../ports';
import { createPieceWords, programWordsIn } from '../text/words';
import type { FileSnapshot, LineRange } from '../types';
import { divideIntoChunks } from './chunks';
import { neighbourHeading, neighboursHeading } from './neighbourText';
import { roomForFile } from './promptTokens';
import { fileLines, numberedLine, userMessage } from './userMessage';

/** What files are divided by. */
export interface PartPlannerOptions {
  /** Which passes a file gets, as positions among those of the run. */
  readonly passesFor: (file: FileSnapshot) => readonly number[];
  /** Estimate of the system message of each pass. */
  readonly systemTokens: readonly number[];
  /** The longest prompt that every endpoint of the run takes, in tokens; undefined when that is not known. */
  readonly maxPromptTokens: number | undefined;
  /** Estimates the tokens of a text. */
  readonly countTokens: (text: string) => number;
  /** Without one, files are divided by blank lines and indentation. */
  readonly inspector?: Pick<Inspector, 'outline'> | undefined;
  /** What a file uses of others in the folder; without one, nothing of those is shown. */
  readonly usedBy?: FindUsed | undefined;
}

/**
 * The prompt length that is assumed where the server's limit is not known, in tokens. Most current models have a context
 * of 32k or more, and a server with less says so, after which the part is split.
 */
const assumedMaxPromptTokens = 32_768;

/** What is shown of other files along with a part, and what is not. */
type Along = Pick<Part, 'neighbours' | 'leftOut'>;

/** A little more than half: lines are not of one length, and two pieces are meant. */
const halfShare = 0.55;

/** What is shown of other files takes at most this share of a prompt, and so many tokens. */
const neighbourShare = 0.15;
const mostNeighbourTokens = 4_000;

/** Lines are not divided into pieces with less room than this, in tokens. */
const minRoom = 200;

/**
 * Plans the requests of a file's review: one for each pass and chunk. A file that fits is one chunk. The chunks are the
 * same for all passes. The pieces of a split part are numbered among themselves.
 */
export function createPartPlanner(options: PartPlannerOptions): PartPlanner {
  const { passesFor, systemTokens, maxPromptTokens = assumedMaxPromptTokens, countTokens, inspector, usedBy } = options;
  const longestSystem = Math.max(0, ...systemTokens);
  const shownTokens = (file: FileSnapshot, chunk: Pick<Chunk, 'lines' | 'context'>): number =>
    countTokens(userMessage(file, [], chunk));

  const choose = createChooser({ countTokens: tokensOfLine, heading: neighbourHeading });
  const headingTokens = tokensOfLine(neighboursHeading);
  const tokensOfLines = new WeakMap<FileSnapshot, readonly number[]>();

  /** Counted once, however often the file is divided. */
  function lineTokensOf(file: FileSnapshot): readonly number[] {
    const counted =
      tokensOfLines.get(file) ?? fileLines(file).map((line, index) => countTokens(numberedLine(line, index + 1)) + 1);
    tokensOfLines.set(file, counted);
    return counted;
  }

  async function divide(file: FileSnapshot, range: LineRange, room: number, signal: AbortSignal): Promise<Chunk[]> {
    const outline = await inspector?.outline(file, signal);
    return divideIntoChunks({
      lines: fileLines(file),
      lineTokens: lineTokensOf(file),
      range,
      budget: room,
      outline,
    });
  }

  async function divideWhole(file: FileSnapshot, whole: Chunk, room: number, signal: AbortSignal): Promise<Chunk[]> {
    const roomForLines = room - shownTokens(file, noLines(whole));
    return roomForLines < minRoom ? [whole] : divide(file, whole.lines, roomForLines, signal);
  }

  return {
    async plan(file, signal) {
      const whole = wholeOf(file);
      const tokens = shownTokens(file, whole);
      const room = roomForFile(maxPromptTokens, longestSystem, file.language);
      const chunks = tokens <= room ? [whole] : await divideWhole(file, whole, room, signal);
      const words = createPieceWords(chunks.map((chunk) => () => programWordsIn(file.language, textOf(file, chunk))));
      const uses = (await usedBy?.(file, signal, words.inAll)) ?? noUses;
      const shown = chunks.map((chunk, index) => {
        const own = chunk === whole ? tokens : shownTokens(file, chunk);
        return { chunk, tokens: own, along: alongOf(uses, () => words.in(index), room - own) };
      });
      return passesFor(file).flatMap((pass) => shown.map((of) => partOf(pass, of.chunk, of.tokens, of.along)));
    },

    async split(file, part, signal) {
      const { pass, chunk } = part;
      const { promptTokens } = withoutNeighbours(part);
      const introduction = shownTokens(file, noLines(chunk));
      const half = Math.floor((promptTokens - (systemTokens[pass] ?? 0) - introduction) * halfShare);
      const room = Math.min(half, roomForFile(maxPromptTokens, longestSystem, file.language) - introduction);
      if (chunk.lines.startLine === chunk.lines.endLine || room < minRoom) {
        return undefined;
      }
      const chunks = await divide(file, chunk.lines, room, signal);
      // A part that shows nothing of other files any more is of a server that has no room for it.
      const without = { files: [], leftOut: part.leftOut ?? [] };
      const uses = (part.neighbours && (await usedBy?.(file, signal))) ?? without;
      return chunks.map((piece) => {
        const tokens = shownTokens(file, piece);
        const words = () => programWordsIn(file.language, textOf(file, piece));
        return partOf(pass, piece, tokens, alongOf(uses, words, room + introduction - tokens));
      });
    },
  };

  function partOf(pass: number, chunk: Chunk, tokens: number, along: Along): Part {
    const promptTokens = (systemTokens[pass] ?? 0) + tokens + (along.neighbours?.tokens ?? 0);
    return { pass, chunk, promptTokens, ...along };
  }

  /**
   * @param words of the lines under review
   * @param room what is left of the room for the file: it takes no more parts for what is shown along with it
   */
  function alongOf({ files, leftOut: before }: Uses, words: () => ReadonlySet<string>, room: number): Along {
    if (files.length === 0) {
      return before.length > 0 ? { leftOut: before } : {};
    }
    const most = Math.min(room, maxPromptTokens * neighbourShare, mostNeighbourTokens);
    const { files: shown, tokens, leftOut } = choose({ files, words: words(), budget: most - headingTokens });
    const all = [...leftOut, ...before];
    return {
      ...(shown.length > 0 && { neighbours: { files: shown, tokens: tokens + headingTokens } }),
      ...(all.length > 0 && { leftOut: all }),
    };
  }

  /** With its line end. */
  function tokensOfLine(text: string): number {
    return countTokens(text) + 1;
  }
}

function wholeOf(file: FileSnapshot): Chunk {
  return { index: 1, count: 1, lines: { startLine: 1, endLine: fileLines(file).length }, context: [] };
}

function textOf(file: FileSnapshot, { lines: { startLine, endLine } }: Chunk): string {
  const lines = fileLines(file);
  return startLine === 1 && endLine === lines.length ? file.text : lines.slice(startLine - 1, endLine).join('\n');
}

/** What a message about a chunk has before its first line. */
function noLines({ lines: { endLine } }: Chunk): Pick<Chunk, 'lines' | 'context'> {
  return { lines: { startLine: endLine + 1, endLine }, context: [] };
}
