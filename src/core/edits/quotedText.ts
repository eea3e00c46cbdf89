import { TextLines } from '../text/textLines';
import { fold, indentShift, type Tier } from './lineFolds';

/** A text that others quote lines of, to be asked where these stand. Made once for a text, however much is quoted. */
export class QuotedText {
  readonly lines: TextLines;
  readonly #places = new Map<string, readonly number[]>();
  #folded: TextLines | undefined;
  #unindented: TextLines | undefined;
  #trimmed: ReadonlySet<string> | undefined;

  constructor(text: string) {
    this.lines = new TextLines(text);
  }

  get text(): string {
    return this.lines.text;
  }

  /** Whether a line says this, but for the white space around it. */
  says(trimmed: string): boolean {
    this.#trimmed ??= new Set(this.lines.lines.map((line) => line.trim()));
    return this.#trimmed.has(trimmed);
  }

  /** The 1-based first lines, in order, of the places where the quoted lines stand as a tier allows. */
  places(quoted: readonly string[], tier: Tier): readonly number[] {
    const key = `${tier} ${quoted.join('\n')}`;
    const places = this.#places.get(key) ?? this.#find(quoted, tier);
    this.#places.set(key, places);
    return places;
  }

  #find(quoted: readonly string[], tier: Tier): number[] {
    if (tier === 'exact') {
      return this.lines.placesOf(quoted);
    }
    this.#folded ??= new TextLines(this.lines.lines.map(fold).join('\n'));
    const folded = quoted.map(fold);
    if (tier === 'folded') {
      return this.#folded.placesOf(folded);
    }
    const { lines } = this.#folded;
    this.#unindented ??= new TextLines(lines.map((line) => line.trimStart()).join('\n'));
    const alike = this.#unindented.placesOf(folded.map((line) => line.trimStart()));
    return alike.filter(
      (place) => indentShift(folded, lines.slice(place - 1, place - 1 + folded.length)) !== undefined,
    );
  }
}
