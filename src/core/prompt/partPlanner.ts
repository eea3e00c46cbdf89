import type { Chunk, Part, PartPlanner } from '../parts';
import type { Inspector } from '../ports';
import type { FileSnapshot, LineRange } from '../types';
import { divideIntoChunks } from './chunks';
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
}

/**
 * The prompt length that is assumed where the server's limit is not known, in tokens. Most current models have a context
 * of 32k or more, and a server with less says so, after which the part is split.
 */
const assumedMaxPromptTokens = 32_768;

/** A little more than half: lines are not of one length, and two pieces are meant. */
const halfShare = 0.55;

/** Lines are not divided into pieces with less room than this, in tokens. */
const minRoom = 200;

/**
 * Plans the requests of a file's review: one for each pass and chunk. A file that fits is one chunk. The chunks are the
 * same for all passes. The pieces of a split part are numbered among themselves.
 */
export function createPartPlanner(options: PartPlannerOptions): PartPlanner {
  const { passesFor, systemTokens, maxPromptTokens = assumedMaxPromptTokens, countTokens, inspector } = options;
  const longestSystem = Math.max(0, ...systemTokens);
  const shownTokens = (file: FileSnapshot, chunk: Pick<Chunk, 'lines' | 'context'>): number =>
    countTokens(userMessage(file, [], chunk));

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
      const shown = chunks.map((chunk) => ({ chunk, tokens: chunk === whole ? tokens : shownTokens(file, chunk) }));
      return passesFor(file).flatMap((pass) => shown.map(({ chunk, tokens }) => partOf(pass, chunk, tokens)));
    },

    async split(file, { pass, chunk, promptTokens }, signal) {
      const introduction = shownTokens(file, noLines(chunk));
      const half = Math.floor((promptTokens - (systemTokens[pass] ?? 0) - introduction) * halfShare);
      const room = Math.min(half, roomForFile(maxPromptTokens, longestSystem, file.language) - introduction);
      if (chunk.lines.startLine === chunk.lines.endLine || room < minRoom) {
        return undefined;
      }
      const chunks = await divide(file, chunk.lines, room, signal);
      return chunks.map((piece) => partOf(pass, piece, shownTokens(file, piece)));
    },
  };

  function partOf(pass: number, chunk: Chunk, tokens: number): Part {
    return { pass, chunk, promptTokens: (systemTokens[pass] ?? 0) + tokens };
  }
}

function wholeOf(file: FileSnapshot): Chunk {
  return { index: 1, count: 1, lines: { startLine: 1, endLine: fileLines(file).length }, context: [] };
}

/** What a message about a chunk has before its first line. */
function noLines({ lines: { endLine } }: Chunk): Pick<Chunk, 'lines' | 'context'> {
  return { lines: { startLine: endLine + 1, endLine }, context: [] };
}
