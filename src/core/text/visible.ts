import { revealHiddenCharacters } from './hiddenCharacters';

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const plain = /^[ -~]*$/;

/**
 * A text in which everything can be seen: control characters and characters nobody sees are written as escapes.
 *
 * @param kept control characters that stay
 */
export function visible(text: string, kept: string): string {
  // Most texts, and a report can have millions.
  if (plain.test(text)) {
    return text;
  }
  return revealHiddenCharacters(text).replace(/\p{Cc}/gu, (character) =>
    kept.includes(character)
      ? character
      : (shortEscapes[character] ?? `\\u{${character.charCodeAt(0).toString(16).toUpperCase()}}`),
  );
}
