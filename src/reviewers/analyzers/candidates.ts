import type { Node } from 'web-tree-sitter';
import { countWhile } from '../../core/binarySearch';
import type { Grammar } from '../syntax/grammars';
import { boundIn, type Leaf, leavesOf, neededBy, type ParsePattern } from './neededTexts';
import { necessaryTest, nodeMatcher, type Test } from './nodeMatcher';
import type { NodeRule, Rule } from './rules/rule';

/** What every node has that a rule matches, as far as a tree can tell it without ast-grep. */
export interface Candidates {
  /** Its kind is one of these; absent where it may be any. */
  readonly kinds?: readonly string[];
  /** Its text has one of each list. */
  readonly leaves: readonly (readonly Leaf[])[];
  readonly mayMatch: Test;
  /** Whether the rule matches each node that is so. */
  readonly isAll: boolean;
}

/** Makes a function that tells the candidates of rules, read as those of a grammar. */
export function createCandidates(patternParser: (grammar: Grammar) => Promise<ParsePattern>) {
  const known = new Map<string, Map<Rule, Candidates>>();

  return async (rules: readonly Rule[], grammar: Grammar): Promise<ReadonlyMap<Rule, Candidates>> => {
    const parsePattern = await patternParser(grammar);
    const ofGrammar = known.get(grammar.file) ?? new Map<Rule, Candidates>();
    known.set(grammar.file, ofGrammar);
    for (const rule of rules) {
      ofGrammar.set(rule, ofGrammar.get(rule) ?? candidatesOf(rule, parsePattern));
    }
    return ofGrammar;
  };
}

/**
 * Tells the nodes at which it is worth while to ask ast-grep for a rule. ast-grep goes through all nodes of a tree, each
 * of them from inside of WebAssembly, and in most files no node comes into question.
 */
export function candidatesOf({ rule, constraints = {} }: Rule, parsePattern: ParsePattern): Candidates {
  const matcher = nodeMatcher(rule);
  if (matcher) {
    return { kinds: matcher.kinds, leaves: [], mayMatch: matcher.matches, isAll: true };
  }
  const kinds = kindsOf(rule, parsePattern);
  const bound = new Set(boundIn(rule, parsePattern));
  const constrained = Object.entries(constraints).flatMap(([name, { regex }]) =>
    bound.has(name) && regex !== undefined ? neededBy({ regex }, parsePattern) : [],
  );
  return {
    ...(kinds && { kinds: [...new Set(kinds)] }),
    leaves: [
      ...leavesWithin(rule, parsePattern),
      ...constrained.map((alternatives) => alternatives.map((text) => ({ text, isWord: false }))),
    ],
    mayMatch: necessaryTest(rule),
    isAll: false,
  };
}

function kindsOf(rule: NodeRule, parsePattern: ParsePattern): readonly string[] | undefined {
  const { kind, pattern, all = [], any } = rule;
  if (kind !== undefined) {
    return [kind];
  }
  const root = pattern === undefined ? undefined : parsePattern(pattern);
  if (root && root.pattern !== 'metaVar' && root.kind !== 'ERROR') {
    return [root.kind];
  }
  const inAll = all.map((one) => kindsOf(one, parsePattern)).find((kinds) => kinds !== undefined);
  return inAll ?? (any && everyOf(any.map((one) => kindsOf(one, parsePattern)))?.flat());
}

function leavesWithin(rule: NodeRule, parsePattern: ParsePattern): readonly (readonly Leaf[])[] {
  const { pattern, all = [], has, any } = rule;
  const inAny = any && everyOf(any.map((one) => leavesWithin(one, parsePattern)[0]))?.flat();
  return [
    ...(pattern === undefined ? [] : leavesOf(pattern, parsePattern).map((leaf) => [leaf])),
    ...[...all, ...(has ? [has] : [])].flatMap((one) => leavesWithin(one, parsePattern)),
    ...(inAny ? [inAny] : []),
  ];
}

/** All of them, or undefined where one is. */
function everyOf<Item>(items: readonly (Item | undefined)[]): Item[] | undefined {
  const there = items.filter((item) => item !== undefined);
  return there.length === items.length ? there : undefined;
}

/** Makes a function that tells whether a node of this text has one of each list in it. Each leaf is looked for once. */
export function leafFinder(text: string): (node: Node, leaves: Candidates['leaves']) => boolean {
  const known = new Map<Leaf, readonly number[]>();
  const isIn = ({ startIndex, endIndex }: Node, leaf: Leaf) => {
    const places = known.get(leaf) ?? placesOf(leaf, text);
    known.set(leaf, places);
    const next = places[countWhile(places, (place) => place < startIndex)];
    return next !== undefined && next + leaf.text.length <= endIndex;
  };
  return (node, leaves) => leaves.every((alternatives) => alternatives.some((leaf) => isIn(node, leaf)));
}

function placesOf({ text: wanted, isWord }: Leaf, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    if (!isWord || !(isLetter(text.charAt(at - 1)) || isLetter(text.charAt(at + wanted.length)))) {
      places.push(at);
    }
  }
  return places;
}

function isLetter(character: string): boolean {
  return /\w/.test(character);
}
