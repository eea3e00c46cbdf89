import { revealHiddenCharacters } from '../core/text/hiddenCharacters';

/** Longer texts tell nobody more, and slow the editor down. */
const maxLength = 300;

/**
 * A name, title or message from outside as one visible line: line ends, control characters and characters nobody sees
 * are written as escapes.
 */
export function oneLine(text: string): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return visible(cut, true);
}

/** Like `oneLine`, but line ends and tabs stay, and more of the text. */
export function paragraph(text: string): string {
  const cut = text.length > 10 * maxLength ? `${text.slice(0, 10 * maxLength)}…` : text;
  return visible(cut, false);
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function visible(text: string, alsoLineEnds: boolean): string {
  return revealHiddenCharacters(text).replace(/\p{Cc}/gu, (character) => {
    const short = shortEscapes[character];
    if (short !== undefined) {
      return alsoLineEnds ? short : character;
    }
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
  });
}

/** "1 file", "3 files". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
