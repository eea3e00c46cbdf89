import type { Node, Query, Tree } from 'web-tree-sitter';
import type { Definition, Outline } from '../../core/ports';
import type { LineRange } from '../../core/types';

/** A definition or a wrapper of one, with what lies in it. */
interface Found {
  readonly startLine: number;
  endLine: number;
  readonly header: LineRange;
  isWrapper: boolean;
  readonly children: Found[];
}

/** What lies deeper is not told: nobody divides a file there, and whoever walks an outline may recur. */
const maxDepth = 50;

/**
 * The imports outside of definitions, and the definitions that take several lines: sorted, properly nested, and no two
 * beside each other share a line.
 *
 * @param query one of `outlineQueries` for the tree's grammar
 */
export function outlineOf(tree: Tree, query: Query, text: string): Outline {
  const imports: LineRange[] = [];
  const found: Found[] = [];
  for (const { captures } of query.matches(tree.rootNode)) {
    const body = captures.find(({ name }) => name === 'body')?.node;
    for (const { name, node } of captures) {
      if (name === 'import') {
        imports.push(lineRangeOf(node));
      } else if (name === 'definition' || name === 'wrapper') {
        found.push({
          ...lineRangeOf(node),
          header: headerOf(node, body, text),
          isWrapper: name === 'wrapper',
          children: [],
        });
      }
    }
  }
  const definitions = nested(found).flatMap(unwrapped);
  const outside = imports.filter(({ startLine, endLine }) =>
    definitions.every((around) => endLine < around.startLine || startLine > around.endLine),
  );
  return { imports: joined(outside), definitions };
}

/** Some nodes end with the line end: at the very start of the line below. */
function lineRangeOf({ startPosition, endPosition }: Node): LineRange {
  const startLine = startPosition.row + 1;
  const endLine = endPosition.column === 0 ? endPosition.row : endPosition.row + 1;
  return { startLine, endLine: Math.max(startLine, endLine) };
}

/** Up to the line of the opening brace or, where the body begins a line of its own, to the line before. */
function headerOf(node: Node, captured: Node | undefined, text: string): LineRange {
  const { startLine, endLine } = lineRangeOf(node);
  const body = captured ?? node.childForFieldName('body') ?? lastPart(node, /_body$/);
  if (!body) {
    return { startLine, endLine: startLine };
  }
  const before = text.slice(text.lastIndexOf('\n', body.startIndex - 1) + 1, body.startIndex);
  const lastLine = body.startPosition.row + (/\S/.test(before) ? 1 : 0);
  return { startLine, endLine: Math.min(Math.max(startLine, lastLine), endLine) };
}

/** Where the grammar has no name for a definition's body, its kind tells. */
function lastPart({ lastNamedChild }: Node, kind: RegExp): Node | undefined {
  return lastNamedChild && kind.test(lastNamedChild.type) ? lastNamedChild : undefined;
}

/** Puts each into the innermost that contains it. Two that share lines but do not contain each other become one. */
function nested(found: readonly Found[]): Found[] {
  const top: Found[] = [];
  const open: Found[] = [];
  for (const next of found.filter(({ startLine, endLine }) => endLine > startLine).sort(outermostFirst)) {
    while ((open.at(-1)?.endLine ?? next.startLine) < next.startLine) {
      open.pop();
    }
    const around = open.at(-1);
    if (around && (next.endLine > around.endLine || isSameStretch(around, next))) {
      for (const enclosing of open) {
        enclosing.endLine = Math.max(enclosing.endLine, next.endLine);
      }
      around.isWrapper &&= next.isWrapper;
    } else if (open.length < maxDepth) {
      (around?.children ?? top).push(next);
      open.push(next);
    }
  }
  return top;
}

function outermostFirst(a: Found, b: Found): number {
  return a.startLine - b.startLine || b.endLine - a.endLine || Number(b.isWrapper) - Number(a.isWrapper);
}

function isSameStretch(a: LineRange, b: LineRange): boolean {
  return a.startLine === b.startLine && a.endLine === b.endLine;
}

/** A wrapper takes the place of the definition at its end; without one, what lies in it takes its own. */
function unwrapped({ startLine, endLine, header, isWrapper, children }: Found): Definition[] {
  const inner = children.flatMap(unwrapped);
  if (!isWrapper) {
    return [{ startLine, endLine, header, children: inner }];
  }
  const [wrapped] = inner;
  return wrapped && inner.length === 1 && wrapped.endLine === endLine
    ? [{ startLine, endLine, header: { startLine, endLine: wrapped.header.endLine }, children: wrapped.children }]
    : inner;
}

/** Sorted, with those that touch each other as one. */
function joined(ranges: readonly LineRange[]): LineRange[] {
  const result: LineRange[] = [];
  for (const { startLine, endLine } of ranges.toSorted((a, b) => a.startLine - b.startLine)) {
    const previous = result.at(-1);
    if (previous && startLine <= previous.endLine + 1) {
      result[result.length - 1] = { ...previous, endLine: Math.max(previous.endLine, endLine) };
    } else {
      result.push({ startLine, endLine });
    }
  }
  return result;
}
