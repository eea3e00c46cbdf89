import { balanceOf } from './foldPart';
import type { LineChange } from './lineChange';
import { withoutTrailing } from './lineFolds';
import type { QuotedText } from './quotedText';

/** So many lines on each side are compared with new ones. */
const mostLines = 100;

/**
 * Whether a change of whole lines brings those right before or behind its place once more, as a model does that quotes one
 * line and writes the whole function. Brackets alone are the new text's own where they close what it opens.
 *
 * @param isChanged whether another change of the same finding has a line
 */
export function repeatsAround(text: QuotedText, change: LineChange, isChanged: (line: number) => boolean): boolean {
  const { startLine, endLine, newLines, kept } = change;
  if (kept) {
    return false;
  }
  const actual = text.slice(startLine, endLine);
  const replaced = new Set(actual);
  const head = sameAtStart(actual, newLines);
  const tail = sameAtStart(actual.slice(head).reverse(), newLines.slice(head).reverse());
  const added = newLines.slice(head, newLines.length - tail);
  const isRepeated = (piece: readonly string[], firstLine: number) =>
    piece.every(
      (line, position) => withoutTrailing(line) === withoutTrailing(text.lines.at(firstLine + position) ?? ''),
    ) &&
    !piece.some((_, position) => isChanged(firstLine + position)) &&
    piece.some((line) => /\S/.test(line) && !replaced.has(line)) &&
    !isItsOwn(piece, newLines, actual);
  return Array.from({ length: Math.min(added.length, mostLines) }, (_, less) => less + 1).some(
    (count) =>
      (head === 0 && count < startLine && isRepeated(added.slice(0, count), startLine - count)) ||
      (tail === 0 && endLine + count <= text.lines.count && isRepeated(added.slice(-count), endLine + 1)),
  );
}

function sameAtStart(lines: readonly string[], others: readonly string[]): number {
  const first = lines.findIndex((line, position) => line !== others[position]);
  return first === -1 ? lines.length : first;
}

/** Signs alone tell something where they close what the new text does not open, or the other way round. */
function isItsOwn(piece: readonly string[], newLines: readonly string[], actual: readonly string[]): boolean {
  const [ofPiece, ofNew, ofOld] = [piece, newLines, actual].map((lines) => balanceOf(lines.join('\n')));
  return (ofPiece === 0 || ofNew === ofOld) && !/[\p{L}\p{N}]/u.test(piece.join(''));
}
