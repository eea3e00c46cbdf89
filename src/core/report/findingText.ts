import { editsOf, knownEffects, stateName } from '../edits/proposalState';
import { confirmationText } from '../findings/confirmations';
import { placeText, shownLines } from '../findings/placeText';
import { toldFlags } from '../queue/queueEntry';
import { wrapped } from '../text/columns';
import type { Edit, Finding, Proposal } from '../types';
import { proofText, repairText } from '../verify/proofText';
import type { ShownCode, StandsAt } from './code';
import { type Style, severityColours } from './style';
import { printable, sourceText } from './text';
import { changedLines } from './wholeLines';

/** A finding, with what is known of its file. */
export interface FindingInFile {
  readonly path: string;
  readonly finding: Finding;
  /** Of the text that the file had when it was reviewed. */
  readonly reviewedHash?: string | undefined;
  /** What the file has in it now; absent where it cannot be read, or nobody wants to see it. */
  readonly code?: ShownCode | undefined;
}

/** What a finding says, where, the code there, and the change that is proposed: for a person at a terminal. */
export function findingBlock(one: FindingInFile, style: Style): string {
  return blockWith(
    one,
    [...explanationNotes(one.finding, style), ...confirmationNotes(one.finding), ...proposalNotes(one.finding, style)],
    changeOf(one.finding),
    style,
  );
}

/** The same of a finding that is in no list, with why. Its change is for a person to make: it is in no queue. */
export function hiddenBlock(one: FindingInFile, reason: string, style: Style): string {
  const notes = [`hidden ${printable(reason)}`, ...confirmationNotes(one.finding)];
  return blockWith(one, [...notes, style.dim(`id ${one.finding.id}`)], changeOf(one.finding), style);
}

/** What would be changed, as long as that may be. */
function changeOf({ proposal }: Finding): readonly Edit[] {
  return proposal && proposal.state.kind !== 'rejected' ? editsOf(proposal) : [];
}

/** @param notes safe to show */
function blockWith(one: FindingInFile, notes: readonly string[], edits: readonly Edit[], style: Style): string {
  const { finding, code, reviewedHash } = one;
  const place = code?.placeOf(finding, reviewedHash);
  const frame = place && code?.frame(place, finding, style);
  const gutter = Math.max(frame?.gutter ?? 1, ...edits.map((edit) => String(edit.startLine).length));
  const changed = edits.length > 0 ? edits.map((edit) => diffLines(edit, gutter, style)).join('') : '';
  const edge = ' '.repeat(gutter);
  return [
    findingHead(one, style, place, gutter),
    frame?.text ?? '',
    ...notes.map((note) => `${edge} ${style.dim('=')} ${note.replaceAll('\n', `\n${edge}   `)}\n`),
    changed,
  ].join('');
}

/**
 * One line, with its line end: where a finding is, what it says, who found it, its id and what came of its proposal.
 *
 * @param source who found it, safe to show
 */
export function findingLine(one: FindingInFile, style: Style, source = printable(sourceText(one.finding))): string {
  const { finding } = one;
  const kind = style[severityColours[finding.severity]](finding.severity);
  const between = style.dim(' · ');
  const state = finding.proposal ? between + stateText(finding.proposal, style) : '';
  const said = `${kind}: ${printable(finding.title)}  ${style.dim(source)}`;
  return `${style.cyan(locationText(one, style))}: ${said}${between}${idText(finding, style)}${state}\n`;
}

/** Two lines: what a finding says and who found it, and where it is. Each with its line end. */
export function findingHead(one: FindingInFile, style: Style, place?: StandsAt, gutter = 1): string {
  const { finding } = one;
  const kind = style.bold(style[severityColours[finding.severity]](`${finding.severity}:`));
  const near = finding.place ? '' : placeText(finding);
  const where = `${style.cyan(locationText(one, style, place))}${near === undefined || near === '' ? '' : style.dim(` (${near})`)}`;
  return [
    `${kind} ${style.bold(printable(finding.title))}  ${style.dim(printable(sourceText(finding)))}\n`,
    `${' '.repeat(gutter)}${style.dim('-->')} ${where}\n`,
  ].join('');
}

/** "src/a.ts:12:5", from where the reader stands and 1-based, as terminals and editors open it. */
export function locationText(
  { path, finding }: Pick<FindingInFile, 'path' | 'finding'>,
  { fileName }: Pick<Style, 'fileName'>,
  place?: StandsAt,
): string {
  const line = place?.lines.startLine ?? shownLines(finding)?.startLine;
  const column = place ? place.marked?.startColumn : finding.place?.startColumn;
  const start = line === undefined ? '' : `:${line}`;
  return fileName(path) + start + (column === undefined ? '' : `:${column + 1}`);
}

/** Rows of an explanation that are shown: reports have all of it. */
const mostExplained = 3;

function explanationNotes({ explanation }: Finding, { columns, dim }: Style): readonly string[] {
  const words = explanation.split('\n').map(printable).join(' ');
  const rows = wrapped(words, Math.max(40, Math.min(columns, 100) - 8));
  const shown = rows.slice(0, mostExplained);
  return shown.length > 0 ? [`${shown.join('\n')}${rows.length > shown.length ? dim(' …') : ''}`] : [];
}

/** What came of a finding that was to be put to a model once more; none where none was. */
function confirmationNotes(finding: Finding): readonly string[] {
  const { confirmation } = finding;
  return confirmation ? [printable(confirmationText(confirmation, finding))] : [];
}

function proposalNotes(finding: Finding, style: Style): readonly string[] {
  const { proposal } = finding;
  if (!proposal || proposal.state.kind === 'rejected') {
    return [idAndState(finding, style).join(style.dim(' · '))];
  }
  const details = [
    ...(proposal.anchoring === 'exact' ? [] : ['placed with tolerance: see where it goes']),
    ...(proposal.proof ? [printable(proofText(proposal.proof))] : []),
    ...(proposal.repair ? [printable(repairText(proposal.repair))] : []),
  ];
  const flags = toldFlags({ ...finding, proposal }).map((flag) => style.yellow(`flagged: ${flag}`));
  return [[...idAndState(finding, style), ...flags, ...details.map(style.dim)].join(style.dim(' · '))];
}

function idAndState(finding: Finding, style: Style): readonly string[] {
  const { proposal } = finding;
  return [idText(finding, style), ...(proposal ? [stateText(proposal, style)] : [])];
}

function idText({ id }: Finding, { dim }: Style): string {
  return dim(`id ${id}`);
}

function stateText(proposal: Proposal, { dim, green, yellow }: Style): string {
  const { state } = proposal;
  const effect = knownEffects(proposal).removesFinding ? ' (resolves this finding)' : '';
  switch (state.kind) {
    case 'ready':
      return green(`fix available${effect}`);
    case 'applied':
    case 'applied with editor changes':
      return green(stateName(state));
    case 'stale':
      return yellow(printable(`outdated: ${state.reason}`));
    case 'rejected':
      return dim(printable(`no edit: ${state.reason}`));
    default:
      return dim(state.kind);
  }
}

/** The lines that an edit takes away and brings, numbered as in the reviewed text. */
export function diffLines(edit: Edit, gutter: number, style: Style): string {
  const { removed, added, startLine } = changedLines(edit);
  const marked = (lines: readonly string[], mark: string, colour: (text: string) => string) =>
    lines
      .map((line, index) => {
        const number = style.dim(String(startLine + index).padStart(gutter));
        return `${number} ${colour(`${mark} ${printable(line)}`)}\n`;
      })
      .join('');
  return marked(removed, '-', style.red) + marked(added, '+', style.green);
}
