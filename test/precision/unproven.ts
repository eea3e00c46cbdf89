import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../../src/core/groupBy';
import { type FirstSight, hasEarnedItsPlace } from './firstSight';

const file = join(import.meta.dirname, '../../src/reviewers/analyzers/unproven.ts');
/** As the formatter has it. */
const longestLine = 120;
const list = /(const unproven: .* = )\{[^}]*\}/;

/** Puts the rules that have not earned their place into the list that the product has of them. */
export function writeUnproven(seen: readonly FirstSight[]): void {
  const byAnalyzer = groupBy(
    seen.filter((one) => !hasEarnedItsPlace(one)),
    ({ analyzer }) => analyzer,
  );
  const lines = [...byAnalyzer].map(([analyzer, ofIt]) => {
    const ids = ofIt.map(({ rule }) => `'${rule.id}'`).toSorted();
    const head = `  ${analyzer.includes('-') ? `'${analyzer}'` : analyzer}: [`;
    const inOne = `${head}${ids.join(', ')}],`;
    return inOne.length <= longestLine ? `${inOne}\n` : `${head}\n${ids.map((id) => `    ${id},\n`).join('')}  ],\n`;
  });
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(list, (_, head: string) => `${head}{\n${lines.toSorted().join('')}}`),
  );
}
