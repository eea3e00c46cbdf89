import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grouped } from '../../src/core/report/spend';
import type { Analyzer, RuleInfo } from '../../src/reviewers/analyzers/analyzer';
import { figuresOfRule } from './bar';
import { type Figures, type Ledger, sum } from './ledger';
import { perHundredThousand } from './table';

const file = join(import.meta.dirname, '../../README.md');
const [begin, end] = ['<!-- figures -->', '<!-- /figures -->'];

/** What README says between its two marks. Throws when it has none. */
export function figuresInReadme(): string {
  const [, after = ''] = readFileSync(file, 'utf8').split(begin);
  const [between, rest] = after.split(end);
  if (between === undefined || rest === undefined) {
    throw new Error(`README.md has no ${begin} and ${end}.`);
  }
  return between.trim();
}

/** Puts the figures of the ledger in the place of those that README has. */
export function writeReadme(figures: string): void {
  const before = figuresInReadme();
  const text = readFileSync(file, 'utf8');
  const at = text.indexOf(begin) + begin.length;
  const places = { start: at, end: text.indexOf(end) };
  writeFileSync(file, `${text.slice(0, places.start)}\n${figures}\n${text.slice(places.end)}`);
  process.stdout.write(before === figures ? 'README.md had these figures.\n' : 'README.md has new figures.\n');
}

/** What is known of the rules that are on by default, by analyzer, and of those that report errors. */
export function readmeFigures(analyzers: readonly Pick<Analyzer, 'name' | 'rules'>[], ledger: Ledger): string {
  const counted = analyzers.map((analyzer) => {
    const kept = ledger.analyzers.get(analyzer.name) ?? { samples: [], hits: [] };
    const rules = analyzer.rules.filter(({ isDefault }) => isDefault);
    const lines = ledger.corpus.reduce((all, measured) => all + (measured.lines[analyzer.name] ?? 0), 0);
    const of = (chosen: readonly RuleInfo[], from = kept) =>
      sum(chosen.map((rule) => figuresOfRule(rule, analyzer, from)));
    const asSeen = { ...kept, samples: kept.samples.map(({ gone: _, ...sample }) => sample) };
    return {
      name: analyzer.name,
      rules,
      lines,
      all: of(rules),
      errors: of(rules.filter(isError)),
      seen: of(rules, asSeen),
    };
  });
  const all = sum(counted.map((one) => one.all));
  const lines = ledger.corpus.reduce((most, measured) => most + Math.max(0, ...Object.values(measured.lines)), 0);
  return [
    `Counted in ${grouped(lines)} lines of ${ledger.corpus.length} public repositories, and judged by samples:`,
    '',
    '| analyzer | rules | hits per 100,000 lines | judged | worth it | noise | false |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...counted.map((one) => row(one.name, one.rules.length, one.all, one.lines)),
    row(
      'all',
      counted.reduce((count, { rules }) => count + rules.length, 0),
      all,
      lines,
    ),
    row(
      'of these, errors',
      counted.reduce((count, { rules }) => count + rules.filter(isError).length, 0),
      sum(counted.map(({ errors }) => errors)),
      lines,
    ),
    '',
    firstSeen(sum(counted.map(({ seen }) => seen))),
  ].join('\n');
}

/** The table is of rules that were mended for just these projects. */
function firstSeen({ worth, noise, false: wrong }: Figures): string {
  const share = (count: number) => `${Math.round((100 * count) / (worth + noise + wrong))} %`;
  return `That is what the rules say there now. Of all that was judged when it was first seen, before rules were mended for it, ${share(worth)} was worth it, ${share(noise)} noise and ${share(wrong)} false: in a project that nobody has looked at, expect something in between.`;
}

function isError({ severity }: RuleInfo): boolean {
  return severity === 'error';
}

function row(name: string, rules: number, figures: Figures, lines: number): string {
  const { hits, worth, noise, false: wrong } = figures;
  const judged = worth + noise + wrong;
  const share = (count: number) => (judged === 0 ? '–' : `${count} (${Math.round((100 * count) / judged)} %)`);
  const cells = [name, rules, perHundredThousand(hits, lines), judged, share(worth), share(noise), share(wrong)];
  return `| ${cells.join(' | ')} |`;
}
