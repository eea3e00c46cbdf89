import type { Node } from 'web-tree-sitter';

/** Questions to a syntax tree that rules of several languages ask. */

/** The nearest node around this one that is of one of these kinds. */
export function enclosing(node: Node, ...kinds: readonly string[]): Node | undefined {
  let around = node.parent;
  while (around && !kinds.includes(around.type)) {
    around = around.parent;
  }
  return around ?? undefined;
}

/** Itself and everything in it that is of one of these kinds, in the order of the text. */
export function all(node: Node, ...kinds: string[]): Node[] {
  return node.descendantsOfType(kinds).filter((found) => found !== null);
}

/** The same expression, wherever it stands in a part of the tree. */
export function occurrences(where: Node, expression: Node): Node[] {
  return all(where, expression.type).filter(({ text }) => text === expression.text);
}

/** The statements behind it in its block, in their order. */
export function following(statement: Node): Node[] {
  const after: Node[] = [];
  for (let next = statement.nextNamedSibling; next; next = next.nextNamedSibling) {
    after.push(next);
  }
  return after.filter(({ type }) => type !== 'comment');
}

/** The arguments of a call, or of another node that has some. */
export function argumentsOf(call: Node | undefined): Node[] {
  const list = call?.childForFieldName('arguments');
  return list?.namedChildren.filter((part) => part !== null && part.type !== 'comment') ?? [];
}

/** What is called, as it is written: `free`, `std::move`, `response.Body.Close`. */
export function calleeOf(call: Node | undefined): string {
  return call?.childForFieldName('function')?.text ?? '';
}

export function field(node: Node | undefined, name: string): Node | undefined {
  return node?.childForFieldName(name) ?? undefined;
}

/** Whether it stands behind another in the text, and not in it. */
export function isBehind(node: Node, other: Node): boolean {
  return node.startIndex >= other.endIndex;
}

export function isInside(node: Node, other: Node): boolean {
  return node.startIndex >= other.startIndex && node.endIndex <= other.endIndex;
}
