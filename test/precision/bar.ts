import type { Analyzer, RuleInfo } from '../../src/reviewers/analyzers/analyzer';
import { type AnalyzerLedger, type AppliedSafe, type Figures, figuresOf, type Ledger, sum } from './ledger';

/** So many of a rule's hits are judged, or all that there are. */
const enough = 20;
/** The share of what was judged that is worth a reviewer's time, and the share that is not true. */
const leastWorth = 0.8;
const mostFalse = 0.05;
/** With so many that nobody would act on, a rule of another linter is looked at by itself. */
const muchNoise = 10;
/** What is held of another linter as a whole. */
const leastWorthOfLinter = 0.6;

/** Analyzers whose rules are our own. */
export const ours: ReadonlySet<string> = new Set(['ast-grep', 'json', 'text', 'yaml']);

/** The figures of a rule in the languages in which it holds. */
export function figuresOfRule(
  { id, languages }: RuleInfo,
  { rules }: Pick<Analyzer, 'rules'>,
  kept: AnalyzerLedger,
): Figures {
  const others = rules.filter((other) => other.id === id && other.languages !== languages);
  const isOthers = (language: string) => others.some((other) => other.languages?.includes(language));
  const all = [...(figuresOf(kept).get(id) ?? [])];
  return sum(
    all.flatMap(([language, figures]) => (languages?.includes(language) || !isOthers(language) ? [figures] : [])),
  );
}

/**
 * What stands against the rules that are on by default, a sentence each. Our own rules are judged one by one; those of
 * another linter together, and by themselves where one has said something false or is mostly noise.
 */
export function problemsOf(analyzers: readonly Pick<Analyzer, 'name' | 'rules'>[], ledger: Ledger): readonly string[] {
  return analyzers.flatMap((analyzer) => {
    const kept = ledger.analyzers.get(analyzer.name) ?? { samples: [], hits: [] };
    const isCounted = new Set(kept.hits.map(({ rule }) => rule));
    const judged = analyzer.rules
      .filter(({ isDefault }) => isDefault)
      .map((rule) => ({ rule, figures: figuresOfRule(rule, analyzer, kept) }));
    const uncounted = judged.filter(({ rule }) => !isCounted.has(rule.id));
    const isAlone = (figures: Figures) => ours.has(analyzer.name) || figures.false > 0 || figures.noise >= muchNoise;
    return [
      ...uncounted.map(({ rule }) => `${analyzer.name}/${rule.id}: nobody has counted its hits.`),
      ...judged.flatMap(({ rule, figures }) =>
        isAlone(figures) ? against(`${analyzer.name}/${rule.id}`, figures, leastWorth) : [],
      ),
      ...(ours.has(analyzer.name)
        ? []
        : against(analyzer.name, sum(judged.map(({ figures }) => figures)), leastWorthOfLinter)),
    ];
  });
}

function against(name: string, { hits, worth, noise, false: wrong }: Figures, leastShare: number): string[] {
  const judged = worth + noise + wrong;
  const wanted = Math.min(enough, hits);
  const figures = `${worth} worth, ${noise} noise, ${wrong} false`;
  return [
    ...(judged < wanted ? [`${name}: ${judged} of ${hits} hits are judged, not ${wanted}.`] : []),
    ...(worth < leastShare * judged ? [`${name}: less than ${leastShare * 100} % are worth it: ${figures}.`] : []),
    ...(wrong > mostFalse * judged ? [`${name}: more than ${mostFalse * 100} % are false: ${figures}.`] : []),
  ];
}

/** All edits of a rule, so many in so many projects, have to leave the projects' own tests as they were. */
const leastEdits = 20;
const leastProjects = 4;

/** What stands against calling the edits of those rules safe that are said to keep what a program does, a sentence each. */
export function problemsOfSafe(
  analyzers: readonly Pick<Analyzer, 'name' | 'rules'>[],
  applied: readonly AppliedSafe[],
): readonly string[] {
  const safe = analyzers.flatMap(({ name, rules }) =>
    rules.filter(({ preservesBehaviour }) => preservesBehaviour).map(({ id }) => `${name}/${id}`),
  );
  return [
    ...safe.flatMap((rule) => {
      const counts = applied.map((one) => provenIn(one, rule)).filter((count) => count > 0);
      const all = counts.reduce((total, count) => total + count, 0);
      const isEnough = all >= leastEdits && counts.length >= leastProjects;
      return isEnough ? [] : [`${rule}: only ${all} edits in ${counts.length} projects say that they are safe.`];
    }),
    ...applied.flatMap(({ repository, before }) =>
      before.length > 0 ? [] : [`${repository}: its tests tell nothing.`],
    ),
    ...applied.flatMap(({ repository, before, after }) =>
      failures(after) > failures(before) || passes(after) < passes(before)
        ? [`${repository}: before its edits ${before.join(', ')}, and after them ${after.join(', ')}.`]
        : [],
    ),
  ];
}

/** So many projects altogether, some of which had no part in settling the rules. */
const leastTried = 8;
const leastSetAside = 2;

/** What stands against taking the projects in which safe edits were tried for enough, a sentence each. */
export function problemsOfTried(applied: readonly AppliedSafe[]): readonly string[] {
  const hasProven = applied.filter((one) => Object.keys(one.edits).some((rule) => provenIn(one, rule) > 0));
  const setAside = hasProven.filter(({ isSetAside }) => isSetAside);
  return [
    ...(hasProven.length < leastTried ? [`Safe edits were tried in only ${hasProven.length} projects.`] : []),
    ...(setAside.length < leastSetAside ? [`Only ${setAside.length} of them were set aside.`] : []),
  ];
}

/** An edit in code that no test runs changes no test, whatever it does. */
function provenIn({ edits, ran }: AppliedSafe, rule: string): number {
  return ran?.[rule] ?? edits[rule] ?? 0;
}

const failures = (told: readonly string[]) => summed(told, /fail|error/i);
const passes = (told: readonly string[]) => summed(told, /pass|^ran\b/i);

/** Of `3 passed`, `# fail 2` and `Ran 31 tests`; a share says nothing that the numbers beside it do not. */
function summed(told: readonly string[], kind: RegExp): number {
  return told
    .filter((words) => kind.test(words) && !words.includes('%'))
    .reduce((total, words) => total + Number(/\d[\d,]*/.exec(words)?.[0].replaceAll(',', '') ?? 0), 0);
}
