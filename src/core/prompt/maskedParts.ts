import { countWhile } from '../binarySearch';
import type { Span } from '../types';

/** So many stars may be a mask, or a part of one. */
const fewStars = 6;

/**
 * What of a text was masked before it was shown. It came back as the mask, and writing that would destroy what it hides; so
 * would copying it about, or a part of it. Stars of the file's own are none.
 */
export class MaskedParts {
  readonly #masked: readonly Span[];
  readonly #stars: RegExp;
  readonly #own: ReadonlySet<string>;

  /** @param masked in order */
  constructor(masked: readonly Span[], shown: string) {
    const shortest = masked.reduce((least, { start, end }) => Math.min(least, end - start), fewStars);
    const stars = new RegExp(`\\*{${Math.max(1, shortest)},}`, 'g');
    const bare = masked.flatMap(({ end }, at) => shown.slice(end, masked[at + 1]?.start).match(stars) ?? []);
    this.#masked = masked;
    this.#stars = stars;
    this.#own = new Set([...(shown.slice(0, masked[0]?.start).match(stars) ?? []), ...bare]);
  }

  /** Whether edits change what is masked, or write a mask elsewhere. */
  areTouched(edits: readonly (Span & { readonly newText: string })[]): boolean {
    return (
      this.#masked.length > 0 &&
      edits.some(({ start, end, newText }) => {
        const reached = this.#masked[countWhile(this.#masked, (span) => span.end <= start)];
        const copied = newText.match(this.#stars)?.some((run) => !this.#own.has(run));
        return (reached !== undefined && reached.start < end) || copied === true;
      })
    );
  }
}
