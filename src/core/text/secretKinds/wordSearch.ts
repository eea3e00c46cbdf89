/** Beginnings of words are looked up by two ASCII characters. */
const ascii = 128;

/**
 * Looks for many words in a text at once: in time that grows with the text, hardly with their number.
 *
 * @param words of two ASCII characters or more
 * @returns finds those that a text has, however often
 */
export function createWordSearch(words: readonly string[]): (text: string) => ReadonlySet<string> {
  const starting: string[][] = [[]];
  const startOf = new Uint16Array(ascii * ascii);
  for (const word of new Set(words)) {
    const key = word.charCodeAt(0) * ascii + word.charCodeAt(1);
    if (!(word.length > 1 && key < startOf.length && word.charCodeAt(1) < ascii)) {
      throw new Error(`“${word}” does not begin with two ASCII characters.`);
    }
    startOf[key] ||= starting.push([]) - 1;
    starting[startOf[key] ?? 0]?.push(word);
  }
  /** The signs that follow a beginning: few of the places with one have a word. */
  const follows = starting.map((some) => {
    const thirds = some.map((word) => word.charCodeAt(2));
    return Uint8Array.from({ length: ascii }, (_, code) =>
      Number(thirds.includes(Number.NaN) || thirds.includes(code)),
    );
  });
  return (text) => {
    const found = new Set<string>();
    let before = ascii;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const start = before < ascii && code < ascii ? startOf[before * ascii + code] : 0;
      if (start && follows[start]?.[text.charCodeAt(at + 1)] !== 0) {
        for (const word of starting[start] ?? []) {
          if (text.startsWith(word, at - 1)) {
            found.add(word);
          }
        }
      }
      before = code;
    }
    return found;
  };
}
