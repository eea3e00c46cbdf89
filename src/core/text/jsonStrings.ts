/**
 * The offset behind a string of a JSON text, or the end of the text when it does not end. By hand, as a regular expression
 * uses up its stack on a string of some megabytes.
 *
 * @param start of the opening quotation mark
 */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') {
      at++;
    } else if (character === '"') {
      return at + 1;
    }
  }
  return text.length;
}
