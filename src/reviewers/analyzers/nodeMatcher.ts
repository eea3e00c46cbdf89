import type { Node } from 'web-tree-sitter';
import type { NodeRule, RelatedRule } from './rules/rule';

/** A rule on kinds, texts and neighbours of nodes, which a tree can answer without ast-grep. */
export interface NodeMatcher {
  /** The kinds of the nodes that it can match, each once. */
  readonly kinds: readonly string[];
  readonly matches: Test;
}

type Test = (node: Node) => boolean;

const compiled = new WeakMap<NodeRule, NodeMatcher | 'needs ast-grep'>();

/**
 * A rule without patterns as a function of tree-sitter's own nodes, or undefined when it needs ast-grep. ast-grep asks
 * the tree for every node from inside of WebAssembly, which takes some ten times as long as to list the nodes of a kind.
 */
export function nodeMatcher(rule: NodeRule): NodeMatcher | undefined {
  const known = compiled.get(rule) ?? compile(rule);
  compiled.set(rule, known);
  return known === 'needs ast-grep' ? undefined : known;
}

function compile(rule: NodeRule): NodeMatcher | 'needs ast-grep' {
  const kinds = rule.kind === undefined ? rule.any?.map(({ kind }) => kind) : [rule.kind];
  const matches = testOf(rule);
  return matches && kinds?.every((kind) => kind !== undefined)
    ? { kinds: [...new Set(kinds)], matches }
    : 'needs ast-grep';
}

/** What rules are made of: whatever else there is takes ast-grep. */
const known: ReadonlySet<string> = new Set(['kind', 'regex', 'has', 'inside', 'all', 'any', 'not', 'field', 'stopBy']);

function testOf(rule: NodeRule): Test | undefined {
  if (Object.keys(rule).some((key) => !known.has(key))) {
    return undefined;
  }
  const { kind, regex, has, inside, all = [], any, not } = rule;
  const expression = regex === undefined ? undefined : expressionOf(regex);
  const alternatives = any?.map(testOf);
  const negated = not && testOf(not);
  const tests: readonly (Test | undefined)[] = [
    ...(kind === undefined ? [] : [(node: Node) => node.type === kind]),
    ...all.map(testOf),
    ...(has ? [hasTest(has)] : []),
    ...(inside ? [insideTest(inside)] : []),
    ...(alternatives ? [every(alternatives) && ((node: Node) => alternatives.some((test) => test?.(node)))] : []),
    ...(not ? [negated && ((node: Node) => !negated(node))] : []),
    ...(regex === undefined ? [] : [expression && ((node: Node) => expression.test(node.text))]),
  ];
  return every(tests) && ((node) => tests.every((test) => test?.(node)));
}

/** True when all of them are there, as the value that stands for it in a chain of `&&`. */
function every(tests: readonly (Test | undefined)[]): true | undefined {
  return tests.every((test) => test !== undefined) || undefined;
}

function hasTest({ field, stopBy = 'neighbor', ...rule }: RelatedRule): Test | undefined {
  const test = testOf(rule);
  return stopBy === 'neighbor' && test
    ? (node) =>
        (field === undefined ? node.children : node.childrenForFieldName(field)).some((child) => child && test(child))
    : undefined;
}

function insideTest({ field, stopBy = 'neighbor', ...rule }: RelatedRule): Test | undefined {
  const test = testOf(rule);
  return stopBy === 'neighbor' && test
    ? ({ id, parent }) =>
        parent !== null &&
        test(parent) &&
        (field === undefined || parent.childrenForFieldName(field).some((child) => child?.id === id))
    : undefined;
}

/** ast-grep's expressions are those of Rust's `regex`; of these, JavaScript has all that are plain. */
function expressionOf(regex: string): RegExp | undefined {
  const [, flag = '', source = regex] = /^\(\?(i)\)([\s\S]*)$/.exec(regex) ?? [];
  try {
    return /\(\?[a-zA-Z-]+\)|\\[AzQE]|\[\[:/.test(source) ? undefined : new RegExp(source, `${flag}u`);
  } catch {
    return undefined;
  }
}
