import type { RuleList } from '../../src/cli/ruleList';
import { namesByLanguage } from '../../src/core/text/language';
import type { Analyzer } from '../../src/reviewers/analyzers/analyzer';
import { analyzers } from '../../src/reviewers/analyzers/analyzers';
import { figuresOfRule } from './bar';
import { readLedger } from './ledger';

/** Every rule of the bundled analyzers with its figures, as the build puts it beside the command line. */
export function ruleList(): RuleList {
  const ledger = readLedger();
  const rules = analyzers.flatMap((analyzer) => {
    const kept = ledger.analyzers.get(analyzer.name);
    const counted = new Set(kept?.hits.map(({ rule }) => rule));
    const lines = ledger.corpus.reduce((sum, measured) => sum + (measured.lines[analyzer.name] ?? 0), 0);
    return analyzer.rules.map((rule) => ({
      analyzer: analyzer.name,
      ...rule,
      ...(kept && counted.has(rule.id) && { figures: { ...figuresOfRule(rule, analyzer, kept), lines } }),
    }));
  });
  return { version: 1, analyzers: analyzers.map(lookersOf), rules };
}

function lookersOf({ name, supports }: Analyzer): RuleList['analyzers'][number] {
  const looked = [...namesByLanguage].filter(([language, paths]) => paths.some((path) => supports({ language, path })));
  return { name, languages: looked.map(([language]) => language) };
}
