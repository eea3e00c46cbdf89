import { analysesOf } from '../figures/kept';
import type { FileReview, FileStatus } from '../fileReview';
import { confirmationText } from '../findings/confirmations';
import { shownLines } from '../findings/placeText';
import { groupBy } from '../groupBy';
import { flagsUnder } from '../queue/queueEntry';
import { hidingSentences } from '../run/hiding';
import { looksText, shallowDepth, shallowSentences } from '../run/looks';
import type { RunStore } from '../run/store';
import { appliedCount, coverageSentence, findingCount, nothingFoundSentence, type Summary } from '../run/summary';
import { counted } from '../text/counted';
import { gathered } from '../text/pieces';
import { maskSecrets } from '../text/secrets';
import { visible } from '../text/visible';
import type { Edit, Finding, Proposal, Severity } from '../types';
import { proofText, repairText } from '../verify/proofText';
import { historySentence } from './historyText';
import { analysisSentences } from './keptText';
import { modelFigures, modelSentences } from './modelFigures';
import { usageSentence } from './spend';
import { verifiedText } from './verifiedText';
import { changedLines } from './wholeLines';

/** How pieces of text are set off on the terminal; the identity where there are no colours. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly green: (text: string) => string;
  /** How the command line is called. */
  readonly program: string;
}

const identity = (text: string): string => text;

/** The style where there are no colours. */
export const plainStyle: Style = {
  bold: identity,
  dim: identity,
  red: identity,
  yellow: identity,
  blue: identity,
  green: identity,
  program: 'folder-review',
};

const severityMarks: Record<Severity, string> = { error: '✖', warning: '⚠', info: 'ℹ' };
const severityColours = { error: 'red', warning: 'yellow', info: 'blue' } as const;

/**
 * The findings and proposed changes of a run for a person at a terminal, in pieces, grouped by file, then the files that
 * were not reviewed with the reason, then one line that accounts for every file.
 */
export function toText(store: RunStore, style: Style): Generator<string> {
  return gathered(eachPiece(store, style));
}

function* eachPiece(store: RunStore, style: Style): Generator<string> {
  const files = [...store.files()];
  for (const { path, findings } of files) {
    if (findings.length > 0) {
      yield `${style.bold(printable(path))}\n`;
      for (const finding of findings) {
        yield findingBlock(finding, style);
      }
      yield '\n';
    }
  }
  yield* listSection('Failed', files, failureText, style.red);
  yield* listSection('Skipped', files, skipText, style.dim);
  yield* lookersSection(files, style);
  yield `${closing(store, style)}\n`;
}

function findingBlock(finding: Finding, style: Style): string {
  const id = `id ${finding.id}`;
  const proposal = finding.proposal ? proposalBlock(id, finding.proposal, style) : `${indent}${style.dim(id)}\n`;
  return `${findingHead(finding, style)}\n${confirmationLine(finding, style)}${proposal}`;
}

/** What came of a finding that was to be put to a model once more; empty where none was. */
export function confirmationLine(finding: Finding, style: Style): string {
  const { confirmation } = finding;
  return confirmation ? `${indent}${style.dim(printable(confirmationText(confirmation, finding)))}\n` : '';
}

/** Where a finding is, what it says, and who found it, on one line. */
export function findingHead(finding: Finding, style: Style): string {
  const colour = style[severityColours[finding.severity]];
  const lines = shownLines(finding);
  const line = lines ? `${finding.place ? '' : '~'}${lines.startLine}` : '-';
  const rule = sourceText(finding);
  return `${line.padStart(5)}  ${colour(severityMarks[finding.severity])} ${printable(finding.title)}  ${style.dim(printable(rule))}`;
}

/** "eslint no-debugger, also ruff": who found it. */
export function sourceText({ source, rule, alsoFrom = [] }: Finding): string {
  const own = rule === undefined ? source : `${source} ${rule}`;
  return alsoFrom.length > 0 ? `${own}, also ${alsoFrom.join(', ')}` : own;
}

function proposalBlock(id: string, proposal: Proposal, style: Style): string {
  const { state } = proposal;
  if (state.kind === 'rejected') {
    return `${indent}${style.dim(`${id} · no edit: ${printable(state.reason)}`)}\n`;
  }
  const notes = [
    id,
    ...(state.kind === 'ready' ? [] : [state.kind]),
    ...(proposal.anchoring === 'exact' ? [] : ['placed with tolerance: see where it goes']),
    ...(proposal.removesFinding ? ['removes the finding'] : []),
    ...flagsUnder({ keepsLineEnds: true }, proposal).map((flag) => `flagged: ${flag}`),
    ...(proposal.proof ? [printable(proofText(proposal.proof))] : []),
    ...(proposal.repair ? [printable(repairText(proposal.repair))] : []),
  ];
  return `${indent}${style.dim(notes.join(' · '))}\n${proposal.edits.map((edit) => diffLines(edit, style)).join('')}`;
}

/** Of what stands below the head of a finding. */
export const indent = '         ';

function diffLines(edit: Edit, style: Style): string {
  const { removed, added } = changedLines(edit);
  const marked = (lines: readonly string[], mark: string, colour: (text: string) => string) =>
    lines.map((line) => `${indent}${colour(`${mark} ${printable(line)}`)}\n`).join('');
  return marked(removed, '-', style.red) + marked(added, '+', style.green);
}

function* listSection(
  title: string,
  files: readonly FileReview[],
  reason: (file: FileReview) => string | undefined,
  colour: (text: string) => string,
): Generator<string> {
  const alike = [...groupBy(files, (file) => reason(file) ?? '')].filter(([why]) => why !== '');
  if (alike.length > 0) {
    yield `${title}\n`;
    for (const [why, group] of alike) {
      const names = group.map(({ path }) => path);
      const rows =
        names.length > mostNamed
          ? [`${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} others`]
          : names;
      for (const row of rows) {
        yield `       ${colour(`${printable(row)}: ${printable(why)}`)}\n`;
      }
    }
    yield '\n';
  }
}

/** Of more files than these, for one and the same reason, so many are named, and the others counted. */
const mostNamed = 5;

/** Who looked at how many files. Those that nobody looked at with rules are counted in the closing lines. */
function* lookersSection(files: readonly FileReview[], style: Style): Generator<string> {
  const groups = filesByLooks(
    files.filter(({ status }) => !shallowDepth(status)),
    printable,
  );
  if (groups.length > 0) {
    yield 'Looked at by\n';
    for (const [looks, group] of groups) {
      yield `       ${style.dim(`${looks}: ${counted(group.length, 'file')}`)}\n`;
    }
    yield '\n';
  }
}

/** The reviewed files by what is said of who looked at them, the most first. */
export function filesByLooks(
  files: readonly FileReview[],
  safe: (name: string) => string,
): readonly (readonly [looks: string, files: readonly FileReview[]])[] {
  const groups = new Map<string, FileReview[]>();
  for (const file of files) {
    const looks = looksText(file.status, safe);
    if (looks !== undefined) {
      const group = groups.get(looks) ?? [];
      group.push(file);
      groups.set(looks, group);
    }
  }
  return [...groups].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
}

function failureText({ status }: FileReview): string | undefined {
  return status.kind === 'failed' ? `${status.reason}. ${status.message}${partText(status)}` : undefined;
}

/** How much of a failed file was reviewed all the same; with a space in front. */
export function partText(status: FileStatus): string {
  const coverage = status.kind === 'failed' ? status.coverage : undefined;
  return coverage ? ` ${coverage.reviewedLines} of ${coverage.totalLines} lines were reviewed.` : '';
}

function skipText({ status }: FileReview): string | undefined {
  return status.kind === 'skipped' ? `${status.reason} (${status.message})` : undefined;
}

function closing(store: RunStore, style: Style): string {
  const summary = store.summary();
  const usage = usageSentence(summary, store.header.options.maxTokens);
  return [
    style.bold(coverageSentence(summary)),
    ...shallowSentences(summary, printable),
    ...hidingSentences(summary, store.header.options, printable),
    findingsSentence(summary, store.header.options.changedSince),
    ...[historySentence(store) ?? []].flat(),
    ...hiddenTotal(summary, `${style.program} show ${store.header.id}`),
    ...proposalSentences(summary),
    ...(usage === '' ? [] : [style.dim(usage)]),
    ...modelSentences(modelFigures(store), printable).map(style.dim),
    ...analysisSentences(analysesOf(store)).map(style.dim),
  ].join('\n');
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
      [stale, 'stale'],
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

/**
 * Text from outside as a person may be shown it, on a terminal or in a report: what could steer a terminal or hide from
 * the eye is made visible, and secrets are masked. Leaves tabs alone.
 */
export function printable(text: string): string {
  return visible(maskSecrets(text), '\t');
}
