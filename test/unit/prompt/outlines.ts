import fc from 'fast-check';
import type { Definition, Outline } from '../../../src/core/ports';

/** A definition of whole lines, with a header of so many of them. */
export function definition(
  startLine: number,
  endLine: number,
  children: readonly Definition[] = [],
  headerLines = 1,
): Definition {
  return { startLine, endLine, header: { startLine, endLine: startLine + headerLines - 1 }, children };
}

export function outlineOf(definitions: readonly Definition[], imports: Outline['imports'] = []): Outline {
  return { imports, definitions };
}

const line = fc.integer({ min: -2, max: 130 });
const range = fc.record({ startLine: line, endLine: line });

/** Outlines as no parser would make them: overlapping, upside down, outside of the text. */
export const wildOutline: fc.Arbitrary<Outline> = fc.record({
  imports: fc.array(range, { maxLength: 5 }),
  definitions: wildDefinitions(3),
});

function wildDefinitions(depth: number): fc.Arbitrary<readonly Definition[]> {
  const children = depth === 0 ? fc.constant([]) : wildDefinitions(depth - 1);
  return fc.array(fc.record({ startLine: line, endLine: line, header: range, children }), { maxLength: 4 });
}

/** Well-formed definitions that lie in lines `first` to `last`. */
function definitionsIn(first: number, last: number, depth: number): fc.Arbitrary<readonly Definition[]> {
  if (depth === 0 || last < first) {
    return fc.constant([]);
  }
  return fc.array(fc.integer({ min: first, max: last }), { maxLength: 8 }).chain((cuts) => {
    const sorted = [...new Set(cuts)].sort((a, b) => a - b);
    const ranges = sorted.slice(0, -1).map((start, at) => [start, (sorted[at + 1] ?? last + 1) - 1] as const);
    return fc
      .tuple(...ranges.map(([start, end]) => definitionsIn(start + 1, end, depth - 1)))
      .map((children) => ranges.map(([start, end], at) => definition(start, end, children[at])));
  });
}

/** Outlines of a text of so many lines as a parser makes them. */
export function properOutline(lineCount: number): fc.Arbitrary<Outline> {
  const imports = fc.nat({ max: 4 }).map((count) => (count === 0 ? [] : [{ startLine: 1, endLine: count }]));
  return fc.record({ imports, definitions: definitionsIn(1, lineCount, 3) });
}
