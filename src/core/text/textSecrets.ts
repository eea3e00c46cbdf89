import type { Span } from '../types';
import { findSecrets, maskSecrets } from './secrets';

/** Shorter ones are words that may stand anywhere. In UTF-16 code units. */
const shortestValue = 6;

/**
 * The secrets of one text, for what is said about it: quoted alone, a password or a line of a private key does not show
 * what it is, so that nobody could mask it later.
 */
export class TextSecrets {
  readonly #text: string;
  readonly #spans: readonly Span[];
  readonly #values: readonly string[];

  constructor(text: string) {
    this.#text = text;
    this.#spans = findSecrets(text);
    const lines = this.#spans.flatMap(({ start, end }) => text.slice(start, end).split('\n'));
    this.#values = [...new Set(lines.map((line) => line.trim()))].filter((value) => value.length >= shortestValue);
  }

  /** A part of the text with the characters of every secret in it as `*`: same length, same line breaks. */
  quote({ start, end }: Span): string {
    let quote = this.#text.slice(start, end);
    for (const secret of this.#spans) {
      const from = Math.max(secret.start - start, 0);
      const to = Math.min(secret.end - start, quote.length);
      if (from < to) {
        quote = quote.slice(0, from) + quote.slice(from, to).replace(/[^\n]/g, '*') + quote.slice(to);
      }
    }
    return quote;
  }

  /** Words about the text with every secret of it that they repeat as `*`. */
  mask(words: string): string {
    return this.#values.reduce((masked, value) => masked.replaceAll(value, '*'.repeat(value.length)), words);
  }

  /** Whether lines hold a secret of the text that their own words do not give away as one. */
  isHiddenIn(lines: string): boolean {
    if (this.#values.length === 0) {
      return false;
    }
    return lines.split('\n').some((line) => {
      const masked = maskSecrets(line);
      return this.mask(masked) !== masked;
    });
  }
}
