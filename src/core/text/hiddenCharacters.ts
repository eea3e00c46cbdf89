import type { Span } from '../types';

/** A character a person does not see, or that makes them see the text in another order than a compiler does. */
export interface HiddenCharacter extends Span {
  /** Code point and Unicode name, as in `U+202E RIGHT-TO-LEFT OVERRIDE`. */
  readonly name: string;
  readonly kind: 'bidirectional' | 'zero width' | 'tag' | 'variation selector' | 'filler';
}

const names: ReadonlyMap<number, readonly [HiddenCharacter['kind'], string]> = new Map([
  [0x00ad, ['filler', 'SOFT HYPHEN']],
  [0x034f, ['filler', 'COMBINING GRAPHEME JOINER']],
  [0x061c, ['bidirectional', 'ARABIC LETTER MARK']],
  [0x115f, ['filler', 'HANGUL CHOSEONG FILLER']],
  [0x1160, ['filler', 'HANGUL JUNGSEONG FILLER']],
  [0x17b4, ['filler', 'KHMER VOWEL INHERENT AQ']],
  [0x17b5, ['filler', 'KHMER VOWEL INHERENT AA']],
  [0x180e, ['zero width', 'MONGOLIAN VOWEL SEPARATOR']],
  [0x200b, ['zero width', 'ZERO WIDTH SPACE']],
  [0x200c, ['zero width', 'ZERO WIDTH NON-JOINER']],
  [0x200d, ['zero width', 'ZERO WIDTH JOINER']],
  [0x200e, ['bidirectional', 'LEFT-TO-RIGHT MARK']],
  [0x200f, ['bidirectional', 'RIGHT-TO-LEFT MARK']],
  [0x202a, ['bidirectional', 'LEFT-TO-RIGHT EMBEDDING']],
  [0x202b, ['bidirectional', 'RIGHT-TO-LEFT EMBEDDING']],
  [0x202c, ['bidirectional', 'POP DIRECTIONAL FORMATTING']],
  [0x202d, ['bidirectional', 'LEFT-TO-RIGHT OVERRIDE']],
  [0x202e, ['bidirectional', 'RIGHT-TO-LEFT OVERRIDE']],
  [0x2028, ['filler', 'LINE SEPARATOR']],
  [0x2029, ['filler', 'PARAGRAPH SEPARATOR']],
  [0x2060, ['zero width', 'WORD JOINER']],
  [0x2061, ['zero width', 'FUNCTION APPLICATION']],
  [0x2062, ['zero width', 'INVISIBLE TIMES']],
  [0x2063, ['zero width', 'INVISIBLE SEPARATOR']],
  [0x2064, ['zero width', 'INVISIBLE PLUS']],
  [0x2066, ['bidirectional', 'LEFT-TO-RIGHT ISOLATE']],
  [0x2067, ['bidirectional', 'RIGHT-TO-LEFT ISOLATE']],
  [0x2068, ['bidirectional', 'FIRST STRONG ISOLATE']],
  [0x2069, ['bidirectional', 'POP DIRECTIONAL ISOLATE']],
  [0x206a, ['bidirectional', 'INHIBIT SYMMETRIC SWAPPING']],
  [0x206b, ['bidirectional', 'ACTIVATE SYMMETRIC SWAPPING']],
  [0x206c, ['zero width', 'INHIBIT ARABIC FORM SHAPING']],
  [0x206d, ['zero width', 'ACTIVATE ARABIC FORM SHAPING']],
  [0x206e, ['zero width', 'NATIONAL DIGIT SHAPES']],
  [0x206f, ['zero width', 'NOMINAL DIGIT SHAPES']],
  [0x2800, ['filler', 'BRAILLE PATTERN BLANK']],
  [0x3164, ['filler', 'HANGUL FILLER']],
  [0xfeff, ['zero width', 'ZERO WIDTH NO-BREAK SPACE']],
  [0xfff9, ['zero width', 'INTERLINEAR ANNOTATION ANCHOR']],
  [0xfffa, ['zero width', 'INTERLINEAR ANNOTATION SEPARATOR']],
  [0xfffb, ['zero width', 'INTERLINEAR ANNOTATION TERMINATOR']],
  [0xffa0, ['filler', 'HALFWIDTH HANGUL FILLER']],
]);

/** Variation selectors and tags; together with `names` this is everything looked for. */
const ranges = '\\u{180b}-\\u{180f}\\u{fe00}-\\u{fe0f}\\u{e0000}-\\u{e007f}\\u{e0100}-\\u{e01ef}';
const candidates = new RegExp(
  `[${[...names.keys()].map((code) => `\\u{${code.toString(16)}}`).join('')}${ranges}]`,
  'gu',
);

/**
 * Finds characters that hide something, in order. What writing needs is not reported: variation selectors and joiners
 * inside an emoji, joiners in the scripts that use them, variants of ideographs, flags spelled with tags.
 */
export function findHiddenCharacters(text: string): HiddenCharacter[] {
  const found: HiddenCharacter[] = [];
  for (const match of text.matchAll(candidates)) {
    const start = match.index;
    const end = start + match[0].length;
    const code = text.codePointAt(start) ?? 0;
    if (!belongsToWriting(text, start, end, code)) {
      found.push({ start, end, ...describe(code) });
    }
  }
  return found;
}

/** The text with every hidden character written as an escape, `\u{202E}`. */
export function revealHiddenCharacters(text: string): string {
  let revealed = '';
  let done = 0;
  for (const { start, end } of findHiddenCharacters(text)) {
    const code = text.codePointAt(start) ?? 0;
    revealed += `${text.slice(done, start)}\\u{${code.toString(16).toUpperCase()}}`;
    done = end;
  }
  return revealed + text.slice(done);
}

function describe(code: number): Pick<HiddenCharacter, 'name' | 'kind'> {
  const [kind, name] = names.get(code) ?? nameInRange(code);
  return { kind, name: `U+${code.toString(16).toUpperCase().padStart(4, '0')} ${name}` };
}

function nameInRange(code: number): readonly [HiddenCharacter['kind'], string] {
  if (code >= 0xe0100) {
    return ['variation selector', `VARIATION SELECTOR-${code - 0xe0100 + 17}`];
  }
  if (code >= 0xe0000) {
    return ['tag', 'TAG CHARACTER'];
  }
  if (code >= 0xfe00) {
    return ['variation selector', `VARIATION SELECTOR-${code - 0xfe00 + 1}`];
  }
  return ['variation selector', 'MONGOLIAN FREE VARIATION SELECTOR'];
}

const emojiBefore = /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\p{Regional_Indicator}{2}|[©®‼⁉™ℹ])$/u;
const emojiPartBefore = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]\u{fe0f}?$/u;
const pictographAfter = /^\p{Extended_Pictographic}/u;
const keycapDigitBefore = /[0-9#*]$/;
const ideographBefore = /\p{Unified_Ideograph}$/u;
const mongolianBefore = /\p{Script=Mongolian}$/u;
const joiningScript =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mandaic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Mongolian}]/u;
const braille = /[\u{2801}-\u{28ff}]/u;
const joiningScriptBefore = new RegExp(`${joiningScript.source}$`, 'u');
/** Longer than any emoji or letter with its marks, shorter than anything worth copying. */
const contextLength = 8;

function belongsToWriting(text: string, start: number, end: number, code: number): boolean {
  const before = text.slice(wholeCharacter(text, Math.max(0, start - contextLength)), start);
  const after = text.slice(end, end + contextLength);
  switch (code) {
    case 0xfe0e:
    case 0xfe0f:
      return emojiBefore.test(before) || (keycapDigitBefore.test(before) && after.startsWith('\u{20e3}'));
    case 0x200c:
      return joiningScriptBefore.test(before);
    case 0x200d:
      return joiningScriptBefore.test(before) || (emojiPartBefore.test(before) && pictographAfter.test(after));
    case 0x2800:
      return braille.test(before.slice(-1)) || braille.test(after.slice(0, 1));
    default:
      if (code >= 0xe0100) {
        return ideographBefore.test(before);
      }
      if (code >= 0xe0020 && code <= 0xe007f) {
        return insideTagFlag(text, start);
      }
      return code >= 0x180b && code <= 0x180f && mongolianBefore.test(before);
  }
}

function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset;
}

/** Flags of regions: a black flag, up to six tagged letters or digits, a cancel tag. */
const tagFlag = /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}/uy;
const longestTagFlag = 2 * 8;

function insideTagFlag(text: string, start: number): boolean {
  const from = Math.max(0, start - longestTagFlag);
  const flag = text.slice(from, start).lastIndexOf('\u{1f3f4}');
  if (flag === -1) {
    return false;
  }
  tagFlag.lastIndex = from + flag;
  return tagFlag.test(text) && start < tagFlag.lastIndex;
}
