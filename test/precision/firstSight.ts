import { groupBy } from '../../src/core/groupBy';
import { languageOf } from '../../src/core/text/language';
import type { Analyzer, RuleInfo } from '../../src/reviewers/analyzers/analyzer';
import { ours } from './bar';
import { certain } from './certain';
import { type Ledger, placeOf, type Sample } from './ledger';

/** What a rule has come to in repositories that were judged, each as often as another, however many hits it has. */
export interface FirstSight {
  /** With its analyzer: `eslint/no-undef`. */
  readonly rule: string;
  /** It is one of our own, or an error: the program does the wrong thing whenever the line runs. */
  readonly isTrusted: boolean;
  /** Repositories in which at least one place was judged; shares are 0 where there is none. */
  readonly repositories: number;
  /** Those that have something that was noise or false. */
  readonly misled: number;
  /** Shares of the verdicts, between 0 and 1, on average over the repositories. */
  readonly worth: number;
  readonly false: number;
}

/**
 * The share that is worth a reviewer's time where nobody has looked before, as it is wanted of all that is shown. Backwards
 * from each of the last six sets that were judged, by what was known before, what such rules said was worth it in 66 of 100
 * places and false in 11; what the others said, in 31 and 18.
 */
const leastWorth = 0.6;

/**
 * What the rules that are shown by default have said where nobody had looked before, worst first. What they no longer
 * report counts as well: it was put right after it was seen, and the next repository has something else.
 */
export function atFirstSight(
  analyzers: readonly Pick<Analyzer, 'name' | 'rules'>[],
  ledger: Pick<Ledger, 'analyzers'>,
): readonly FirstSight[] {
  const all = analyzers.flatMap(({ name, rules }) => {
    const byRule = groupBy(ledger.analyzers.get(name)?.samples ?? [], ({ rule }) => rule);
    return rules
      .filter(({ isDefault, isGuess }) => isDefault && !isGuess)
      .map((rule) => ({
        ...{ rule: `${name}/${rule.id}`, isTrusted: ours.has(name) || rule.severity === 'error' },
        ...seenOf((byRule.get(rule.id) ?? []).filter(inLanguagesOf(rule))),
      }));
  });
  return all.toSorted((a, b) => a.worth - b.worth || (a.rule < b.rule ? -1 : 1));
}

/**
 * Whether a rule has shown that it may be shown by default: by what it came to wherever it was judged, or, where nobody has
 * seen it yet, because it is trusted. Any other is a guess, unless what it says is certain.
 */
export function hasEarnedItsPlace({ isTrusted, repositories, worth }: FirstSight): boolean {
  return repositories === 0 ? isTrusted : worth >= leastWorth;
}

/** A line about it, for a person. */
export function firstSightLine(seen: FirstSight): string {
  const { rule, repositories, misled } = seen;
  const shares = `${Math.round(100 * seen.worth)} % worth it, ${Math.round(100 * seen.false)} % false`;
  const mark = hasEarnedItsPlace(seen) ? '' : `; ${certain[rule] ?? 'NOT CERTAIN'}`;
  const figures = repositories === 0 ? 'nobody has judged it' : `${shares}, misled in ${misled} of ${repositories}`;
  return `${rule}: ${figures}${mark}\n`;
}

function inLanguagesOf({ languages }: RuleInfo): (sample: Sample) => boolean {
  return ({ path }) => languages?.includes(languageOf(path)) ?? true;
}

function seenOf(samples: readonly Sample[]): Omit<FirstSight, 'rule' | 'isTrusted'> {
  const shares = [...groupBy(samples, ({ repository }) => repository).values()].map(sharesIn);
  const mean = (which: 'worth' | 'false') =>
    shares.reduce((sum, share) => sum + share[which], 0) / Math.max(shares.length, 1);
  return {
    ...{ repositories: shares.length, misled: shares.filter(({ worth }) => worth < 1).length },
    ...{ worth: mean('worth'), false: mean('false') },
  };
}

/** A place that was judged in two ways is noise. */
function sharesIn(samples: readonly Sample[]): Pick<FirstSight, 'worth' | 'false'> {
  const places = [...groupBy(samples, placeOf).values()].map((same) => new Set(same.map(({ verdict }) => verdict)));
  const share = (which: Sample['verdict']) =>
    places.filter((verdicts) => verdicts.size === 1 && verdicts.has(which)).length / places.length;
  return { worth: share('worth'), false: share('false') };
}
