import { editsOf, stateWords } from '../edits/proposalState';
import type { FileReview } from '../fileReview';
import { confirmationText } from '../findings/confirmations';
import { placeText } from '../findings/placeText';
import { toldFlags } from '../queue/queueEntry';
import { hidingSentences } from '../run/hiding';
import { shallowSentences } from '../run/looks';
import type { RunStore } from '../run/store';
import { coverageSentence } from '../run/summary';
import { gathered } from '../text/pieces';
import type { Finding } from '../types';
import { proofText, repairText } from '../verify/proofText';
import { historySentence, type News, newsOf } from './historyText';
import { modelFigures, modelSentences } from './modelFigures';
import { usageSentence } from './spend';
import { filesByLooks, partText, printable, sourceText } from './text';
import { changedLines, wholeLines } from './wholeLines';

/**
 * The results of a run as Markdown for people, in pieces: the coverage, the findings by file with their proposed changes
 * as diffs, and every file that was not reviewed with the reason. Text from outside is never markup. Secrets are masked.
 */
export function toMarkdown(store: RunStore): Generator<string> {
  return gathered(eachPiece(store));
}

function* eachPiece(store: RunStore): Generator<string> {
  const files = [...store.files()];
  for (const block of eachBlock(store, files)) {
    yield `${block}\n\n`;
  }
  const unreviewed = files.filter((file) => file.status.kind !== 'reviewed');
  if (unreviewed.length > 0) {
    yield '## Not reviewed\n\n';
    for (const file of unreviewed) {
      yield `${unreviewedLine(file)}\n`;
    }
    yield '\n';
  }
  yield* lookersSection(files);
}

/** Every reviewed file with who looked at it. */
function* lookersSection(files: readonly FileReview[]): Generator<string> {
  const groups = filesByLooks(files, code);
  if (groups.length > 0) {
    yield '## Who looked\n\n';
  }
  for (const [looks, group] of groups) {
    yield `${looks}:\n\n`;
    for (const { path } of group) {
      yield `- ${code(path)}\n`;
    }
    yield '\n';
  }
}

function* eachBlock(store: RunStore, files: readonly FileReview[]): Generator<string> {
  const summary = store.summary();
  const usage = usageSentence(summary, store.header.options.maxTokens);
  yield '# Folder Review';
  yield coverageSentence(summary);
  yield* shallowSentences(summary, code);
  yield* hidingSentences(summary, store.header.options, code);
  const history = historySentence(store);
  if (history !== undefined) {
    yield history;
  }
  if (usage !== '') {
    yield usage;
  }
  yield* modelSentences(modelFigures(store), code);
  for (const { path, findings } of files) {
    if (findings.length > 0) {
      yield `## ${code(path)}`;
    }
    for (const finding of findings) {
      yield* findingSection(finding, newsOf(store, path, finding));
    }
  }
}

function findingSection(finding: Finding, news: News | undefined): string[] {
  const where = placeText(finding) ?? 'whole file';
  const line = where.charAt(0).toUpperCase() + where.slice(1);
  const { confirmation, proposal } = finding;
  const flags = proposal ? toldFlags({ confirmation, proposal }) : [];
  const id = proposal && proposal.state.kind !== 'rejected' ? ` · id ${code(finding.id)}` : '';
  return [
    `**${code(finding.title)}**  \n${line} · ${finding.severity} · ${code(sourceText(finding))}${id}${news ? ` · ${news}` : ''}`,
    ...(finding.explanation ? [finding.explanation.split('\n').map(code).join('  \n')] : []),
    ...(confirmation ? [`Confirmation: ${code(confirmationText(confirmation, finding))}`] : []),
    ...(proposal && editsOf(proposal).length > 0 ? [diffBlock(editsOf(proposal))] : []),
    ...(proposal && proposal.state.kind !== 'ready' ? [`Proposal: ${stateWords(proposal.state)}`] : []),
    ...(proposal?.proof ? [`Verification: ${code(proofText(proposal.proof))}`] : []),
    ...(proposal?.repair ? [`Repair: ${code(repairText(proposal.repair))}`] : []),
    ...(flags.length > 0 ? [`Flagged: ${flags.join(', ')}`] : []),
  ];
}

function diffBlock(edits: readonly Parameters<typeof wholeLines>[0][]): string {
  const lines = edits.flatMap((edit) => {
    const { startLine, endLine } = wholeLines(edit);
    const { removed, added } = changedLines(edit);
    return [`@@ lines ${startLine}-${endLine} @@`, ...marked('-', removed), ...marked('+', added)];
  });
  const fence = '`'.repeat(longestFence(lines.join('\n'), 2) + 1);
  return `${fence}diff\n${lines.join('\n')}\n${fence}`;
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.map((line) => mark + printable(line));
}

function unreviewedLine({ path, status }: FileReview): string {
  const why =
    'reason' in status ? `${status.kind}: ${status.reason}. ${status.message}${partText(status)}` : status.kind;
  return `- ${code(path)}: ${code(why)}`;
}

/**
 * Text from outside as a code span (CommonMark, section 6.1), the one place where no service makes anything of it: no
 * link, mention, reference, image, markup or emoji.
 */
function code(text: string): string {
  const shown = printable(text);
  if (shown.trim() === '') {
    return shown;
  }
  const fence = '`'.repeat(longestFence(shown, 0) + 1);
  // It is taken off again, and keeps backticks at the ends apart from the fence.
  const space = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return fence + space + shown + space + fence;
}

/** The length of the longest run of backticks. */
function longestFence(text: string, atLeast: number): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), atLeast);
}
