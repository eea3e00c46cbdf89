import { longestSecret } from '../core/text/secretKinds/kind';
import { maskSecrets } from '../core/text/secrets';
import { visible } from '../core/text/visible';

/** Longer texts tell nobody more, and slow the editor down. */
const maxLength = 300;

/**
 * A name, title or message from outside as one visible line: line ends, control characters and characters nobody sees
 * are written as escapes, and secrets are masked. Whatever the editor shows of ours comes through here.
 */
export function oneLine(text: string): string {
  return visible(cut(text, maxLength), '');
}

/** Like `oneLine`, but line ends and tabs stay, and more of the text. */
export function paragraph(text: string): string {
  return visible(cut(text, 10 * maxLength), '\n\r\t');
}

/** Masks first: half a secret could no longer be known for one. */
function cut(text: string, length: number): string {
  const masked = maskSecrets(text.slice(0, length + longestSecret));
  return text.length > length ? `${masked.slice(0, length)}…` : masked;
}

/** Parts of a description, without the empty ones. */
export function joinParts(parts: readonly (string | undefined)[], separator = ' · '): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

/** A sentence as a part of another, or of a list. What ends like a path, as `./...` of a command does, stays whole. */
export function withoutFullStop(sentence: string): string {
  return sentence.replace(/(?<=[^./\s])\.$/, '');
}

/** A message has room for so many others. */
const mostInMessage = 3;

/**
 * Messages from outside as one, the first of them in their words: "a · b · c · … and 2 more problems".
 *
 * @param rest says how many others there are
 */
export function firstFew(messages: readonly string[], rest: (count: number) => string): string {
  const more = messages.length - mostInMessage;
  const first = messages.slice(0, mostInMessage).map(oneLine);
  return joinParts([...first, more > 0 ? rest(more) : undefined]);
}
