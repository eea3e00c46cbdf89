import { groupBy } from '../../src/core/groupBy';
import { languageOf } from '../../src/core/text/language';
import type { Analyzer, RuleInfo } from '../../src/reviewers/analyzers/analyzer';
import { type Ledger, placeOf, type Sample } from './ledger';

/** What a rule has come to in repositories that were judged, each as often as another, however many hits it has. */
export interface FirstSight {
  readonly rule: string;
  /** Repositories in which at least one place was judged. */
  readonly repositories: number;
  /** Shares of the verdicts, between 0 and 1, on average over the repositories. */
  readonly worth: number;
  readonly noise: number;
  readonly false: number;
  /** Repositories that have something that was noise or false. */
  readonly misled: number;
}

/**
 * The rules that are shown by default, as they did where nobody had looked before, worst first: what they no longer report
 * counts as well, as it was mended after it was seen. So a rule whose misses were closed one by one looks as it will in
 * the next repository, unless what is left of it is certain by construction.
 */
export function atFirstSight(
  analyzers: readonly Pick<Analyzer, 'name' | 'rules'>[],
  ledger: Ledger,
): readonly FirstSight[] {
  const all = analyzers.flatMap(({ name, rules }) => {
    const byRule = groupBy(ledger.analyzers.get(name)?.samples ?? [], ({ rule }) => rule);
    return rules
      .filter(({ isDefault, isGuess }) => isDefault && !isGuess)
      .flatMap((rule) => ofRule(`${name}/${rule.id}`, (byRule.get(rule.id) ?? []).filter(inLanguagesOf(rule))));
  });
  return all.toSorted((a, b) => a.worth - b.worth || a.rule.localeCompare(b.rule));
}

function inLanguagesOf({ languages }: RuleInfo): (sample: Sample) => boolean {
  return ({ path }) => languages?.includes(languageOf(path)) ?? true;
}

function ofRule(rule: string, samples: readonly Sample[]): readonly FirstSight[] {
  if (samples.length === 0) {
    return [];
  }
  const shares = [...groupBy(samples, ({ repository }) => repository).values()].map((ofRepository) => {
    const verdicts = [...groupBy(ofRepository, placeOf).values()].map((same) => {
      const [{ verdict }] = same as [Sample];
      return same.every((sample) => sample.verdict === verdict) ? verdict : 'noise';
    });
    const share = (which: Sample['verdict']) =>
      verdicts.filter((verdict) => verdict === which).length / verdicts.length;
    return { worth: share('worth'), noise: share('noise'), false: share('false') };
  });
  const mean = (which: Sample['verdict']) => shares.reduce((sum, share) => sum + share[which], 0) / shares.length;
  return [
    {
      rule,
      repositories: shares.length,
      ...{ worth: mean('worth'), noise: mean('noise'), false: mean('false') },
      misled: shares.filter(({ worth }) => worth < 1).length,
    },
  ];
}
