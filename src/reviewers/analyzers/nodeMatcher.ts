import type { Node } from 'web-tree-sitter';
import type { NodeRule, RelatedRule } from './rules/rule';

/** A rule on kinds, texts and neighbours of nodes, which a tree can answer without ast-grep. */
export interface NodeMatcher {
  /** The kinds of the nodes that it can match, each once. */
  readonly kinds: readonly string[];
  readonly matches: Test;
}

/** What is asked of a node. */
export type Test = (node: Node) => boolean;

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
  const tests = partsOf(rule, testOf);
  return Object.keys(rule).every((key) => known.has(key)) && isWhole(tests) ? allOf(tests) : undefined;
}

/** What holds of every node that a rule matches, as far as a tree can answer it. */
export function necessaryTest(rule: NodeRule): Test {
  return allOf(partsOf(rule, necessaryTest).flatMap((test) => test ?? []));
}

/** The test for a rule that is a part of another; undefined where it needs ast-grep. */
type Inner = (rule: NodeRule) => Test | undefined;

/** One test for each part of a rule that is no pattern, undefined where it needs ast-grep. */
function partsOf(rule: NodeRule, inner: Inner): readonly (Test | undefined)[] {
  const { kind, regex, has, inside, all = [], any, not } = rule;
  const expression = regex === undefined ? undefined : expressionOf(regex);
  const negated = not && testOf(not);
  return [
    ...(kind === undefined ? [] : [(node: Node) => node.type === kind]),
    ...all.map(inner),
    ...(has ? [hasTest(has, inner)] : []),
    ...(inside ? [insideTest(inside, inner)] : []),
    ...(any ? [anyOf(any.map(inner))] : []),
    ...(not ? [negated && ((node: Node) => !negated(node))] : []),
    ...(regex === undefined ? [] : [expression && ((node: Node) => expression.test(node.text))]),
  ];
}

function isWhole(tests: readonly (Test | undefined)[]): tests is readonly Test[] {
  return tests.every((test) => test !== undefined);
}

function anyOf(tests: readonly (Test | undefined)[]): Test | undefined {
  return isWhole(tests) ? (node) => tests.some((test) => test(node)) : undefined;
}

function allOf(tests: readonly Test[]): Test {
  return (node) => tests.every((test) => test(node));
}

function hasTest({ field, stopBy = 'neighbor', ...rule }: RelatedRule, inner: Inner): Test | undefined {
  const test = inner(rule);
  return stopBy === 'neighbor' && test
    ? (node) =>
        (field === undefined ? node.children : node.childrenForFieldName(field)).some((child) => child && test(child))
    : undefined;
}

function insideTest({ field, stopBy = 'neighbor', ...rule }: RelatedRule, inner: Inner): Test | undefined {
  const test = inner(rule);
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
