import { groupBy } from '../../src/core/groupBy';
import { analyzers } from '../../src/reviewers/analyzers/analyzers';
import type { Hit, Measured } from './hits';
import { type Figures, figuresOf, type Ledger, sum } from './ledger';

/** What was found by each rule, and what of it was judged, for a person at a terminal. */
export function table(hits: readonly Hit[], measured: readonly Measured[], ledger: Ledger): string {
  const rows = [...groupBy(hits, ({ rule }) => rule)]
    .sort(([a, { length: manyA }], [b, { length: manyB }]) => order(analyzerOf(a), analyzerOf(b)) || manyB - manyA)
    .map(([rule, ofRule]) => rowOf(rule, ofRule, measured, ledger));
  const head = ['rule', 'weight', 'hits', 'configured', 'bare', 'per 100,000', 'repositories', 'edits', 'judged w/n/f'];
  const lines = Object.entries(linesIn(measured)).map(([name, count]) => `${name} ${count}`);
  return `${aligned([head, ...rows])}\nLines: ${lines.join(', ')}\n`;
}

function order(a: string, b: string): number {
  const place = (name: string) => analyzers.findIndex((analyzer) => analyzer.name === name);
  return place(a) - place(b);
}

function rowOf(rule: string, hits: readonly Hit[], measured: readonly Measured[], ledger: Ledger): string[] {
  const analyzer = analyzerOf(rule);
  const of = (matches: (hit: Hit) => boolean) => String(hits.filter(matches).length);
  const lines = linesIn(measured)[analyzer] ?? 0;
  const kept = ledger.analyzers.get(analyzer);
  const judged: Iterable<Figures> =
    (kept &&
      figuresOf(kept)
        .get(rule.slice(analyzer.length + 1))
        ?.values()) ??
    [].values();
  const { worth, noise, false: wrong } = sum(judged);
  return [
    rule,
    [...new Set(hits.map(({ severity }) => severity))].join('/'),
    String(hits.length),
    of(({ isConfigured }) => isConfigured),
    of(({ isBare }) => isBare),
    perHundredThousand(hits.length, lines),
    String(new Set(hits.map(({ checkout }) => checkout.repository)).size),
    of(({ proposal }) => proposal !== undefined),
    `${worth}/${noise}/${wrong}`,
  ];
}

function analyzerOf(rule: string): string {
  return rule.slice(0, rule.indexOf('/'));
}

function linesIn(measured: readonly Measured[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const [name, count] of measured.flatMap(({ lines }) => Object.entries(lines))) {
    all[name] = (all[name] ?? 0) + count;
  }
  return all;
}

/** @param lines of the files that were looked at */
export function perHundredThousand(hits: number, lines: number): string {
  return lines === 0 ? '–' : ((hits / lines) * 100_000).toFixed(1);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
