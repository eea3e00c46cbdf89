import { functionRow, openers, type Place } from './place';

/** What a function is called with that tells of an exception, as its parameters are called. */
const ofException = /[(,]\s*(?:e|ex|exc|err|error|exception|exc_info|exc_value)\s*[,:=)]/;

/**
 * Whether the function around is there for handlers, so that there is an exception to tell of when it runs: it is given the
 * exception, or is called in its file and from handlers alone.
 */
export function isCalledByHandlers(place: Place): boolean {
  const row = functionRow(place);
  const definition = row === undefined ? '' : place.lines.slice(row, row + 5).join(' ');
  const [head = '', name] = /\bdef\s+(\w+)\s*\([^)]*\)?/.exec(definition) ?? [];
  if (name === undefined) {
    return false;
  }
  const call = new RegExp(`(?<!\\bdef\\s+)\\b${name}\\s*\\(`);
  const calls = place.lines.flatMap((line, at) => (call.test(line) && !/^\s*#/.test(line) ? [at] : []));
  return calls.length === 0 ? ofException.test(head) : calls.every((at) => isInHandler(place, at));
}

function isInHandler(place: Place, row: number): boolean {
  if (/^\s*except\b/.test(place.lines[row] ?? '')) {
    return true;
  }
  for (const { line } of openers({ ...place, row })) {
    if (/^(?:except\b|(?:async\s+)?def\b)/.test(line)) {
      return line.startsWith('except');
    }
  }
  return false;
}
