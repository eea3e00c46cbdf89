import { countWhile } from '../binarySearch';
import { LineIndex } from './lines';

/** Lines that can be found by what they say. Line numbers are 1-based. */
export interface KnownLines {
  readonly count: number;
  at(line: number): string | undefined;
  /** How many lines say just this, at most. */
  most(line: string): number;
  /** The numbers of the lines that say just this, in any order. */
  like(line: string): Iterable<number>;
}

/** The lines of a text. Made once for a text, however much is asked about it. */
export class TextLines implements KnownLines {
  readonly text: string;
  readonly lines: readonly string[];
  #index: LineIndex | undefined;
  #places: Map<string, number[]> | undefined;

  constructor(text: string) {
    this.text = text;
    this.lines = text.split('\n');
  }

  get count(): number {
    return this.lines.length;
  }

  get index(): LineIndex {
    this.#index ??= new LineIndex(this.text);
    return this.#index;
  }

  at(line: number): string | undefined {
    return this.lines[line - 1];
  }

  most(line: string): number {
    return this.like(line).length;
  }

  like(line: string): readonly number[] {
    this.#places ??= numbersOf(this.lines);
    return this.#places.get(line) ?? [];
  }

  /** The numbers of the first lines, in order, of the places where some lines stand one below the other. */
  placesOf(block: readonly string[]): number[] {
    return [...placesIn(this, block)];
  }
}

/** As many lines are compared at each place of the rarest of them. */
const fewLines = 50;

/**
 * Where some lines stand one below the other: the numbers of the first ones. Looks where the rarest of them stands, unless
 * they are many, and that is so often that going through all lines once is less effort.
 */
function* placesIn(lines: KnownLines, block: readonly string[]): Generator<number> {
  const counts = block.map((line) => lines.most(line));
  const rarest = counts.reduce((best, count, index) => (count < (counts[best] ?? 0) ? index : best), 0);
  if (block.length > fewLines && (counts[rarest] ?? 0) * block.length > lines.count) {
    yield* placesInAll(lines, block);
    return;
  }
  for (const place of lines.like(block[rarest] ?? '')) {
    const first = place - rarest;
    if (block.every((line, index) => lines.at(first + index) === line)) {
      yield first;
    }
  }
}

/** As `placesIn`, line by line: Knuth, Morris and Pratt's search, which looks at no line again however much they repeat. */
function* placesInAll(lines: KnownLines, block: readonly string[]): Generator<number> {
  const borders = bordersOf(block);
  let same = 0;
  for (let line = 1; line <= lines.count; line += 1) {
    const said = lines.at(line);
    while (same > 0 && block[same] !== said) {
      same = borders[same - 1] ?? 0;
    }
    same += block[same] === said ? 1 : 0;
    if (same === block.length) {
      yield line - same + 1;
      same = borders[same - 1] ?? 0;
    }
  }
}

/** For each beginning of some lines, of how many lines its longest end is that they begin with, but for itself. */
function bordersOf(block: readonly string[]): number[] {
  const borders = [0];
  for (let at = 1, same = 0; at < block.length; at += 1) {
    while (same > 0 && block[same] !== block[at]) {
      same = borders[same - 1] ?? 0;
    }
    same += block[same] === block[at] ? 1 : 0;
    borders.push(same);
  }
  return borders;
}

/** Whole lines of a text and what becomes of them. */
export interface LineChange {
  readonly startLine: number;
  /** Inclusive. */
  readonly endLine: number;
  readonly lines: readonly string[];
}

/** The lines of a text after changes of a few of them, without the effort of putting them together. */
export class ChangedLines implements KnownLines {
  readonly #before: KnownLines;
  /** In order, each with the number that its first line has now. */
  readonly #changes: readonly (LineChange & { readonly newStart: number })[];
  readonly #brought: ReadonlyMap<string, readonly number[]>;
  readonly count: number;

  /** @param changes in order; none of them shares a line with another */
  constructor(before: KnownLines, changes: readonly LineChange[]) {
    let shift = 0;
    this.#before = before;
    this.#changes = changes.map((change) => {
      const newStart = change.startLine + shift;
      shift += change.lines.length - (change.endLine - change.startLine + 1);
      return { ...change, newStart };
    });
    this.#brought = numbersOf(
      this.#changes.flatMap(({ lines }) => lines),
      this.#changes.flatMap(({ lines, newStart }) => lines.map((_, index) => newStart + index)),
    );
    this.count = before.count + shift;
  }

  at(line: number): string | undefined {
    const change = this.#lastBefore(({ newStart }) => newStart <= line);
    if (!change) {
      return this.#before.at(line);
    }
    const within = line - change.newStart;
    return change.lines[within] ?? this.#before.at(change.endLine + 1 + within - change.lines.length);
  }

  most(line: string): number {
    return this.#before.most(line) + (this.#brought.get(line)?.length ?? 0);
  }

  *like(line: string): Iterable<number> {
    yield* this.#brought.get(line) ?? [];
    for (const place of this.#before.like(line)) {
      const change = this.#lastBefore(({ startLine }) => startLine <= place);
      if (!change) {
        yield place;
      } else if (place > change.endLine) {
        yield change.newStart + change.lines.length + place - change.endLine - 1;
      }
    }
  }

  /** The last change of those, at the start of all, that something holds of. */
  #lastBefore(holds: (change: LineChange & { readonly newStart: number }) => boolean) {
    return this.#changes[countWhile(this.#changes, holds) - 1];
  }
}

/** Whether some lines stand one below the other in just one place. */
export function standOnce(lines: KnownLines, block: readonly string[]): boolean {
  let found = 0;
  for (const _ of placesIn(lines, block)) {
    found++;
    if (found > 1) {
      return false;
    }
  }
  return found === 1;
}

function numbersOf(lines: readonly string[], numbers?: readonly number[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const known = places.get(line);
    const number = numbers?.[index] ?? index + 1;
    if (known) {
      known.push(number);
    } else {
      places.set(line, [number]);
    }
  }
  return places;
}
