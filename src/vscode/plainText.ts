import { revealHiddenCharacters } from '../core/text/hiddenCharacters';
import { longestSecret } from '../core/text/secretKinds/kind';
import { maskSecrets } from '../core/text/secrets';

/** Longer texts tell nobody more, and slow the editor down. */
const maxLength = 300;

/**
 * A name, title or message from outside as one visible line: line ends, control characters and characters nobody sees
 * are written as escapes, and secrets are masked. Whatever the editor shows of ours comes through here.
 */
export function oneLine(text: string): string {
  return visible(cut(text, maxLength), true);
}

/** Like `oneLine`, but line ends and tabs stay, and more of the text. */
export function paragraph(text: string): string {
  return visible(cut(text, 10 * maxLength), false);
}

/** Masks first: half a secret could no longer be known for one. */
function cut(text: string, length: number): string {
  const masked = maskSecrets(text.slice(0, length + longestSecret));
  return text.length > length ? `${masked.slice(0, length)}…` : masked;
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

/** Parts of a description, without the empty ones. */
export function joinParts(parts: readonly (string | undefined)[], separator = ' · '): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}
