import { diffArrays } from 'diff';
import type { LineRange } from '../types';

/**
 * Lines that may be taken away and added, together, before all between the first and the last difference counts as
 * changed: the time that Myers' algorithm takes grows with their product.
 */
const mostChanges = 1_500;

/** Which lines of a text were in an earlier one, and which was which. */
export class KeptLines {
  /** By the lines of the text, 0-based; undefined for one that was not there. */
  readonly #earlier: readonly (number | undefined)[];
  readonly #earlierCount: number;
  /** Lines, 0-based, that may as well be among those that were added: which of equal ones were is anybody's guess. */
  readonly #doubtful: ReadonlySet<number>;

  constructor(earlier: string, text: string) {
    const [before, after] = [earlier.split('\n'), text.split('\n')];
    this.#earlierCount = before.length;
    this.#earlier = keptIn(before, after);
    this.#doubtful = doubtfulIn(after, this.#earlier);
  }

  /** The number of a line in the earlier text, both 1-based; undefined when it was not there. */
  earlier(line: number): number | undefined {
    const found = this.#earlier[line - 1];
    return found === undefined ? undefined : found + 1;
  }

  /**
   * Whether all of some lines were there for certain, one behind the other, and nothing was taken away between them or
   * beside them.
   */
  isUntouched({ startLine, endLine }: LineRange): boolean {
    const first = this.earlier(startLine);
    const last = this.earlier(endLine);
    if (first === undefined || last === undefined) {
      return false;
    }
    const lines = Array.from({ length: endLine - startLine + 1 }, (_, index) => this.earlier(startLine + index));
    return (
      lines.every((line, index) => line === first + index && !this.#doubtful.has(startLine - 1 + index)) &&
      this.#follows(this.#before(startLine), first) &&
      this.#follows(last, this.#after(endLine))
    );
  }

  #before(line: number): number | undefined {
    return line === 1 ? 0 : this.earlier(line - 1);
  }

  #after(line: number): number | undefined {
    return line === this.#earlier.length ? this.#earlierCount + 1 : this.earlier(line + 1);
  }

  /** What was added between them has taken nothing away. */
  #follows(one: number | undefined, other: number | undefined): boolean {
    return one === undefined || other === undefined || one + 1 === other;
  }
}

function keptIn(before: readonly string[], after: readonly string[]): (number | undefined)[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) {
    head++;
  }
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail++;
  }
  const kept: (number | undefined)[] = after.map((_, line) => {
    const fromEnd = after.length - 1 - line;
    return line < head ? line : fromEnd < tail ? before.length - 1 - fromEnd : undefined;
  });
  const middle = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)] as const;
  const changes = diffArrays([...middle[0]], [...middle[1]], { maxEditLength: mostChanges }) ?? [];
  let [old, now] = [head, head];
  for (const { added, removed, count } of changes) {
    for (let line = 0; !added && !removed && line < count; line++) {
      kept[now + line] = old + line;
    }
    old += added ? 0 : count;
    now += removed ? 0 : count;
  }
  return kept;
}

/**
 * Where a stretch was added between lines that are like its own ends, it may as well have been added some lines further up
 * or down: all lines that it could then have.
 */
function doubtfulIn(after: readonly string[], earlier: readonly (number | undefined)[]): ReadonlySet<number> {
  const doubtful = new Set<number>();
  for (let start = 0; start < after.length; start++) {
    if (earlier[start] !== undefined) {
      continue;
    }
    let end = start;
    while (end < after.length && earlier[end] === undefined) {
      end++;
    }
    for (let up = 1; earlier[start - up] !== undefined && after[start - up] === after[end - up]; up++) {
      doubtful.add(start - up);
    }
    for (let down = 0; earlier[end + down] !== undefined && after[start + down] === after[end + down]; down++) {
      doubtful.add(end + down);
    }
    start = end;
  }
  return doubtful;
}
