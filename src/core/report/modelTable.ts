import type { RoleSpent } from '../run/spend/usage';
import { missedText } from './keptText';
import type { ModelFigures } from './modelFigures';
import { samplingText } from './sampling';
import { atLeast, grouped, roleText } from './spend';

/** The figures of the models of one run. */
export interface ModelsOfRun {
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

/** Whether every answer was there already. A record of an earlier version has neither those nor what was sent. */
function nothingSent({ requests, unanswered, recalled }: ModelFigures): boolean {
  return requests + unanswered === 0 && recalled > 0;
}

/** What is known of requests that were sent, and of those that had to be. */
function ofRequests(figures: ModelFigures, text: string): string {
  const { requests, unanswered, recalled } = figures;
  return requests + unanswered + recalled === 0 ? unknown : text;
}

function tokensText(count: number | undefined, figures: ModelFigures): string {
  return count === undefined ? (nothingSent(figures) ? '0' : unknown) : atLeast(grouped(count), figures);
}

function roleCell(figures: ModelFigures, spent: RoleSpent | undefined): string {
  return figures.requests === 0 && !nothingSent(figures) ? unknown : spent ? roleText(spent) : '0';
}

/** One line of a table of models. */
interface FigureRow {
  readonly name: string;
  /** For whoever reads the table, a phrase. */
  readonly meaning: string;
  readonly of: (figures: ModelFigures) => string;
}

/** Where each state of an edit that has passed the gates is counted, so that none is left out. */
const editRows: Readonly<
  Record<keyof ModelFigures['proposals'], 'applied' | 'reverted' | 'dismissed' | 'ready' | 'stale'>
> = {
  applied: 'applied',
  'applied with editor changes': 'applied',
  reverted: 'reverted',
  dismissed: 'dismissed',
  ready: 'ready',
  stale: 'stale',
};
const editStates = Object.keys(editRows) as (keyof ModelFigures['proposals'])[];

function editRow(row: (typeof editRows)[keyof typeof editRows], name: string, meaning: string): FigureRow {
  const states = editStates.filter((state) => editRows[state] === row);
  return {
    name,
    meaning,
    of: ({ proposals }) => grouped(states.reduce((sum, state) => sum + (proposals[state] ?? 0), 0)),
  };
}

/** The lines of a table of models, in their order. README explains them. */
export const figureRows: readonly FigureRow[] = [
  {
    name: 'Asked with',
    meaning: 'temperature, seed and thinking',
    of: ({ samplings }) => [...new Set(samplings.map((sampling) => samplingText(sampling)))].join('; ') || unknown,
  },
  {
    name: 'Requests',
    meaning:
      'those that were answered, whatever came of the answer: also where it was stopped, as it became a loop or too long',
    of: (figures) => ofRequests(figures, grouped(figures.requests)),
  },
  {
    name: 'Answers kept from earlier',
    meaning: 'given to the same questions in an earlier review, or before this one was cut short; nothing was sent',
    of: ({ recalled }) => grouped(recalled),
  },
  {
    name: 'Why it was asked',
    meaning: 'what has changed since it was asked about the same the last time, or why no kept answer counted',
    of: (figures) => missedText(figures.missed) || (nothingSent(figures) ? 'not asked' : unknown),
  },
  {
    name: 'Requests that failed',
    meaning: 'sent, with what was in them, and turned away or not answered',
    of: (figures) => ofRequests(figures, grouped(figures.unanswered)),
  },
  { name: 'Tokens in', meaning: 'of its prompts', of: (figures) => tokensText(figures.promptTokens, figures) },
  {
    name: 'Tokens out',
    meaning: 'all that it wrote, thinking included',
    of: (figures) => tokensText(figures.completionTokens, figures),
  },
  {
    name: 'Of these, thinking',
    meaning: 'how much of that was thinking, where the server says it',
    of: (figures) => tokensText(figures.thinkingTokens, figures),
  },
  {
    name: 'Of all, for confirming',
    meaning: 'requests and tokens that went into confirming findings, its own and those of other models',
    of: (figures) => roleCell(figures, figures.confirming),
  },
  {
    name: 'Of all, for repairing edits',
    meaning: 'requests and tokens that went into other edits in the place of those that failed their verification',
    of: (figures) => roleCell(figures, figures.repairing),
  },
  {
    name: 'Cost',
    meaning: 'where the server says it (OpenRouter does)',
    of: (figures) =>
      figures.microdollars === undefined && !nothingSent(figures) ? unknown : dollars(figures.microdollars ?? 0),
  },
  {
    name: 'Replies read tolerantly',
    meaning: 'replies with findings not written as agreed, all the same understood; verdicts are not counted here',
    of: ({ tolerant, requests, recalled }) => (requests + recalled === 0 ? unknown : grouped(tolerant)),
  },
  {
    name: 'Findings said again',
    meaning: 'in the same reply, word for word; each is counted once elsewhere',
    of: ({ repeated, requests, recalled }) => (requests + recalled === 0 ? unknown : grouped(repeated)),
  },
  {
    name: 'Findings not readable',
    meaning:
      'left out of replies of which others were understood, also because they only repeat the file or were too many; their files count as failed',
    of: ({ unread, requests, recalled }) => (requests + recalled === 0 ? unknown : grouped(unread)),
  },
  { name: 'Findings shown', meaning: 'of those that it reported', of: ({ shown }) => grouped(shown) },
  {
    name: 'Findings hidden',
    meaning: 'by what hides them, as `hiddenBy` in `results.json` has it',
    of: ({ hidden }) => byName(hidden),
  },
  {
    name: 'Confirmation of findings',
    meaning: 'what came of putting them to a model once more, hidden ones included',
    of: ({ confirmations }) => byName(confirmations),
  },
  {
    name: 'Edits rejected',
    meaning: 'by which gate, before anybody could apply them',
    of: ({ rejected }) => byName(rejected),
  },
  editRow('applied', 'Edits applied', 'in their files now'),
  editRow('reverted', 'Edits reverted', 'applied and taken back'),
  editRow('dismissed', 'Edits dismissed', 'taken out of the queue by you'),
  editRow('ready', 'Edits waiting', 'for you to look at'),
  editRow('stale', 'Edits outdated', 'the text that they change is no longer there'),
  {
    name: 'Tokens per applied edit',
    meaning: 'all tokens, in and out, for each edit that is applied',
    of: (figures) => (figures.applied === 0 ? 'none applied' : tokensText(figures.tokensPerApplied, figures)),
  },
];

/**
 * The figures of the models of some runs side by side, a column for each model of each run, as lines of a table.
 *
 * @param safe makes a name safe to show
 */
export function modelTable(runs: readonly ModelsOfRun[], safe: (name: string) => string): readonly string[] {
  const columns = runs.flatMap(({ run, models }) =>
    models.map((figures) => [safe(figures.model), safe(run), ...figureRows.map(({ of }) => of(figures))]),
  );
  const table = [['Model', 'Run', ...figureRows.map(({ name }) => name)], ...columns];
  const widths = table.map((column) => Math.max(...column.map((cell) => cell.length)));
  return (table[0] ?? []).map((_, row) =>
    table
      .map((column, index) => (column[row] ?? '').padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
