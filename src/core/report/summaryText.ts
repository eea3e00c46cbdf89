import { analysesOf } from '../figures/kept';
import type { FileReview } from '../fileReview';
import { groupBy } from '../groupBy';
import { globOf } from '../paths/globs';
import { likelyVendored, vendoredSentence } from '../paths/vendoredTrees';
import { hasProposal, isInBulk } from '../queue/queueEntry';
import { hidingSentences } from '../run/hiding';
import { shallowSentences, shallowText } from '../run/looks';
import type { RunStore } from '../run/store';
import { appliedCount, coverageSentence, findingCount, nothingFoundSentence, type Summary } from '../run/summary';
import { fitted, widthOf } from '../text/columns';
import { counted } from '../text/counted';
import { confidences, type Finding, severities } from '../types';
import { locationText } from './findingText';
import { historySentence } from './historyText';
import { analysisSentences } from './keptText';
import { modelFigures, modelSentences } from './modelFigures';
import { usageSentence } from './spend';
import { type Style, severityColours } from './style';
import { printable } from './text';
import { verifiedText } from './verifiedText';

/** How deep the review went, what is in no list, and what it took: a line each, then an empty one; nothing where there is nothing to say. */
export function detailsText(store: RunStore, style: Style): string {
  const summary = store.summary();
  const usage = usageSentence(summary, store.header.options.maxTokens);
  const lines = [
    ...shallowSentences(summary, printable),
    ...hidingSentences(summary, store.header.options, printable),
    ...(usage === '' ? [] : [style.dim(usage)]),
    ...excludeHint(store),
    ...modelSentences(modelFigures(store), printable).map(style.dim),
    ...analysisSentences(analysesOf(store)).map(style.dim),
  ];
  return lines.length > 0 ? `${lines.join('\n')}\n\n` : '';
}

/** What to leave out, and how, where other people's code may have been reviewed. */
function excludeHint(store: RunStore): readonly string[] {
  const trees = likelyVendored(store.files());
  const flags = trees.map(({ path }) => `--exclude ${quoted(globOf(path))}`).join(' ');
  return trees.length > 0 ? [`${vendoredSentence(trees, printable)} To leave that out: ${printable(flags)}`] : [];
}

/** As shells take it for one word. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A line of the summary before it has colours, which take no columns. */
interface Line {
  readonly text: string;
  readonly colour?: (text: string) => string;
}

/** Lines of a screen, without those that the command line prints below. */
const screenRows = 24 - 4;
const mostWorst = 8;

/**
 * What came of the run, no longer than a screen, worst first: every file accounted for, the findings, the worst of them, and
 * what to do next. Where no person is at a screen, without the last two.
 */
export function closingText(store: RunStore, style: Style): string {
  const totals = totalLines(store, style);
  if (!style.isScreen) {
    return totals.map(({ text }) => `${text}\n`).join('');
  }
  const look = lookAtFindings(store);
  const next = look.count > 0 ? nextLines(store, look, style) : [];
  const room = (used: readonly Line[]) => screenRows - rowsOf(used, style);
  // A heading each, and the line between.
  while (next.length > 0 && room([...totals, ...next]) < 2) {
    next.pop();
  }
  const forWorst = room([...totals, ...next]) - (next.length > 0 ? 2 : 0) - 2;
  const worst = look.count > 1 ? worstLines(look, Math.min(mostWorst, forWorst), style) : [];
  const lines = [...totals, ...titled('Worst first', worst, style), ...titled('What you can do next', next, style)];
  return lines.map(({ text, colour }) => `${colour ? colour(text) : text}\n`).join('');
}

function titled(title: string, lines: readonly Line[], { bold }: Style): readonly Line[] {
  return lines.length > 0 ? [{ text: '' }, { text: title, colour: bold }, ...lines] : [];
}

function rowsOf(lines: readonly Line[], { columns }: Style): number {
  return lines.reduce((sum, { text }) => sum + Math.max(1, Math.ceil(widthOf(text) / columns)), 0);
}

function totalLines(store: RunStore, style: Style): readonly Line[] {
  const summary = store.summary();
  const { options, id } = store.header;
  const shallow = style.isScreen ? shallowText(summary.shallow) : undefined;
  const worst = severities.find((severity) => summary.findings[severity] > 0);
  return [
    { text: coverageSentence(summary), colour: summary.failed > 0 ? style.red : style.bold },
    ...(style.isScreen ? failedLines(store, style) : []),
    ...(shallow === undefined ? [] : [{ text: `Of these, ${shallow}.`, colour: style.dim }]),
    {
      text: findingsSentence(summary, options.changedSince),
      colour: (text) =>
        style.bold(worst ? style[severityColours[worst]](text) : summary.reviewed > 0 ? style.green(text) : text),
    },
    ...[historySentence(store) ?? []].flat().map((text) => ({ text })),
    ...hiddenTotal(summary, `${style.program} show ${id}`).map((text) => ({ text, colour: style.dim })),
    ...proposalSentences(summary).map((text) => ({ text })),
  ];
}

/** Why files failed, most first, on one row: each is named with its reason further up. */
function failedLines(store: RunStore, { red, columns }: Style): readonly Line[] {
  const failed = [...store.files()].flatMap(({ status }) => (status.kind === 'failed' ? [status.reason] : []));
  const reasons = [...groupBy(failed, (reason) => reason)].sort(([, a], [, b]) => b.length - a.length);
  const text = `Failed: ${reasons.map(([reason, { length }]) => `${reason} (${length})`).join(', ')}`;
  return failed.length > 0 ? [{ text: fitted(text, columns), colour: red }] : [];
}

interface Look {
  readonly count: number;
  /** The worst ones, in order. */
  readonly worst: readonly { readonly path: string; readonly finding: Finding }[];
  /** How many proposals a bulk action takes. */
  readonly safe: number;
  readonly exact: number;
}

function lookAtFindings(store: RunStore): Look {
  const worst: Look['worst'][number][] = [];
  let [count, safe, exact] = [0, 0, 0];
  const see = (file: FileReview, finding: Finding) => {
    count += 1;
    if (hasProposal(finding) && finding.proposal.state.kind === 'ready') {
      const is = (bulk: 'safe' | 'exact') =>
        isInBulk(bulk, { file, finding }, { keepsLineEnds: true }, store.hasProofs);
      safe += Number(is('safe'));
      exact += Number(is('exact'));
    }
    const last = worst[mostWorst - 1];
    if (!last || weight(finding) < weight(last.finding)) {
      const at = worst.findIndex((one) => weight(finding) < weight(one.finding));
      worst.splice(at === -1 ? worst.length : at, 0, { path: file.path, finding });
      worst.splice(mostWorst);
    }
  };
  for (const file of store.files()) {
    for (const finding of file.findings) {
      see(file, finding);
    }
  }
  return { count, worst, safe, exact };
}

/** Less is worse. What is taken care of comes last. */
function weight({ severity, confidence, proposal }: Finding): number {
  const isDone = proposal && 'receipt' in proposal.state;
  return (isDone ? 100 : 0) + severities.indexOf(severity) * confidences.length + confidences.indexOf(confidence);
}

function worstLines({ worst, count }: Look, most: number, style: Style): readonly Line[] {
  const shown = worst.slice(0, Math.max(0, count > most ? most - 1 : most));
  const places = shown.map((one) => locationText(one, style));
  const width = Math.min(Math.max(...places.map(widthOf), 0), Math.floor(style.columns / 2));
  const lines = shown.map(({ finding }, index): Line => {
    const place = places[index] ?? '';
    const space = ' '.repeat(Math.max(0, width - widthOf(place)));
    const text = `  ${finding.severity.padEnd(7)}  ${place}${space}  ${printable(finding.title).replaceAll('\t', ' ')}`;
    return {
      text: fitted(text, style.columns),
      colour: (row) => row.replace(finding.severity, style[severityColours[finding.severity]](finding.severity)),
    };
  });
  const rest = count - shown.length;
  return rest > 0 && shown.length > 0 ? [...lines, { text: `  and ${rest} more above`, colour: style.dim }] : lines;
}

/** Commands and what they do, to be typed as they are. */
function nextLines(store: RunStore, { safe, exact }: Look, { program, dim }: Style): Line[] {
  const { id } = store.header;
  const applied = appliedCount(store.summary());
  // In so few words that each has room beside its command on 80 columns.
  const commands = [
    ...(safe > 0 ? [[`apply ${id}`, `applies ${counted(safe, 'safe fix', 'safe fixes')}`] as const] : []),
    ...(safe === 0 && exact > 0
      ? [[`apply ${id} --exact`, `applies ${counted(exact, 'unproven fix', 'unproven fixes')}`] as const]
      : []),
    ...(applied > 0 ? [[`revert ${id}`, 'takes back what was applied'] as const] : []),
    [`dismiss ${id} --only ID`, 'hides it from now on'] as const,
    [`show ${id} --format html > report.html`, 'as a page'] as const,
  ];
  return commands.map(([command, effect]) => {
    const typed = `  ${program} ${command}`;
    return {
      text: `${typed}  ${effect}`,
      colour: (text) => `${text.slice(0, typed.length)}${dim(text.slice(typed.length))}`,
    };
  });
}

/** "10 proposals: 7 applied, 3 waiting." and "7 of 10 verified.": how many there are, and what became of them. */
function proposalSentences(summary: Summary): readonly string[] {
  const { ready, reverted, stale } = summary.proposals;
  const applied = appliedCount(summary);
  const all = ready + applied + reverted + stale;
  const states = (
    [
      [applied, 'applied'],
      [reverted, 'taken back'],
      [stale, 'outdated'],
      [ready, 'waiting'],
    ] as const
  ).flatMap(([count, state]) => (count > 0 ? [`${count} ${state}`] : []));
  const split = all > ready ? `: ${states.join(', ')}` : '';
  const verified = verifiedText(summary);
  return [
    ...(all > 0 ? [`${counted(all, 'proposal')}${split}.`] : []),
    ...(verified.length > 0 ? [`${verified.join(', ')}.`] : []),
  ];
}

/** How many findings are in none of the lists, whatever hides them, and how to see them. */
function hiddenTotal({ hidden }: Summary, show: string): readonly string[] {
  const list = `\`${show} --hidden\` lists ${hidden === 1 ? 'it' : 'them'}.`;
  return hidden === 0 ? [] : [`${counted(hidden, 'finding')} ${hidden === 1 ? 'is' : 'are'} hidden: ${list}`];
}

function findingsSentence(summary: Summary, changedSince: string | undefined): string {
  const count = findingCount(summary);
  const { error, warning, info } = summary.findings;
  if (count > 0) {
    return `${counted(count, 'finding')}: ${counted(error, 'error')}, ${counted(warning, 'warning')}, ${info} info.`;
  }
  return nothingFoundSentence(summary, changedSince === undefined ? undefined : printable(changedSince));
}
