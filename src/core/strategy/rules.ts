import type { RuleSetting } from '../options';
import type { Finding, ReportedFinding, ReviewerKind } from '../types';

/** The address of the documentation of the rule behind a finding; undefined where there is none. */
export type DocumentationOf = (finding: Pick<Finding, 'reviewer' | 'source' | 'rule'>) => string | undefined;

/** The analyzers' own findings, and those the editor has from its extensions, as overrides call them. */
export function ruleIdOf(
  reviewer: ReviewerKind,
  { source, rule = '' }: Pick<ReportedFinding, 'source' | 'rule'>,
): string {
  return reviewer === 'editor' ? `editor/${source}/${rule}` : `${source}/${rule}`;
}

/** What some rules' settings say of one; undefined when they say nothing. The last key that fits counts. */
export function settingOf(rules: Readonly<Record<string, RuleSetting>>, id: string): RuleSetting | undefined {
  return Object.entries(rules).findLast(([pattern]) => fits(pattern, id))?.[1];
}

function fits(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : pattern === id;
}

/** A bundled analyzer, as far as what is said about its rules can be checked. */
export interface KnownRules {
  readonly analyzer: string;
  readonly ids: readonly string[];
  /** How its rules are called beside those, where a project's configuration selects more. */
  readonly others?: RegExp;
}

/**
 * What is wrong with the name of a rule in settings; undefined when nothing is.
 *
 * @param known the bundled analyzers; without them only the form of the name is checked
 */
export function rulePatternProblem(pattern: string, known?: readonly KnownRules[]): string | undefined {
  if (!known) {
    return /^[\w-]+\/[^*]+\*?$|^[\w-]+\/\*$/.test(pattern) ? undefined : 'must be analyzer/rule or analyzer/*';
  }
  const [analyzer = '', rule] = [
    pattern.slice(0, Math.max(0, pattern.indexOf('/'))),
    pattern.slice(pattern.indexOf('/') + 1),
  ];
  const names = [...known.map((one) => one.analyzer), 'editor'];
  if (!names.includes(analyzer)) {
    return `is no rule: it must begin with ${names.map((name) => `${name}/`).join(', ')}`;
  }
  const stem = rule.replace(/\*$/, '');
  if (rule === '' || stem.includes('*')) {
    return `is no rule: ${analyzer}/ is followed by a rule, or by the start of one and "*"`;
  }
  const one = known.find((candidate) => candidate.analyzer === analyzer);
  const isKnown = (id: string) => (rule.endsWith('*') ? id.startsWith(stem) : id === rule);
  if (!one || one.ids.some(isKnown) || one.others?.test(rule)) {
    return undefined;
  }
  const near =
    one.ids.find((id) => id.toLowerCase() === rule.toLowerCase()) ?? one.ids.find((id) => sharesWords(id, rule));
  return `is no rule of ${analyzer}${near === undefined ? '' : `; there is ${analyzer}/${near}`}`;
}

function sharesWords(id: string, rule: string): boolean {
  const words = new Set(id.toLowerCase().split(/[-_]/));
  const asked = rule
    .toLowerCase()
    .split(/[-_*]/)
    .filter((word) => word.length > 3);
  return asked.filter((word) => words.has(word)).length >= 2;
}
