import type { Span } from '../types';
import { maskSpans } from './maskSpans';

/** Letters and digits that a value must have to be known again in whatever form. */
export const leastKnown = 8;
/** So many letters and digits in a row give a value away, or all of a shorter one. */
const longestGram = 12;
/** Grams are taken this far apart, so that any stretch a little longer than one has one of them in it. */
const stride = 4;
/** What was written in one code may be written in another again. */
const maxDecodings = 3;

/** Stretches of letters and digits that tell values, in all the forms that they may have, by their lengths. */
type Grams = ReadonlyMap<number, ReadonlyMap<string, Gram>>;

/** Where a stretch stands in a value, so that what a piece has beside it is known, too. */
interface Gram {
  readonly form: string;
  readonly at: number;
}

/** Finds given values in texts, however they are written: plain, encoded, escaped, backwards, in pieces. */
export class ValueMask {
  readonly #grams: Grams;

  /** Values with fewer than `leastKnown` letters and digits are left out. */
  constructor(values: Iterable<string>) {
    this.#grams = gramsOf(values);
  }

  /** The text with each value in it as `*`, and what stands between its pieces: same length, same line breaks. */
  mask(text: string): string {
    return maskSpans(text, this.find(text));
  }

  /** Where the text has values, in order and without overlaps. */
  find(text: string): readonly Span[] {
    if (this.#grams.size === 0) {
      return [];
    }
    const plain: View = { text, places: undefined };
    const views = [plain, ...decodings(plain, escapes)];
    // `=aa` may also be a part of the value, beside what is escaped otherwise.
    const others = quotedPrintable.test(text) ? decodings(plain, escapesButQuotedPrintable) : [];
    return joined([...views, ...others].flatMap((view) => findIn(view, this.#grams)));
  }
}

function gramsOf(values: Iterable<string>): Grams {
  const grams = new Map<number, Map<string, Gram>>();
  for (const value of values) {
    const size = Math.min(longestGram, lettersOf(value).length);
    if (size >= leastKnown) {
      const known = grams.get(size) ?? new Map<string, Gram>();
      grams.set(size, known);
      for (const form of formsOf(value)) {
        addHalves(form, grams);
        for (let at = 0; at < form.length - size; at += stride) {
          known.set(form.slice(at, at + size), { form, at });
        }
        known.set(form.slice(-size), { form, at: Math.max(0, form.length - size) });
      }
    }
  }
  return grams;
}

/** Either half of a value that is too short for its halves to have a gram in them: where something cuts it in two. */
function addHalves(form: string, grams: Map<number, Map<string, Gram>>): void {
  const size = Math.floor(form.length / 2);
  if (size < leastKnown || size >= longestGram) {
    return;
  }
  const known = grams.get(size) ?? new Map<string, Gram>();
  for (const at of [0, form.length - size]) {
    const half = form.slice(at, at + size);
    // Letters alone, or digits, may be a word or a number that stands anywhere.
    if (/\d/.test(half) && /[a-z]/.test(half)) {
      grams.set(size, known.set(half, { form, at }));
    }
  }
}

/** A value as codes write it, without what is neither letter nor digit, and in lower case. */
function formsOf(value: string): readonly string[] {
  const bytes = [...new TextEncoder().encode(value)];
  const binary = String.fromCharCode(...bytes);
  // Base64 takes three bytes at a time, so the same bytes look different behind none, one or two others; the digits at
  // the ends depend on what stands beside the value.
  const base64 = [0, 1, 2].map((before) => {
    const digits = btoa('\0'.repeat(before) + binary).replace(/=+$/, '');
    return digits.slice(before === 0 ? 0 : before + 1, (bytes.length + before) % 3 === 0 ? undefined : -1);
  });
  return [
    value,
    [...value].reverse().join(''),
    ...base64,
    bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    bytes.join(''),
    bytes.map((byte) => byte.toString(8)).join(''),
  ].map(lettersOf);
}

function lettersOf(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}

/** A text after decoding; `places` has where each of its characters comes from, unless that is where it stands. */
interface View {
  readonly text: string;
  readonly places: readonly Span[] | undefined;
}

function findIn({ text, places }: View, grams: Grams): Span[] {
  const found: Span[] = [];
  const at: number[] = [];
  let letters = '';
  for (const { index, 0: run } of text.matchAll(/[A-Za-z0-9]+/g)) {
    letters += run.toLowerCase();
    for (let offset = 0; offset < run.length; offset++) {
      at.push(index + offset);
    }
  }
  const placeOf = (offset: number): Span => places?.[offset] ?? { start: offset, end: offset + 1 };
  for (const [size, known] of grams) {
    for (let start = 0; start + size <= letters.length; start++) {
      const gram = known.get(letters.slice(start, start + size));
      if (gram) {
        const [before, behind] = besides(letters, at, [start, start + size], gram);
        const first = placeOf(at[start - before] ?? 0);
        const last = placeOf(at[start + size - 1 + behind] ?? 0);
        found.push({ start: first.start, end: last.end });
      }
    }
  }
  return found;
}

/**
 * How many letters of the same value stand before a stretch of it, and behind: fewer than make another one, and no further
 * apart than those of the stretch.
 *
 * @param places of the letters in their text
 */
function besides(
  letters: string,
  places: readonly number[],
  [start, end]: readonly [number, number],
  { form, at }: Gram,
): readonly [number, number] {
  const gap = (one: number): number => (places[one + 1] ?? Number.POSITIVE_INFINITY) - (places[one] ?? 0);
  let widest = 1;
  for (let one = start; one < end - 1; one++) {
    widest = Math.max(widest, gap(one));
  }
  const letter = (one: number) => letters[one + start - at];
  let before = 0;
  while (before < stride && at > before && letter(at - before - 1) === form[at - before - 1]) {
    if (gap(start - before - 1) > widest) {
      break;
    }
    before++;
  }
  let behind = 0;
  const last = at + end - start;
  while (behind < stride && last + behind < form.length && letter(last + behind) === form[last + behind]) {
    if (gap(end + behind - 1) > widest) {
      break;
    }
    behind++;
  }
  return [before, behind];
}

const quotedPrintable = /=[0-9a-f]{2}/i;

/**
 * Escapes of one character: of URLs (RFC 3986), JSON and programming languages, and HTML. Those that stand for white space
 * or a sign stand for nothing here.
 */
const escapesButQuotedPrintable =
  /%([0-9a-f]{2})|\\{1,8}(?:u\{?0{0,4}([0-9a-f]{2})\}?|x([0-9a-f]{2})|[nrtbfv0])|\b0x([0-9a-f]{2})\b|&#x0{0,6}([0-9a-f]{2});?|&#0{0,6}(\d{2,3});?|&(?:amp|quot|apos|lt|gt|nbsp);/gi;

/** With those of quoted-printable (RFC 2045). */
const escapes = new RegExp(`${escapesButQuotedPrintable.source}|=([0-9a-f]{2})`, 'gi');

/** What a text is after decoding it once, twice and so on, as far as there is something to decode. */
function decodings(view: View, pattern: RegExp): readonly View[] {
  const views: View[] = [];
  for (let next = decoded(view, pattern); next && views.length < maxDecodings; next = decoded(next, pattern)) {
    views.push(next);
  }
  return views;
}

/** The text with its escapes decoded once; undefined when it has none. */
function decoded({ text, places }: View, pattern: RegExp): View | undefined {
  let result = '';
  let done = 0;
  const origins: Span[] = [];
  const placeOf = (offset: number): Span => places?.[offset] ?? { start: offset, end: offset + 1 };
  const copy = (end: number): void => {
    result += text.slice(done, end);
    for (let offset = done; offset < end; offset++) {
      origins.push(placeOf(offset));
    }
  };
  for (const match of text.matchAll(pattern)) {
    const [whole, ...codes] = match;
    const decimal = codes[5];
    const hex = codes.find((code, index) => index !== 5 && code !== undefined);
    copy(match.index);
    done = match.index + whole.length;
    if (hex !== undefined || decimal !== undefined) {
      result += String.fromCharCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
      origins.push({ start: placeOf(match.index).start, end: placeOf(done - 1).end });
    }
  }
  if (done === 0) {
    return undefined;
  }
  copy(text.length);
  return { text: result, places: origins };
}

function joined(spans: readonly Span[]): readonly Span[] {
  const kept: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = kept.at(-1);
    if (last && span.start <= last.end) {
      kept[kept.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    } else {
      kept.push(span);
    }
  }
  return kept;
}
