import { TextLines } from '../text/textLines';
import { indentUnitOf } from './indentUnit';
import type { LineFold } from './lineFolds';
import { WordPlaces } from './wordPlaces';

/** Something that a line says, by itself. */
type TellsOfLine = (line: string) => string | undefined;

const trimOf: TellsOfLine = (line) => line.trim();

/** A text that others quote parts of, to be asked where these stand. Made once for a text, however much is quoted. */
export class QuotedText {
  readonly lines: TextLines;
  readonly #folded = new Map<LineFold, FoldedLines>();
  #words: WordPlaces | undefined;
  #indentUnit: { readonly unit: string | undefined } | undefined;
  readonly #found = new Map<RegExp, boolean>();
  readonly #told = new Map<TellsOfLine, ReadonlySet<string | undefined>>();

  constructor(text: string) {
    this.lines = new TextLines(text);
  }

  get text(): string {
    return this.lines.text;
  }

  /** Whether a line says this, but for the white space around it. */
  says(trimmed: string): boolean {
    return this.told(trimOf).has(trimmed);
  }

  /** All that a function tells of the lines. They are asked once for each function, which therefore is a constant. */
  told(tell: TellsOfLine): ReadonlySet<string | undefined> {
    let told = this.#told.get(tell);
    if (!told) {
      told = new Set(this.lines.lines.map(tell));
      this.#told.set(tell, told);
    }
    return told;
  }

  /** Whether a pattern is found in the text, which is searched once for each pattern, which therefore is a constant. */
  has(pattern: RegExp): boolean {
    const found = this.#found.get(pattern) ?? this.text.search(pattern) !== -1;
    this.#found.set(pattern, found);
    return found;
  }

  /** Lines of the text, both ends included. */
  slice(startLine: number, endLine: number): readonly string[] {
    return this.lines.lines.slice(startLine - 1, endLine);
  }

  /** Whether the quoted lines stand, character for character, from a line on. */
  standsAt(line: number, quoted: readonly string[]): boolean {
    return quoted.every((quote, position) => quote === this.lines.at(line + position));
  }

  /** The 1-based first lines, in order, of the places where the quoted lines stand when all lines are folded. */
  places(quoted: readonly string[], foldLine: LineFold): readonly number[] {
    let folded = this.#folded.get(foldLine);
    if (!folded) {
      folded = new FoldedLines(this.lines, foldLine);
      this.#folded.set(foldLine, folded);
    }
    return folded.places(quoted);
  }

  /** Offsets of the places, in order, where a text stands that neither begins nor ends within a word. */
  offsetsOf(part: string): readonly number[] {
    this.#words ??= new WordPlaces(this.text);
    return this.#words.offsetsOf(part);
  }

  /** What one step of indentation is in most places: a tab or some spaces. Undefined when nothing is indented. */
  get indentUnit(): string | undefined {
    this.#indentUnit ??= { unit: indentUnitOf(this.lines.lines) };
    return this.#indentUnit.unit;
  }
}

class FoldedLines {
  readonly #lines: TextLines;
  readonly #fold: LineFold;
  readonly #known = new Map<string, readonly number[]>();

  constructor(lines: TextLines, fold: LineFold) {
    const folded = lines.lines.map(fold);
    this.#fold = fold;
    this.#lines = folded.every((line, index) => line === lines.lines[index]) ? lines : new TextLines(folded.join('\n'));
  }

  places(quoted: readonly string[]): readonly number[] {
    const folded = quoted.map(this.#fold);
    const key = folded.join('\n');
    const places = this.#known.get(key) ?? this.#lines.placesOf(folded);
    this.#known.set(key, places);
    return places;
  }
}
