import type { Node } from 'web-tree-sitter';
import type { Category, Confidence, FileRole, Severity } from '../../../core/types';
import type { Grammar } from '../../syntax/grammars';

/** The address of a weakness in MITRE's list. */
export function cwe(number: number): string {
  return `https://cwe.mitre.org/data/definitions/${number}.html`;
}

/** One node matcher, as in https://ast-grep.github.io/reference/rule.html. */
export interface NodeRule {
  readonly pattern?: string | { readonly context: string; readonly selector?: string; readonly strictness?: string };
  readonly kind?: string;
  readonly regex?: string;
  readonly nthChild?: number | string;
  readonly inside?: RelatedRule;
  readonly has?: RelatedRule;
  readonly precedes?: RelatedRule;
  readonly follows?: RelatedRule;
  readonly all?: readonly NodeRule[];
  readonly any?: readonly NodeRule[];
  readonly not?: NodeRule;
}

export interface RelatedRule extends NodeRule {
  readonly stopBy?: 'neighbor' | 'end' | NodeRule;
  readonly field?: string;
}

/** One place where a rule matched, for fixes that a template cannot express. */
interface Match {
  /** The matched node's source. */
  readonly text: string;
  readonly fileText: string;
  /** What a metavariable stands for, by its name without `$`: the source of the one node or of the whole list. */
  captured(name: string): string;
}

/** One defect to look for in the syntax tree of a file. */
export interface Rule {
  /** Unique in its language; also the name of the folder with its fixtures. */
  readonly id: string;
  readonly title: string;
  /** Why it matters, in plain words. */
  readonly explanation: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly confidence: Confidence;
  readonly rule: NodeRule;
  /** What single metavariables must match besides. */
  readonly constraints?: Readonly<Record<string, NodeRule>>;
  /**
   * What occurs in the text of every file in which it matches. Most files have none of it, and looking for it costs a
   * small part of a walk through the tree.
   */
  readonly mention?: RegExp;
  /** What must hold of the matched node besides: what a pattern cannot say, such as what happens before or after it. */
  readonly where?: (node: Node) => boolean;
  /** Whether it may well be meant where it matched: then it is told to those alone whose profile wants guesses. */
  readonly isGuess?: (node: Node) => boolean;
  /** What other linters call what it looks for: their suppression comments that name it silence this rule, too. */
  readonly knownAs?: readonly string[];
  /** The languages of the pack in which the rule holds; absent means all of them. */
  readonly languages?: readonly string[];
  /**
   * What the matched node is replaced with: a template with the rule's metavariables, or a function that may decline.
   * The empty string deletes the node.
   */
  readonly fix?: string | ((match: Match) => string | undefined);
  /** What the fix replaces does the same as what replaces it, by the ledger in `test/precision`. */
  readonly preservesBehaviour?: true;
  /** Where more is said: the address of a CWE, or of the language's documentation. */
  readonly link?: string;
  /** What becomes of its findings in tests, fixtures and examples; absent means `lowered`. */
  readonly inTests?: InTests;
}

/**
 * In tests, fixtures and examples, or in each of them: as elsewhere; with an error as a warning; or only counted. In what
 * is retired nobody puts anything right: there findings are only counted unless the rule says otherwise of `retired`.
 */
export type InTests = RoleWeight | (Readonly<Record<TestRole, RoleWeight>> & { readonly retired?: RoleWeight });
type TestRole = Exclude<FileRole, 'retired'>;
export type RoleWeight = 'shown' | 'lowered' | 'hidden';

/** A rule whose findings are only counted in tests and fixtures, which do odd things on purpose, unless it says otherwise. */
export function hiddenInTests(rule: Rule): Rule {
  return { inTests: { test: 'hidden', fixture: 'hidden', example: 'lowered' }, ...rule };
}

/** The rules of one language. */
export interface RulePack {
  /** The folder of its fixtures. */
  readonly name: string;
  /** The grammar by VS Code's language identifier. */
  readonly grammars: Readonly<Record<string, Grammar>>;
  readonly rules: readonly Rule[];
}
