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

/** What a file uses of others, or may use, that is not shown along with a part of it, and why. */
export type LeftOut =
  /** There was no room for these definitions, or for their members: the first line of each. */
  | { readonly kind: 'room'; readonly path: string; readonly definitions: readonly string[] }
  /** It has more definitions than are looked at. */
  | { readonly kind: 'definitions'; readonly path: string; readonly looked: number }
  /** Files that it imports after as many as are looked at. */
  | { readonly kind: 'files'; readonly files: number; readonly looked: number }
  /** Files of which nobody can tell whether any program has them together with it. */
  | { readonly kind: 'builds'; readonly files: number }
  /** What it imports leads on to more than is followed. */
  | { readonly kind: 'leads' };

/** What one request of a file's review is about: one chunk, seen under one pass of the profile. */
export interface Part {
  /** Position of the pass among those of the run's profiles, 0-based. */
  readonly pass: number;
  readonly chunk: Chunk;
  /** Estimate of its prompt, system message and neighbours included. */
  readonly promptTokens: number;
  /** Absent where nothing of other files is shown. */
  readonly neighbours?: ShownNeighbours;
  /** Absent where all that the lines use was shown, as far as imports could be followed. */
  readonly leftOut?: readonly LeftOut[];
}

/** A part without what is shown of other files: the first that goes where a server finds it too long. */
export function withoutNeighbours({ neighbours, ...part }: Part): Part {
  if (!neighbours) {
    return part;
  }
  const gone = neighbours.files.map(({ path, definitions }): LeftOut => {
    return { kind: 'room', path, definitions: definitions.map((one) => one.split('\n', 1)[0] ?? '') };
  });
  return { ...part, promptTokens: part.promptTokens - neighbours.tokens, leftOut: [...gone, ...(part.leftOut ?? [])] };
}

/** What is shown of other files along with the parts of a file, to compare: a hash, as it may hold what no record has in plain. */
export function shownAlong(parts: readonly Part[], hash: (text: string) => string): string {
  return hash(JSON.stringify(parts.map(({ neighbours }) => neighbours?.files ?? [])));
}

/** Divides files into the parts in which a model reviews them. Depends on the text alone, never on the moment. */
export interface PartPlanner {
  /** At least one part, passes in their order, and the chunks of each in the order of the lines. */
  plan(file: FileSnapshot, signal: AbortSignal): Promise<readonly Part[]>;
  /** Smaller parts for one that a server finds too long; undefined when it cannot be divided any further. */
  split(file: FileSnapshot, part: Part, signal: AbortSignal): Promise<readonly Part[] | undefined>;
}
