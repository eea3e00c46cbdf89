import type { LineEnding } from '../types';

/**
 * The lines of a text (every line end is `\n`), as VS Code counts them: lines are what stands between line ends, so
 * the empty text has one line, `a\n` has two and the second is empty.
 *
 * Line numbers are 1-based, offsets and columns are 0-based and count UTF-16 code units. Asking for an offset or a
 * line the text does not have is a defect of the caller and throws a RangeError.
 */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      starts.push(at + 1);
    }
    this.#starts = starts;
    this.#length = text.length;
  }

  /** How many lines there are, at least one. */
  get count(): number {
    return this.#starts.length;
  }

  /** The 1-based line an offset stands on; a line end belongs to the line it ends. */
  lineAt(offset: number): number {
    if (!(offset >= 0 && offset <= this.#length)) {
      throw new RangeError(`offset ${offset} is outside a text of length ${this.#length}`);
    }
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low + 1;
  }

  /** The 0-based UTF-16 column of an offset on its line. */
  columnAt(offset: number): number {
    return offset - this.startOf(this.lineAt(offset));
  }

  /** The offset of a line's first character. */
  startOf(line: number): number {
    const start = this.#starts[line - 1];
    if (start === undefined) {
      throw new RangeError(`line ${line} is outside a text of ${this.count} lines`);
    }
    return start;
  }

  /** The offset behind a line's last character, before its line end. */
  endOf(line: number): number {
    this.startOf(line);
    const next = this.#starts[line];
    return next === undefined ? this.#length : next - 1;
  }
}

/**
 * A decoded file as a text: every `\r\n` and every lone `\r` becomes `\n`, nothing else changes. `lineEnding` tells
 * what was there; a file without any line end counts as `lf`.
 */
export function toText(raw: string): { text: string; lineEnding: LineEnding } {
  const firstReturn = raw.indexOf('\r');
  if (firstReturn === -1) {
    return { text: raw, lineEnding: 'lf' };
  }
  const kinds = new Set<LineEnding>();
  const text = raw.replace(/\r\n|\r|\n/g, (end) => {
    kinds.add(end === '\n' ? 'lf' : end === '\r' ? 'cr' : 'crlf');
    return '\n';
  });
  const [only] = kinds;
  return { text, lineEnding: kinds.size === 1 && only !== undefined ? only : 'mixed' };
}
