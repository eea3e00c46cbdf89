/** Whether a place, an offset, is within a word or name: to match there is to match a part of it. */
export function isWithinWord(text: string, at: number): boolean {
  return at > 0 && at < text.length && isWord(text[at - 1]) && isWord(text[at]);
}

function isWord(character = ''): boolean {
  return /[\p{L}\p{N}_$]/u.test(character);
}
