import type { FileSnapshot, LineRange } from './types';

/** A stretch of a file that one request is about. The chunks of a file partition its lines. */
export interface Chunk {
  /** 1-based, in the order of the lines. */
  readonly index: number;
  readonly count: number;
  /** The lines under review. */
  readonly lines: LineRange;
  /** Lines outside of those that are shown along: imports, the header of the definition around them. In order. */
  readonly context: readonly LineRange[];
}

/** Definitions of another file of the folder that are shown along with a part that uses them. */
export interface Neighbour {
  readonly path: string;
  /** Each as it is shown, in the order of their lines. */
  readonly definitions: readonly string[];
}

/** What is shown of other files along with a part, in the order in which it imports them. */
export interface ShownNeighbours {
  readonly files: readonly Neighbour[];
  /** Estimate of what they add to the prompt. */
  readonly tokens: number;
}

/** What one request of a file's review is about: one chunk, seen under one pass of the profile. */
export interface Part {
  /** Position of the pass among those of the run's profiles, 0-based. */
  readonly pass: number;
  readonly chunk: Chunk;
  /** Estimate of its prompt, system message and neighbours included. */
  readonly promptTokens: number;
  /** Absent where nothing of other files is shown. */
  readonly neighbours?: ShownNeighbours;
}

/** A part without what is shown of other files: the first that goes where a server finds it too long. */
export function withoutNeighbours({ neighbours, ...part }: Part): Part {
  return { ...part, promptTokens: part.promptTokens - (neighbours?.tokens ?? 0) };
}

/** What is shown of other files along with the parts of a file, as a text to compare. */
export function shownAlong(parts: readonly Part[]): string {
  return JSON.stringify(parts.map(({ neighbours }) => neighbours?.files ?? []));
}

/** Divides files into the parts in which a model reviews them. Depends on the text alone, never on the moment. */
export interface PartPlanner {
  /** At least one part, passes in their order, and the chunks of each in the order of the lines. */
  plan(file: FileSnapshot, signal: AbortSignal): Promise<readonly Part[]>;
  /** Smaller parts for one that a server finds too long; undefined when it cannot be divided any further. */
  split(file: FileSnapshot, part: Part, signal: AbortSignal): Promise<readonly Part[] | undefined>;
}
