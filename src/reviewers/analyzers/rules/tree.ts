import type { Node } from 'web-tree-sitter';
import { groupBy } from '../../../core/groupBy';

/** Questions to a syntax tree that rules of several languages ask. */

/** The nearest node around this one that is of one of these kinds. */
export function enclosing(node: Node, ...kinds: readonly string[]): Node | undefined {
  let around = node.parent;
  while (around && !kinds.includes(around.type)) {
    around = around.parent;
  }
  return around ?? undefined;
}

const answers = new WeakMap<Node['tree'], Map<string, unknown>>();

/** What is asked of a node is found once, however many rules and other nodes ask it. */
export function once<Answer>(node: Node, question: string, answer: () => Answer): Answer {
  const known = answers.get(node.tree) ?? new Map<string, unknown>();
  answers.set(node.tree, known);
  const key = `${node.id} ${question}`;
  if (!known.has(key)) {
    known.set(key, answer());
  }
  return known.get(key) as Answer;
}

/** Itself and everything in it that is of one of these kinds, in the order of the text. */
export function all(node: Node, ...kinds: string[]): Node[] {
  return once(node, `all ${kinds.join()}`, () => node.descendantsOfType(kinds).filter((found) => found !== null));
}

/** The same expression, wherever it stands in a part of the tree. */
export function occurrences(where: Node, expression: Node): Node[] {
  const byText = once(where, `texts of ${expression.type}`, () =>
    groupBy(all(where, expression.type), ({ text }) => text),
  );
  return byText.get(expression.text) ?? [];
}

/** So many statements behind another tell what happens next; a longer list would be gone through again and again. */
const nextFew = 50;

/** The statements behind it in its block, in their order; of a long block the next few. */
export function following(statement: Node): Node[] {
  const { parent } = statement;
  if (!parent) {
    return [];
  }
  const siblings = once(parent, 'statements', () => parent.namedChildren.filter((child) => child?.type !== 'comment'));
  const places = once(parent, 'places', () => new Map(siblings.map((child, index) => [child?.id, index])));
  const place = places.get(statement.id);
  return place === undefined ? [] : siblings.slice(place + 1, place + 1 + nextFew).filter((child) => child !== null);
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
