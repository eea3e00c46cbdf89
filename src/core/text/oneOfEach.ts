/** So many different texts are known at most; behind them it begins anew. */
const mostKnown = 10_000;

/**
 * A function that answers with a text that is equal to the one it is given: the first such that it saw. What comes again
 * and again, read each time from somewhere else, is then in memory once.
 */
export function oneOfEach(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const first = known.get(text);
    if (first !== undefined) {
      return first;
    }
    if (known.size >= mostKnown) {
      known.clear();
    }
    known.set(text, text);
    return text;
  };
}
