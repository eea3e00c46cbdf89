import { editsOf, stateWords } from '../../edits/proposalState';
import { analysesOf } from '../../figures/kept';
import type { FileReview, FileStatus } from '../../fileReview';
import { confirmationText } from '../../findings/confirmations';
import { placeText } from '../../findings/placeText';
import { toldFlags } from '../../queue/queueEntry';
import { hidingReason, hidingSentences } from '../../run/hiding';
import { contextTexts, looksText, notShownTexts, shallowSentences } from '../../run/looks';
import type { RunStore } from '../../run/store';
import { appliedCount, coverageSentence } from '../../run/summary';
import { treatments } from '../../strategy/treatment';
import { maskSecrets } from '../../text/secrets';
import { visible } from '../../text/visible';
import { type Edit, type Finding, severities } from '../../types';
import { proofText, repairText } from '../../verify/proofText';
import { historySentence, type News, newsOf, newsSentence } from '../historyText';
import { analysisSentences } from '../keptText';
import { modelFigures, modelSentences } from '../modelFigures';
import { usageSentence } from '../spend';
import { partText, printable, sourceText } from '../text';
import { changedLines, wholeLines } from '../wholeLines';
import {
  type Change,
  type FileRow,
  type FindingDetails,
  type FindingRow,
  hiddenState,
  noProposal,
  type PageHead,
} from './pageData';

export function headOf(store: RunStore, version: string): PageHead {
  const { id, folder, startedAt, options } = store.header;
  const summary = store.summary();
  const usage = usageSentence(summary, options.maxTokens);
  const { ready, reverted, stale, rejected } = summary.proposals;
  const shown = printable(folder);
  return {
    ...{ name: shown.split(/[\\/]/).findLast((name) => name !== '') ?? shown, folder: shown, run: printable(id) },
    ...{ startedAt, version, state: store.state.kind },
    sentences: [
      ...(store.state.kind === 'failed' ? [printable(store.state.message)] : []),
      coverageSentence(summary),
      ...shallowSentences(summary, printable),
      ...hidingSentences(summary, options, printable).map(printable),
      ...[historySentence(store) ?? []].flat(),
      ...(usage === '' ? [] : [usage]),
      ...modelSentences(modelFigures(store), printable),
      ...analysisSentences(analysesOf(store)),
    ],
    files: [
      ['reviewed', summary.reviewed],
      ['skipped', summary.skipped],
      ['failed', summary.failed],
      ['cancelled', summary.cancelled],
      ['not finished', summary.queued + summary.reviewing],
    ],
    findings: [
      ...severities.map((severity) => [severity, summary.findings[severity]] as const),
      [hiddenState, summary.hidden],
    ],
    proposals: [
      ['ready', ready],
      ['verified', summary.proofs.verified],
      ['applied', appliedCount(summary)],
      ['reverted', reverted],
      ['outdated', stale],
      ['rejected', rejected],
    ],
  };
}

const rowsInBlock = 250;
/** In UTF-16 code units. */
const detailsInBlock = 40_000;

export function* fileRows(files: readonly FileReview[]): Generator<readonly FileRow[]> {
  for (let start = 0; start < files.length; start += rowsInBlock) {
    yield files
      .slice(start, start + rowsInBlock)
      .map(({ path, status, findings, hidden = [] }) => [
        printable(path),
        status.kind === 'queued' || status.kind === 'reviewing' ? 'not finished' : status.kind,
        whyText(status),
        findings.length,
        hidden.length,
      ]);
  }
}

function whyText(status: FileStatus): string {
  switch (status.kind) {
    case 'reviewed': {
      const context = status.looks ? contextTexts(status.looks, printable) : [];
      const along = context.length > 0 ? `; shown along: ${context.join(', ')}` : '';
      const notShown = status.looks ? notShownTexts(status.looks, printable) : [];
      const without = notShown.length > 0 ? `; not shown: ${notShown.join(', ')}` : '';
      return `${looksText(status, printable) ?? ''}${along}${without}`;
    }
    case 'skipped':
      return printable(`${status.reason} (${status.message})`);
    case 'failed':
      return printable(`${status.reason}. ${status.message}${partText(status)}`);
    default:
      return '';
  }
}

/** Findings with their details, by file; those that are hidden behind the others of theirs. */
export function* findingBlocks(
  store: RunStore,
  files: readonly FileReview[],
): Generator<{ readonly findings: readonly FindingRow[]; readonly details: readonly FindingDetails[] }> {
  const treatmentOf = treatments(store.header.options);
  let findings: FindingRow[] = [];
  let details: FindingDetails[] = [];
  let length = 0;
  for (const [index, file] of files.entries()) {
    for (const finding of [...file.findings, ...(file.hidden ?? [])]) {
      const detail = detailsOf(finding, newsOf(store, file.path, finding), () => treatmentOf(file).profile.name);
      findings.push(rowOf(index, finding));
      details.push(detail);
      length += lengthOf(detail);
      if (findings.length >= rowsInBlock || length >= detailsInBlock) {
        yield { findings, details };
        findings = [];
        details = [];
        length = 0;
      }
    }
  }
  if (findings.length > 0) {
    yield { findings, details };
  }
}

function rowOf(file: number, finding: Finding): FindingRow {
  const { severity, proposal, hiddenBy, title } = finding;
  const state = hiddenBy ? hiddenState : proposal ? stateWords(proposal.state) : noProposal;
  return [file, severity, printable(sourceText(finding)), state, printable(title), placeText(finding) ?? 'whole file'];
}

/** @param profileName of the profile that its file was reviewed under */
function detailsOf(finding: Finding, news: News | undefined, profileName: () => string): FindingDetails {
  const { id, explanation, confirmation, proposal, hiddenBy, confidence, category } = finding;
  const notes = [
    `${category}, confidence ${confidence}`,
    ...(news ? [newsSentence(news)] : []),
    ...(hiddenBy ? [`Hidden ${hidingReason(hiddenBy, profileName())}`] : []),
    ...(confirmation ? [`Confirmation: ${confirmationText(confirmation, finding)}`] : []),
    ...(proposal && 'reason' in proposal.state ? [`${stateWords(proposal.state)}: ${proposal.state.reason}`] : []),
    ...(proposal ? toldFlags({ confirmation, proposal }).map((flag) => `Flagged: ${flag}`) : []),
    ...(proposal?.proof ? [`Verification: ${proofText(proposal.proof)}`] : []),
    ...(proposal?.repair ? [`Repair: ${repairText(proposal.repair)}`] : []),
  ];
  return {
    id,
    explanation: visible(maskSecrets(explanation), '\t\n'),
    notes: notes.map(printable),
    changes: (proposal ? editsOf(proposal) : []).map(changeOf),
  };
}

function changeOf(edit: Edit): Change {
  const { startLine, endLine } = wholeLines(edit);
  const { removed, added } = changedLines(edit);
  const lines = startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`;
  return { lines, removed: removed.map(printable), added: added.map(printable) };
}

/** About as long as its JSON. */
function lengthOf({ explanation, notes, changes }: FindingDetails): number {
  const sum = (texts: readonly string[]) => texts.reduce((length, text) => length + text.length, 0);
  return changes.reduce(
    (length, { removed, added }) => length + sum(removed) + sum(added),
    explanation.length + sum(notes),
  );
}
