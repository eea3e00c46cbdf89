import { type AST, RegExpParser } from '@eslint-community/regexpp';
import type { Grammar } from '../syntax/grammars';
import type { NodeRule, Rule } from './rules/rule';

/** A part of a pattern as ast-grep reads it; a list stands for nodes of which each may be there or not. */
export interface PatternTree {
  readonly kind: string;
  readonly pattern: 'terminal' | 'internal' | 'metaVar';
  readonly isNamed: boolean;
  readonly text?: string;
  readonly children: readonly PatternTree[];
}

/** Parses a pattern of a rule. */
export type ParsePattern = (pattern: NonNullable<NodeRule['pattern']>) => PatternTree;

/** Texts of which a file must have at least one. */
export type Alternatives = readonly string[];

/** The rules that may find something in a text, of those for its grammar. */
export function createRuleFilter(patternParser: (grammar: Grammar) => Promise<ParsePattern>) {
  const known = new Map<string, Map<Rule, readonly Alternatives[]>>();

  return async (rules: readonly Rule[], grammar: Grammar, text: string): Promise<readonly Rule[]> => {
    const parsePattern = await patternParser(grammar);
    const needed = known.get(grammar.file) ?? new Map<Rule, readonly Alternatives[]>();
    known.set(grammar.file, needed);
    return rules.filter((rule) => {
      const texts = needed.get(rule) ?? neededTexts(rule, parsePattern);
      needed.set(rule, texts);
      return texts.every((alternatives) => alternatives.some((alternative) => text.includes(alternative)));
    });
  };
}

/**
 * What a file's text must have for a rule to find anything in it: one of each list. To look for that takes a
 * thousandth of the time to look for the rule, so that in most files only few rules are looked for.
 */
export function neededTexts({ rule, constraints = {} }: Rule, parsePattern: ParsePattern): readonly Alternatives[] {
  const bound = new Set(boundIn(rule, parsePattern));
  return [
    ...neededBy(rule, parsePattern),
    ...Object.entries(constraints).flatMap(([name, constraint]) =>
      bound.has(name) ? neededBy(constraint, parsePattern) : [],
    ),
  ];
}

/** Kinds of nodes that begin with a word of the language, by which grammars name them. */
const keywordKind =
  /^(assert|catch|debugger|defer|delete|except|finally|goto|raise|select|switch|throw|try|while|with)_(?:clause|statement|expression)$/;

/** The same for one of its parts. */
export function neededBy(rule: NodeRule, parsePattern: ParsePattern): Alternatives[] {
  const { kind = '', pattern, regex, inside, has, precedes, follows, all = [], any } = rule;
  const related = [inside, has, precedes, follows].flatMap((other) => other ?? []);
  const keyword = keywordKind.exec(kind)?.[1];
  const either = any && union(any.map((one) => best(neededBy(one, parsePattern))));
  return [
    ...(keyword === undefined ? [] : [[keyword]]),
    ...(pattern === undefined ? [] : leavesOf(pattern, parsePattern).map(({ text }) => [text])),
    ...(regex === undefined ? [] : neededByRegex(regex)),
    ...[...all, ...related].flatMap((one) => neededBy(one, parsePattern)),
    ...(either ? [either] : []),
  ];
}

/** A name or literal. */
export interface Leaf {
  readonly text: string;
  /** Nothing that belongs to a name or number stands beside it. */
  readonly isWord: boolean;
}

/** Names and literals of a pattern, which must stand in the file, and in the node that it matches, as they are. */
export function leavesOf(pattern: NonNullable<NodeRule['pattern']>, parsePattern: ParsePattern): Leaf[] {
  if (typeof pattern === 'object' && pattern.strictness === 'signature') {
    return [];
  }
  const leaves: Leaf[] = [];
  const visit = ({ kind, pattern, isNamed, text = '', children }: PatternTree): void => {
    if (pattern === 'terminal' && isNamed && text !== '') {
      leaves.push({ text, isWord: /identifier$/.test(kind) && /^\w+$/.test(text) });
    }
    children.forEach(visit);
  };
  visit(parsePattern(pattern));
  return leaves;
}

/** The metavariables that stand for something wherever the rule matches. */
export function boundIn(rule: NodeRule, parsePattern: ParsePattern): string[] {
  const names: string[] = [];
  const visit = ({ pattern, text = '', children }: PatternTree): void => {
    if (pattern === 'metaVar') {
      names.push(text.replace(/^\W+/, ''));
    }
    children.forEach(visit);
  };
  if (rule.pattern !== undefined) {
    visit(parsePattern(rule.pattern));
  }
  return [...names, ...(rule.all ?? []).flatMap((one) => boundIn(one, parsePattern))];
}

/** ast-grep's expressions are those of Rust's `regex`; what is none of JavaScript's tells nothing. */
function neededByRegex(regex: string): Alternatives[] {
  try {
    const { alternatives } = new RegExpParser().parsePattern(regex, undefined, undefined, { unicode: true });
    const needed = neededByOneOf(alternatives);
    return needed ? [needed] : [];
  } catch {
    return [];
  }
}

function neededByOneOf(alternatives: readonly AST.Alternative[]): Alternatives | undefined {
  return union(alternatives.map(({ elements }) => best(neededByAll(elements))));
}

function neededByAll(elements: readonly AST.Element[]): Alternatives[] {
  const needed: Alternatives[] = [];
  let run = '';
  for (const element of elements) {
    if (element.type === 'Character') {
      run += String.fromCodePoint(element.value);
      continue;
    }
    needed.push([run]);
    run = '';
    const inner = neededByElement(element);
    if (inner) {
      needed.push(inner);
    }
  }
  return [...needed, [run]].filter((alternatives) => !alternatives.includes(''));
}

function neededByElement(element: AST.Element): Alternatives | undefined {
  switch (element.type) {
    case 'Group':
      return element.modifiers ? undefined : neededByOneOf(element.alternatives);
    case 'CapturingGroup':
      return neededByOneOf(element.alternatives);
    case 'Quantifier':
      return element.min > 0 ? best(neededByAll([element.element])) : undefined;
    default:
      return undefined;
  }
}

/** One of the lists is needed: then, one of all their texts. Nothing is, when one list is missing. */
function union(lists: readonly (Alternatives | undefined)[]): Alternatives | undefined {
  return lists.some((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

/** The list whose shortest text is longest: the least likely to be found by chance. */
function best(lists: readonly Alternatives[]): Alternatives | undefined {
  const shortest = (list: Alternatives) => Math.min(...list.map((text) => text.length));
  return lists.toSorted((a, b) => shortest(b) - shortest(a) || a.length - b.length)[0];
}
