import type { CheckFailure } from '../proof';
import { visible } from '../text/visible';

/** Of one line of an output; what follows says seldom more. UTF-16 code units. */
const longestLine = 300;
/** Lines that are looked at, from the end: what failed is told there. */
const mostLines = 20_000;
/** Lines around one that tells of a failure, above and below. */
const around = { above: 3, below: 12 };
const omitted = '[…]';

/**
 * What there is room for of the output of a command: the lines around what failed first, then its end, then its beginning.
 * Every line of it begins with `> `, and holds nothing that cannot be seen.
 *
 * @param failures those that were told apart in it, the most important first
 * @param tokensOf what a line costs in a prompt
 * @param room tokens for all of it
 */
export function outputExcerpt(
  output: string,
  failures: readonly CheckFailure[],
  tokensOf: (line: string) => number,
  room: number,
): string {
  const lines = output
    .trimEnd()
    .split(/\r\n|\r|\n/)
    .slice(-mostLines)
    .map((line) => `> ${visible(line.slice(0, longestLine), '\t')}`);
  const taken = new Set<number>();
  let left = room;
  for (const at of byWorth(lines, failures)) {
    // With the mark of what is left out in front of it, at most.
    const price = tokensOf(lines[at] ?? '') + tokensOf(omitted) + 2;
    if (price > left) {
      break;
    }
    left -= price;
    taken.add(at);
  }
  const shown = [...taken].sort((a, b) => a - b);
  return shown
    .flatMap((at, index) => (at === (shown[index - 1] ?? -1) + 1 ? [lines[at]] : [omitted, lines[at]]))
    .concat(shown.length > 0 && shown.at(-1) !== lines.length - 1 ? [omitted] : [])
    .join('\n');
}

/** All lines, each once, those that say most first. */
function byWorth(lines: readonly string[], failures: readonly CheckFailure[]): ReadonlySet<number> {
  const order = new Set<number>();
  const add = (at: number) => {
    if (at >= 0 && at < lines.length) {
      order.add(at);
    }
  };
  for (const { test, message } of failures) {
    const words = [test, message.split('\n')[0]].flatMap((text) => (text && text.length > 3 ? [text] : []));
    const at = words.map((word) => lines.findIndex((line) => line.includes(word))).find((found) => found >= 0);
    if (at !== undefined) {
      for (let near = -around.above; near <= around.below; near++) {
        add(at + near);
      }
    }
  }
  const atEnd = Math.ceil(lines.length / 2);
  for (let back = 1; back <= atEnd; back++) {
    add(lines.length - back);
  }
  for (let at = 0; at < lines.length; at++) {
    add(at);
  }
  return order;
}
