import { countWhile } from './binarySearch';
import type { Definition } from './ports';

/** The definitions that start before a line and end at or after it, the outermost first. */
export function enclosing(definitions: readonly Definition[], line: number): Definition[] {
  const around = definitions[countWhile(definitions, ({ startLine }) => startLine < line) - 1];
  return around && line <= around.endLine ? [around, ...enclosing(around.children, line)] : [];
}
