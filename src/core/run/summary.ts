import { type FileReview, type ProposalState, type Severity, severities } from '../types';
import { HidingCounter, type HidingCounts } from './hiding';

/** The numbers of a run. Every file is counted in exactly one of the states, so they add up to `files`. */
export interface Summary extends HidingCounts {
  readonly files: number;
  readonly queued: number;
  readonly reviewing: number;
  readonly reviewed: number;
  readonly skipped: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Those that are shown. */
  readonly findings: Readonly<Record<Severity, number>>;
  /** Findings that are in no list. */
  readonly hidden: number;
  readonly proposals: Readonly<Record<ProposalState['kind'], number>>;
  readonly reviewedLines: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** The numbers of these files. */
export function summarize(files: Iterable<FileReview>): Summary {
  const states = { queued: 0, reviewing: 0, reviewed: 0, skipped: 0, failed: 0, cancelled: 0 };
  const findings: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  const proposals: Record<ProposalState['kind'], number> = {
    ready: 0,
    rejected: 0,
    applied: 0,
    'applied with editor changes': 0,
    reverted: 0,
    dismissed: 0,
    stale: 0,
  };
  let count = 0;
  let reviewedLines = 0;
  const hiding = new HidingCounter();
  let hidden = 0;
  let promptTokens = 0;
  let completionTokens = 0;
  for (const file of files) {
    count++;
    states[file.status.kind]++;
    if (file.status.kind === 'reviewed') {
      reviewedLines += file.status.coverage.reviewedLines;
    }
    hidden += file.hidden?.length ?? 0;
    hiding.add(file);
    promptTokens += file.usage?.promptTokens ?? 0;
    completionTokens += file.usage?.completionTokens ?? 0;
    for (const finding of file.findings) {
      findings[finding.severity]++;
      if (finding.proposal) {
        proposals[finding.proposal.state.kind]++;
      }
    }
  }
  const totals = { findings, hidden, proposals, reviewedLines, promptTokens, completionTokens };
  return { files: count, ...states, ...totals, ...hiding.counts() };
}

/** Files that have come to their end, in whatever way. */
export function finishedFiles(summary: Summary): number {
  return summary.files - summary.queued - summary.reviewing;
}

/** Those that are shown, of whatever severity. */
export function findingCount(summary: Summary): number {
  return severities.reduce((sum, severity) => sum + summary.findings[severity], 0);
}

/** One sentence that accounts for every file: "Reviewed 9 of 12 files (812 lines); 2 skipped, 1 failed." */
export function coverageSentence(summary: Summary): string {
  const rest = (
    [
      [summary.skipped, 'skipped'],
      [summary.failed, 'failed'],
      [summary.cancelled, 'cancelled'],
      [summary.queued + summary.reviewing, 'not finished'],
    ] as const
  )
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  const lines = `${summary.reviewedLines} ${summary.reviewedLines === 1 ? 'line' : 'lines'}`;
  const head = `Reviewed ${summary.reviewed} of ${summary.files} ${summary.files === 1 ? 'file' : 'files'} (${lines})`;
  return rest.length > 0 ? `${head}; ${rest.join(', ')}.` : `${head}.`;
}
