import { countWhile } from '../binarySearch';
import type { Span } from '../types';
import { maskSpans } from './maskSpans';
import { findSecrets, maskSecrets } from './secrets';
import { ValueMask } from './valueMask';

/** Shorter ones are words that may stand anywhere. In UTF-16 code units. */
const shortestValue = 6;

/**
 * The secrets of one text and its name, for what is said about it: quoted alone, a password or a line of a private key does not show
 * what it is, so that nobody could mask it later.
 */
export class TextSecrets {
  readonly #text: string;
  readonly #spans: readonly Span[];
  readonly #values: Values;
  readonly #forms: ValueMask;

  /** @param path what the text is called, which may hold a secret as well */
  constructor(text: string, path = '') {
    this.#text = text;
    this.#spans = findSecrets(text);
    const lines = this.#spans.flatMap(({ start, end }) => text.slice(start, end).split('\n'));
    const inPath = findSecrets(path).map(({ start, end }) => path.slice(start, end));
    const values = [...lines, ...inPath].map((line) => line.trim()).filter((value) => value.length >= shortestValue);
    this.#values = new Values(values);
    this.#forms = new ValueMask(values);
  }

  /** A part of the text with the characters of every secret in it as `*`: same length, same line breaks. */
  quote(part: Span): string {
    const first = countWhile(this.#spans, ({ end }) => end <= part.start);
    const behind = countWhile(this.#spans, ({ start }) => start < part.end);
    return maskSpans(this.#text, this.#spans.slice(first, behind), part);
  }

  /** Whether a part of the text has a secret in it. */
  isIn({ start, end }: Span): boolean {
    return (this.#spans[countWhile(this.#spans, (secret) => secret.end <= start)]?.start ?? end) < end;
  }

  /** Words about the text as they may be shown: no secret of it, in whatever form, and no other secret. */
  mask(words: string): string {
    return maskSecrets(this.#maskOwn(words));
  }

  #maskOwn(words: string): string {
    return this.#values.isEmpty ? words : this.#forms.mask(maskSpans(words, this.#values.in(words)));
  }

  /** Whether lines hold a secret of the text that their own words do not give away as one. */
  isHiddenIn(lines: string): boolean {
    if (this.#values.isEmpty) {
      return false;
    }
    return lines.split('\n').some((line) => {
      const masked = maskSecrets(line);
      return this.#maskOwn(masked) !== masked;
    });
  }
}

/**
 * Values to be found in texts, all at once: a file can hold thousands of secrets, and as much can be said about it. By
 * how they begin, then by their lengths, as many that are issued alike begin alike.
 */
class Values {
  readonly #byStart = new Map<string, Map<number, Set<string>>>();

  /** @param values of at least `shortestValue` */
  constructor(values: readonly string[]) {
    for (const value of values) {
      const start = value.slice(0, shortestValue);
      const byLength = this.#byStart.get(start) ?? new Map<number, Set<string>>();
      const same = byLength.get(value.length) ?? new Set();
      this.#byStart.set(start, byLength.set(value.length, same.add(value)));
    }
  }

  get isEmpty(): boolean {
    return this.#byStart.size === 0;
  }

  /** Where the text has one of them, in order. They may overlap. */
  *in(text: string): Generator<Span> {
    for (let start = 0; !this.isEmpty && start + shortestValue <= text.length; start++) {
      for (const [length, values] of this.#byStart.get(text.slice(start, start + shortestValue)) ?? []) {
        if (values.has(text.slice(start, start + length))) {
          yield { start, end: start + length };
        }
      }
    }
  }
}
