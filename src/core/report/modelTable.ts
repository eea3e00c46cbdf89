import type { ModelFigures } from './modelFigures';
import { samplingText } from './sampling';
import { grouped } from './spend';

/** The figures of the models of one run. */
export interface RunFigures {
  /** Its id. */
  readonly run: string;
  readonly models: readonly ModelFigures[];
}

/** "$0.0123" */
export function dollars(microdollars: number): string {
  return `$${(microdollars / 1_000_000).toFixed(4)}`;
}

/** "5 (3 profile, 2 refuted)" */
function byName(counts: Readonly<Partial<Record<string, number>>>): string {
  const entries = Object.entries(counts).flatMap(([name, count = 0]) => (count > 0 ? [{ name, count }] : []));
  entries.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  const sum = entries.reduce((total, { count }) => total + count, 0);
  const parts = entries.map(({ name, count }) => `${count} ${name}`).join(', ');
  return sum === 0 ? '0' : `${grouped(sum)} (${parts})`;
}

const unknown = 'not known';

function countText(count: number | undefined): string {
  return count === undefined ? unknown : grouped(count);
}

/** What a table of models says, line by line. */
const lines: readonly (readonly [name: string, of: (figures: ModelFigures) => string])[] = [
  ['Asked with', ({ samplings }) => [...new Set(samplings.map(samplingText))].join('; ') || unknown],
  ['Requests', ({ requests }) => (requests === 0 ? unknown : grouped(requests))],
  ['Tokens in', ({ promptTokens }) => countText(promptTokens)],
  ['Tokens out', ({ completionTokens }) => countText(completionTokens)],
  [
    'Tokens for thinking',
    ({ thinkingTokens, completionTokens }) => countText(thinkingTokens ?? (completionTokens && 0)),
  ],
  ['Cost', ({ microdollars }) => (microdollars === undefined ? unknown : dollars(microdollars))],
  ['Replies not as agreed', ({ tolerant }) => grouped(tolerant)],
  ['Findings shown', ({ shown }) => grouped(shown)],
  ['Findings hidden', ({ hidden }) => byName(hidden)],
  ['Asked about once more', ({ confirmations }) => byName(confirmations)],
  ['Edits rejected', ({ rejected }) => byName(rejected)],
  ['Edits applied', ({ applied }) => grouped(applied)],
  ['Edits dismissed', ({ proposals }) => grouped(proposals.dismissed ?? 0)],
  ['Edits waiting', ({ proposals }) => grouped(proposals.ready ?? 0)],
  ['Tokens per applied edit', ({ tokensPerApplied }) => countText(tokensPerApplied)],
];

/**
 * The figures of the models of some runs side by side, a column for each model of each run, as lines of a table.
 *
 * @param safe makes a name safe to show
 */
export function modelTable(runs: readonly RunFigures[], safe: (name: string) => string): readonly string[] {
  const columns = runs.flatMap(({ run, models }) =>
    models.map((figures) => [safe(figures.model), safe(run), ...lines.map(([, of]) => of(figures))]),
  );
  const table = [['Model', 'Run', ...lines.map(([name]) => name)], ...columns];
  const widths = table.map((column) => Math.max(...column.map((cell) => cell.length)));
  return (table[0] ?? []).map((_, row) =>
    table
      .map((column, index) => (column[row] ?? '').padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
