import { groupBy } from '../../src/core/groupBy';
import { languageOf } from '../../src/core/text/language';
import { analyzers } from '../../src/reviewers/analyzers/analyzers';
import type { Measured } from './hits';
import { type AnalyzerLedger, type Ledger, placeOf, type RuleHits, type Sample } from './ledger';
import { asSample } from './show';

export interface CountedAnew {
  readonly ledger: Ledger;
  /** What was worth it and is no longer found. */
  readonly lost: readonly Sample[];
}

/**
 * The ledger with the hits of every rule that is on by default, counted over the whole corpus, and with samples marked
 * that are no hits any more. Throws when a repository of the corpus is missing.
 */
export function countedAnew(ledger: Ledger, measured: readonly Measured[]): CountedAnew {
  const given = new Set(measured.map(({ checkout }) => checkout.repository));
  const missing = ledger.corpus.filter(({ repository }) => !given.has(repository));
  if (missing.length > 0) {
    throw new Error(`Of the corpus these are missing: ${missing.map(({ repository }) => repository).join(', ')}`);
  }
  const next = new Map<string, AnalyzerLedger>();
  const lost: Sample[] = [];
  for (const { name, rules } of analyzers) {
    const { samples, hits } = ledger.analyzers.get(name) ?? { samples: [], hits: [] };
    const isOn = new Set(rules.filter(({ isDefault }) => isDefault).map(({ id }) => id));
    const found = measured
      .flatMap((one) => one.hits)
      .filter(({ rule }) => rule.startsWith(`${name}/`))
      .map(asSample);
    const places = new Set(found.map(placeOf));
    const marked = samples.map(({ gone, ...sample }): Sample => {
      if (!isOn.has(sample.rule) || !given.has(sample.repository)) {
        return gone ? { ...sample, gone } : sample;
      }
      return places.has(placeOf(sample)) ? sample : { ...sample, gone: true };
    });
    lost.push(...marked.filter(({ gone, verdict }) => gone && verdict === 'worth'));
    const counted = [...isOn].map(
      (rule): RuleHits => ({ rule, hits: byLanguage(found.filter((hit) => hit.rule === rule)) }),
    );
    next.set(name, { samples: marked, hits: [...hits.filter(({ rule }) => !isOn.has(rule)), ...counted] });
  }
  const corpus = measured.map(({ checkout: { repository, commit }, lines }) => ({ repository, commit, lines }));
  return { ledger: { analyzers: next, corpus }, lost };
}

function byLanguage(hits: readonly { readonly path: string }[]): Record<string, number> {
  const counts = groupBy(hits, ({ path }) => languageOf(path));
  return Object.fromEntries([...counts].map(([language, { length }]) => [language, length]).sort());
}
