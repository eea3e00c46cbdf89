import type { FileReview, FileStatus } from '../fileReview';
import { confirmationText } from '../findings/confirmations';
import { hidingSentences } from '../run/hiding';
import { looksText, shallowDepth, shallowSentences } from '../run/looks';
import type { RunStore } from '../run/store';
import { appliedCount, coverageSentence, findingCount, nothingFoundSentence, type Summary } from '../run/summary';
import { counted } from '../text/counted';
import { gathered } from '../text/pieces';
import { maskSecrets } from '../text/secrets';
import { visible } from '../text/visible';
import type { Edit, Finding, Proposal, Severity } from '../types';
import { modelFigures, modelSentences } from './modelFigures';
import { usageSentence } from './spend';
import { changedLines } from './wholeLines';

/** How pieces of text are set off on the terminal; the identity where there are no colours. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly green: (text: string) => string;
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
};

const severityMarks: Record<Severity, string> = { error: '✖', warning: '⚠', info: 'ℹ' };

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
  yield* listSection('Failed', files, failureOf, style.red);
  yield* listSection('Skipped', files, skipOf, style.dim);
  yield* lookersSection(files, style);
  yield `${closing(store, style)}\n`;
}

function findingBlock(finding: Finding, style: Style): string {
  const proposal = finding.proposal ? proposalBlock(finding.proposal, style) : '';
  return `${findingHead(finding, style)}\n${confirmationLine(finding, style)}${proposal}`;
}

/** What a model said of a finding that was put to it once more; empty where none was asked. */
export function confirmationLine({ confirmation }: Finding, style: Style): string {
  return confirmation ? `${indent}${style.dim(printable(confirmationText(confirmation)))}\n` : '';
}

/** Where a finding is, what it says, and who found it, on one line. */
export function findingHead(finding: Finding, style: Style): string {
  const colour = { error: style.red, warning: style.yellow, info: style.blue }[finding.severity];
  const line = finding.place ? String(finding.place.startLine) : '-';
  const rule = sourceText(finding);
  return `${line.padStart(5)}  ${colour(severityMarks[finding.severity])} ${printable(finding.title)}  ${style.dim(printable(rule))}`;
}

/** "eslint no-debugger, also ruff": who found it. */
export function sourceText({ source, rule, alsoFrom = [] }: Finding): string {
  const own = rule === undefined ? source : `${source} ${rule}`;
  return alsoFrom.length > 0 ? `${own}, also ${alsoFrom.join(', ')}` : own;
}

function proposalBlock(proposal: Proposal, style: Style): string {
  const { state } = proposal;
  if (state.kind === 'rejected') {
    return `${indent}${style.dim(`no edit: ${printable(state.reason)}`)}\n`;
  }
  const notes = [
    ...(state.kind === 'ready' ? [] : [state.kind]),
    ...(proposal.anchoring === 'exact' ? [] : ['quoted inexactly, placed where nothing else fits']),
    ...(proposal.removesFinding ? ['removes the finding'] : []),
    ...proposal.flags.map((flag) => `flagged: ${flag}`),
  ];
  const note = notes.length > 0 ? `${indent}${style.dim(notes.join(' · '))}\n` : '';
  return note + proposal.edits.map((edit) => diffLines(edit, style)).join('');
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
  const listed = files.filter((file) => reason(file) !== undefined);
  if (listed.length > 0) {
    yield `${title}\n`;
    for (const file of listed) {
      yield `       ${colour(`${printable(file.path)}: ${printable(reason(file) ?? '')}`)}\n`;
    }
    yield '\n';
  }
}

/** Who looked at how many files. Those that nobody looked at with rules are counted in the closing lines. */
function* lookersSection(files: readonly FileReview[], style: Style): Generator<string> {
  const groups = [...filesByLooks(files, printable)].filter(
    ([, group]) => !group.some(({ status }) => shallowDepth(status)),
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

function failureOf({ status }: FileReview): string | undefined {
  return status.kind === 'failed' ? `${status.reason}. ${status.message}${partText(status)}` : undefined;
}

/** How much of a failed file was reviewed all the same; with a space in front. */
export function partText(status: FileStatus): string {
  const coverage = status.kind === 'failed' ? status.coverage : undefined;
  return coverage ? ` ${coverage.reviewedLines} of ${coverage.totalLines} lines were reviewed.` : '';
}

function skipOf({ status }: FileReview): string | undefined {
  return status.kind === 'skipped' ? `${status.reason} (${status.message})` : undefined;
}

function closing(store: RunStore, style: Style): string {
  const summary = store.summary();
  const { ready, stale } = summary.proposals;
  const applied = appliedCount(summary);
  const proposals = [
    ...(ready > 0 ? [counted(ready, 'proposed change')] : []),
    ...(applied > 0 ? [`${applied} applied`] : []),
    ...(stale > 0 ? [`${stale} stale`] : []),
  ];
  const usage = usageSentence(summary, store.header.options.maxTokens);
  return [
    style.bold(coverageSentence(summary)),
    ...shallowSentences(summary, printable),
    ...hidingSentences(summary, store.header.options, printable),
    findingsSentence(summary, store.header.options.changedSince),
    ...(proposals.length > 0 ? [`${proposals.join(', ')}.`] : []),
    ...(usage === '' ? [] : [style.dim(usage)]),
    ...modelSentences(modelFigures(store), printable).map(style.dim),
  ].join('\n');
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
