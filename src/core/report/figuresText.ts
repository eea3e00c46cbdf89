import { missedCount } from '../figures/kept';
import type { FolderOutcomes, MakerFigures } from '../figures/outcomes';
import { type RunFigures, shownFindings, type TimeFigures } from '../figures/runFigures';
import type { KeptCounts } from '../modelUse';
import { counted } from '../text/counted';
import { jsonText } from '../text/jsonText';
import { mapStrings } from '../text/mapStrings';
import { maskSecrets } from '../text/secrets';
import { type Severity, severities } from '../types';
import { missedText } from './keptText';
import { grouped, usageText } from './spend';
import type { Style } from './style';
import { printable } from './text';

/** The figures of a folder: of one of its runs, and what became of findings over several. */
export interface FolderFigures extends FolderOutcomes {
  readonly folder: string;
  readonly run: RunFigures;
}

/** One line of the figures of a run: what it is about, and what there is to say. */
export type FigureLine = readonly [name: string, text: string];

/** The figures of a run in words. Names from outside are made safe to show. */
export function figureLines(figures: RunFigures): readonly FigureLine[] {
  const { files, findings, bySource, proposals, tokens, answers, analyses, time } = figures;
  const { all, ...states } = files;
  const { waiting, applied, reverted, stale } = proposals;
  const offered = waiting + applied + reverted + stale;
  const { dismissed } = findings;
  // Each is told once.
  const hidden = findings.hidden - dismissed;
  const lines: readonly FigureLine[] = [
    ['Files', withParts(all, states)],
    ['Findings', withParts(shownFindings(figures), { ...severityParts(findings), hidden, dismissed })],
    ['Found by', bySource.map(({ source, findings: count }) => `${printable(source)} ${grouped(count)}`).join(', ')],
    ['Proposals', withParts(offered, proposals)],
    ['Tokens', usageText(tokens)],
    ['Questions to models', keptLine(answers, 'asked')],
    ['Local analyses', keptLine(analyses, 'made')],
    ...(time ? timeLines(time) : []),
  ];
  return lines.filter(([, text]) => text !== '');
}

function severityParts(findings: RunFigures['findings']): Readonly<Record<string, number>> {
  const named = (severity: Severity) => (findings[severity] === 1 || severity === 'info' ? severity : `${severity}s`);
  return Object.fromEntries(severities.map((severity) => [named(severity), findings[severity]]));
}

/** "12: 9 reviewed, 3 skipped" */
function withParts(all: number, parts: Readonly<Record<string, number>>): string {
  const named = Object.entries(parts).flatMap(([name, count]) => (count > 0 ? [`${grouped(count)} ${name}`] : []));
  return named.length > 0 ? `${grouped(all)}: ${named.join(', ')}` : grouped(all);
}

/** "97 of 100 kept from earlier; 3 made: file changed (3)"; empty for none. */
function keptLine(counts: KeptCounts, word: string): string {
  const { recalled = 0, missed = {} } = counts;
  const anew = missedCount(counts);
  const why = anew > 0 ? `; ${grouped(anew)} ${word}: ${missedText(missed)}` : '';
  return recalled + anew === 0 ? '' : `${grouped(recalled)} of ${grouped(recalled + anew)} kept from earlier${why}`;
}

function timeLines({ ms, verifyingMs, stages }: TimeFigures): readonly FigureLine[] {
  return [
    ['Time', `${seconds(ms)}${verifyingMs > 0 ? `, of which ${seconds(verifyingMs)} verifying` : ''}`],
    ...stages.map(({ stage, workers, ms: length, efficiency }): FigureLine => {
      const busy = efficiency === undefined ? '' : `, ${percent(efficiency)} of the time busy`;
      return [`  ${printable(stage)}`, `${counted(workers, 'worker')} for ${seconds(length)}${busy}`];
    }),
  ];
}

/** "0.8 s", "12 s", "3 min 05 s" */
function seconds(ms: number): string {
  const all = Math.round(ms / 1_000);
  if (all < 60) {
    return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${all} s`;
  }
  return `${grouped(Math.floor(all / 60))} min ${String(all % 60).padStart(2, '0')} s`;
}

/** "87 %" */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** The columns of a table of rules and models, behind their names. */
export const makerColumns = ['Shown', 'With an edit', 'Accepted', 'Turned down', 'Accepted of edits'] as const;

/** One line of that table, in the order of its columns. */
export function makerCells({ shown, offered, accepted, turnedDown, share }: MakerFigures): readonly string[] {
  const counts = [shown, offered, accepted, turnedDown].map((count) => grouped(count));
  return [...counts, share === undefined ? '' : percent(share)];
}

export function makerName({ maker }: MakerFigures): string {
  return printable(maker.kind === 'model' ? `model ${maker.name}` : maker.name);
}

/** "over 3 runs of the folder" */
export function overRuns({ runs, leftOut }: Pick<FolderOutcomes, 'runs' | 'leftOut'>): string {
  const without = leftOut > 0 ? `; ${counted(leftOut, 'run')} left out` : '';
  return `over ${counted(runs, 'run')} of the folder${without}`;
}

/** All of it for a person at a terminal, a line each. */
export function* toFiguresText(figures: FolderFigures, { bold, dim, program }: Style): Generator<string> {
  const { run, folder, makers } = figures;
  yield `${bold(`Run ${printable(run.run)}`)}  ${printable(folder)}  ${run.state}\n`;
  const lines = figureLines(run);
  const width = Math.max(...lines.map(([name]) => name.length));
  for (const [name, text] of lines) {
    yield `${name.padEnd(width)}  ${text}\n`;
  }
  if (makers.length === 0) {
    return;
  }
  yield `\n${bold(`What became of findings ${overRuns(figures)}`)}\n`;
  yield* table([['Rule', ...makerColumns], ...makers.map((maker) => [makerName(maker), ...makerCells(maker)])], dim);
  const unwanted = makers.filter(({ isUnwanted }) => isUnwanted);
  if (unwanted.length > 0) {
    yield* unwantedText(unwanted, folder, program);
  }
}

function* table(rows: readonly (readonly string[])[], dim: Style['dim']): Generator<string> {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  for (const [number, row] of rows.entries()) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    const line = cells.join('  ').trimEnd();
    yield `${number === 0 ? dim(line) : line}\n`;
  }
}

/** What switches rules off that nobody accepts, to be typed as it is. */
function* unwantedText(unwanted: readonly MakerFigures[], folder: string, program: string): Generator<string> {
  yield `\nNobody accepts what ${unwanted.length === 1 ? 'this rule offers' : 'these rules offer'}. To review without:\n`;
  const off = unwanted.map(({ maker }) => `--rule ${quoted(`${maker.name}=off`)}`).join(' ');
  yield `  ${program} review ${printable(quoted(folder))} ${off}\n`;
  yield 'For good: folderReview.rules in the settings of the editor, or in folder-review.yaml (with --trust-config):\n';
  yield '  review:\n    rules:\n';
  for (const { maker } of unwanted) {
    yield `      ${JSON.stringify(printable(maker.name))}: off\n`;
  }
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w./@+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The same for programs. Secrets are masked. */
export function toFiguresJson({ run: { run: id, ...run }, makers, ...folder }: FolderFigures): string {
  const named = makers.map(({ maker, ...figures }) => ({ [maker.kind]: maker.name, ...figures }));
  return `${jsonText(mapStrings({ version: 1, ...folder, run: { id, ...run }, makers: named }, maskSecrets), 2)}\n`;
}
