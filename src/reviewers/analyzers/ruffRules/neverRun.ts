import { functionRow, indentOf, isBlank, type Place } from './place';

/** Whether the code at a place is sure not to run: behind a jump out of its block, or in what a later definition replaces. */
export function neverRuns(place: Place): boolean {
  return isBehindJump(place) || isReplaced(place);
}

/** A `return` in the block that a place is in, or in one around it, stands above and is no part of a string or bracket. */
function isBehindJump(place: Place): boolean {
  const { lines, row } = place;
  const start = functionRow(place) ?? 0;
  let indent = indentOf(lines[row] ?? '');
  for (let above = row - 1; above > start; above--) {
    const line = lines[above] ?? '';
    if (isBlank(line) || indentOf(line) > indent) {
      continue;
    }
    if (indentOf(line) === indent && jump.test(line) && !isInString(lines.slice(above, row))) {
      return true;
    }
    indent = indentOf(line);
  }
  return false;
}

/** It ends on its line, or with brackets on later ones. */
const jump = /^\s*(?:return|raise|break|continue)\b(?!.*[\\,]\s*$)/;

/** Of lines from a place in a string on, an odd number of quotes ends it. */
function isInString(lines: readonly string[]): boolean {
  return (lines.join('\n').match(/"""|'''/g)?.length ?? 0) % 2 === 1;
}

/** The function around a place, not decorated, is defined anew below, in the same block. */
function isReplaced(place: Place): boolean {
  const { lines } = place;
  const row = functionRow(place);
  const [, indent = '', name] = definition.exec(lines[row ?? -1] ?? '') ?? [];
  if (row === undefined || name === undefined || /^\s*@/.test(lines[row - 1] ?? '')) {
    return false;
  }
  for (const line of lines.slice(row + 1)) {
    if (!isBlank(line) && indentOf(line) < indent.length) {
      return false;
    }
    const [, indentBelow, nameBelow] = definition.exec(line) ?? [];
    if (indentBelow === indent && nameBelow === name) {
      return true;
    }
  }
  return false;
}

const definition = /^(\s*)(?:async\s+)?def\s+(\w+)/;
