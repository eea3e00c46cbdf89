import { groupBy } from '../../src/core/groupBy';
import { languageOf } from '../../src/core/text/language';
import type { Analyzer, RuleInfo } from '../../src/reviewers/analyzers/analyzer';
import { type Ledger, placeOf, type Sample } from './ledger';
import foundInProbe from './probed.json' with { type: 'json' };

/** What a rule has come to in repositories that were judged, each as often as another, however many hits it has. */
export interface FirstSight {
  readonly analyzer: string;
  readonly rule: RuleInfo;
  /** Repositories in which it was judged, counted by {@link mended} where nothing else is left there, and the probe. */
  readonly weight: number;
  /** Those that have something that was noise or false. */
  readonly misled: number;
  /** What is to be expected where nobody has looked, between 0 and 1: as seen, and as of other rules (`priorWeight`). */
  readonly worth: number;
  readonly false: number;
}

/**
 * What was noise or false and is no longer reported counts by this share: it was put right, and the next repository has
 * something else of the kind, but not as often. It is what tells best of the sets left out what those came to.
 */
const mended = 0.25;
/** What all rules came to counts as one more repository, so that one that was right once is not taken for certain. */
const priorWeight = 1;
/** A classic defect that it finds in the probe, which was not written for it, and not in the corrected file, as another. */
const probeWeight = 1;

/**
 * What is shown by default. Sets 11 to 18, left out in eight parts one after the other, came to 70 % worth it, 23 % noise and
 * 6 % false by what the others say under these bounds, and lost 7 % of what is worth it; of errors 83 % were worth it. All
 * that was shown there came to 66, 27 and 7, and of errors to about 65 %. Broken syntax, which is always shown, is not counted. Rules that nobody had judged before were worth it in
 * 64 % of the cases and false in 15 %.
 */
const leastWorth = 0.6;
const mostFalse = 0.075;
/** What is called an error. */
const leastWorthOfError = 0.75;

/**
 * They say what nobody could read, and what nobody can see. They are shown whatever they came to: else a file would pass for
 * reviewed that was not.
 */
const aboutReading: readonly string[] = ['syntax', 'hidden-character'];

/**
 * What the rules that are not guesses as they are written have said where nobody had looked before, worst first. What they
 * no longer report counts as well, if less.
 *
 * @param analyzers as they are written
 * @param probed rules that find a classic defect, with their analyzers
 */
export function atFirstSight(
  analyzers: readonly Pick<Analyzer, 'name' | 'rules'>[],
  ledger: Pick<Ledger, 'analyzers'>,
  probed: readonly string[] = foundInProbe,
): readonly FirstSight[] {
  const candidates = analyzers.flatMap(({ name, rules }) => {
    const byRule = groupBy(ledger.analyzers.get(name)?.samples ?? [], ({ rule }) => rule);
    return rules
      .filter(({ id, isDefault, isGuess }) => isDefault && !isGuess && !aboutReading.includes(id))
      .map((rule) => ({ analyzer: name, rule, samples: (byRule.get(rule.id) ?? []).filter(inLanguagesOf(rule)) }));
  });
  const prior = priorOf(candidates.map(({ samples }) => samples));
  const all = candidates.map(({ analyzer, rule, samples }) => {
    const inProbe = probed.includes(nameOf({ analyzer, rule })) ? probeWeight : 0;
    return { analyzer, rule, ...expected(samples, inProbe, prior) };
  });
  return all.toSorted((a, b) => a.worth - b.worth || (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Whether a rule has shown that it may be shown by default, by what it came to wherever it was judged. */
export function hasEarnedItsPlace({ weight, worth, false: wrong }: FirstSight): boolean {
  return weight > 0 && worth >= leastWorth && wrong <= mostFalse;
}

/** Whether a rule that is shown is called an error without having shown that it is one. */
export function isTooLoud(seen: FirstSight): boolean {
  return hasEarnedItsPlace(seen) && isError(seen.rule) && seen.worth < leastWorthOfError;
}

/** With its analyzer: `eslint/no-undef`. */
export function nameOf({ analyzer, rule }: Pick<FirstSight, 'analyzer' | 'rule'>): string {
  return `${analyzer}/${rule.id}`;
}

/** A line about it, for a person. */
export function firstSightLine(seen: FirstSight): string {
  const shares = `${Math.round(100 * seen.worth)} % worth it, ${Math.round(100 * seen.false)} % false`;
  const figures = seen.weight === 0 ? 'nobody has judged it' : `${shares}, misled in ${seen.misled} repositories`;
  const mark = hasEarnedItsPlace(seen) ? (isTooLoud(seen) ? '; no error' : '') : '; a guess';
  return `${nameOf(seen)}: ${figures}${mark}\n`;
}

function isError({ severity }: RuleInfo): boolean {
  return severity === 'error';
}

function inLanguagesOf({ languages }: RuleInfo): (sample: Sample) => boolean {
  return ({ path }) => languages?.includes(languageOf(path)) ?? true;
}

interface Shares {
  readonly worth: number;
  readonly false: number;
}

/** What rules came to when they were first seen, each as often as another. */
function priorOf(samplesOfRules: readonly (readonly Sample[])[]): Shares {
  const all = samplesOfRules.filter(({ length }) => length > 0).map((samples) => sharesOf(samples, 1));
  const mean = (which: keyof Shares) => all.reduce((sum, one) => sum + one[which], 0) / all.length;
  return all.length === 0 ? { worth: 1, false: 0 } : { worth: mean('worth'), false: mean('false') };
}

function expected(samples: readonly Sample[], inProbe: number, prior: Shares): Omit<FirstSight, 'analyzer' | 'rule'> {
  const seen = sharesOf(samples, mended);
  const right: Shares = { worth: 1, false: 0 };
  const share = (which: keyof Shares) =>
    (seen.weight * seen[which] + inProbe * right[which] + priorWeight * prior[which]) /
    (seen.weight + inProbe + priorWeight);
  return { weight: seen.weight + inProbe, misled: seen.misled, worth: share('worth'), false: share('false') };
}

/** On average over the repositories; 0 where there is none. A place that was judged in two ways is noise. */
function sharesOf(samples: readonly Sample[], ofMended: number): Shares & Pick<FirstSight, 'weight' | 'misled'> {
  const repositories = [...groupBy(samples, ({ repository }) => repository).values()].map((all) => {
    const places = [...groupBy(all, placeOf).values()].map((same) => placed(same as [Sample], ofMended));
    const total = places.reduce((sum, { weight }) => sum + weight, 0);
    const share = (which: Sample['verdict']) =>
      places.reduce((sum, { weight, verdict }) => sum + (verdict === which ? weight : 0), 0) / total;
    const weight = Math.max(...places.map((place) => place.weight));
    return { weight, worth: share('worth'), false: share('false') };
  });
  const weight = repositories.reduce((sum, one) => sum + one.weight, 0);
  const mean = (which: keyof Shares) =>
    repositories.reduce((sum, one) => sum + one.weight * one[which], 0) / Math.max(weight, Number.EPSILON);
  const misled = repositories.filter(({ worth }) => worth < 1).length;
  return { weight, misled, worth: mean('worth'), false: mean('false') };
}

function placed(same: readonly [Sample, ...Sample[]], ofMended: number) {
  const [{ verdict: first }] = same;
  const verdict = same.every((sample) => sample.verdict === first) ? first : 'noise';
  return { verdict, weight: verdict !== 'worth' && same.some(({ gone }) => gone) ? ofMended : 1 };
}
