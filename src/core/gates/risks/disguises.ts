import type { Masked } from '../../text/mask';

/** Splices lines before it looks for comments: https://en.cppreference.com/w/c/language/translation_phases */
const spliced = new Set(['c', 'cpp', 'cuda-cpp', 'objective-c', 'objective-cpp']);
/** What a backslash at the end of a line joins are two words. */
const joinedWithGap = new Set(['python', 'ruby']);

/** Compatibility forms of ASCII letters and digits, which Python takes for these (PEP 3131). */
const compatible =
  /[ªºſ\u{2b0}-\u{2b8}\u{2e0}-\u{2e4}\u{1d2c}-\u{1d6a}\u{2070}-\u{209c}\u{2100}-\u{217f}\u{fb00}-\u{fb06}\u{ff10}-\u{ff5a}\u{1d400}-\u{1d7ff}]/gu;
const ignorable = /\p{Default_Ignorable_Code_Point}/gu;
/** Those of JavaScript, Java and C#; those of one byte for names in strings. */
const escaped = /\\(?:u+([\da-f]{4})|u\{0{0,8}([\da-f]{2})\}|U0{6}([\da-f]{2})|x([\da-f]{2}))/gi;
/** Neither quotes nor what begins a comment: where it is no escape, the rest must not be taken for a string. */
const plain = /^[\w$.:()]$/;

/** The text with each name spelled plainly: no escapes, no characters that a compiler ignores or takes for others. */
export function undisguised(language: string, text: string): string {
  const joined = spliced.has(language) ? text.replace(/\\[ \t]{0,20}\n/g, '') : text;
  const ascii = beyondAscii.test(joined) ? joined.replace(ignorable, '').replace(compatible, normalised) : joined;
  const names = ascii.includes('\\') ? ascii.replace(escaped, unescaped) : ascii;
  return language === 'shellscript' ? names.replace(quotedInWord, '$2') : names;
}

/** What a shell takes away inside a word: `cu\rl`, `'r'm`, `r''m`. */
const quotedInWord = /(?<=\w)\\(?=\w)|(["'])(\w{1,20})\1(?=\w)|(?<=\w)(?:''|"")(?=\w)/g;

const beyondAscii = /[^\0-\x7f]/;

function normalised(character: string): string {
  const normal = character.normalize('NFKC');
  return /^\w+$/.test(normal) ? normal : character;
}

function unescaped(whole: string, ...rest: unknown[]): string {
  const digits = rest.slice(0, 4).find((group) => group !== undefined);
  const character = String.fromCharCode(Number.parseInt(String(digits), 16));
  return plain.test(character) ? character : whole;
}

/** The longest gap that expressions look over. */
export const longestGap = 20;

/**
 * The same code with no gap that is longer: white space, with what was a comment, and ends of lines that a backslash
 * takes back. Both texts stay alike, character by character.
 */
export function withoutLongGaps(language: string, { code, withStrings }: Masked): Masked {
  const join = joinedWithGap.has(language) ? ' ' : '';
  let [foldedCode, foldedStrings] = ['', ''];
  let end = 0;
  for (const { 0: gap, index } of withStrings.matchAll(/\\\n|\s+/g)) {
    const isJoin = gap.startsWith('\\');
    if (isJoin || gap.length > longestGap) {
      const kept = isJoin ? join : gap.includes('\n') ? '\n' : ' ';
      foldedCode += code.slice(end, index) + kept;
      foldedStrings += withStrings.slice(end, index) + kept;
      end = index + gap.length;
    }
  }
  return { code: foldedCode + code.slice(end), withStrings: foldedStrings + withStrings.slice(end) };
}
