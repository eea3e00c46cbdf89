const word = /[\p{L}\p{N}_$]+/gu;
const endsInWord = /[\p{L}\p{N}_$]$/u;
const startsWithWord = /^[\p{L}\p{N}_$]/u;

/** A part whose rarest word is more frequent than this is not looked for: each look takes time for each such word. */
const mostLooks = 1_000;

/** The words of a text, to find parts of it by them. */
export class WordPlaces {
  readonly #text: string;
  readonly #places = new Map<string, number[]>();
  readonly #known = new Map<string, readonly number[]>();

  constructor(text: string) {
    this.#text = text;
    for (const { 0: found, index } of text.matchAll(word)) {
      const places = this.#places.get(found);
      if (places) {
        places.push(index);
      } else {
        this.#places.set(found, [index]);
      }
    }
  }

  /** Offsets of the places, in order, where a part stands that has a word, and neither begins nor ends within one. */
  offsetsOf(part: string): readonly number[] {
    const offsets = this.#known.get(part) ?? this.#find(part);
    this.#known.set(part, offsets);
    return offsets;
  }

  #find(part: string): number[] {
    let rarest: { places: readonly number[]; index: number } | undefined;
    for (const { 0: found, index } of part.matchAll(word)) {
      const places = this.#places.get(found) ?? [];
      if (!rarest || places.length < rarest.places.length) {
        rarest = { places, index };
      }
    }
    if (!rarest || rarest.places.length > mostLooks) {
      return [];
    }
    const { places, index } = rarest;
    return places.map((place) => place - index).filter((start) => this.#standsAt(start, part));
  }

  #standsAt(start: number, part: string): boolean {
    const end = start + part.length;
    return (
      start >= 0 &&
      this.#text.startsWith(part, start) &&
      !(startsWithWord.test(part) && endsInWord.test(this.#text.slice(Math.max(0, start - 2), start))) &&
      !(endsInWord.test(part) && startsWithWord.test(this.#text.slice(end, end + 2)))
    );
  }
}
