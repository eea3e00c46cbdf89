import type { FileReview } from '../fileReview';
import type { ConfirmationCounts } from '../findings/confirmations';
import type { Override } from '../options';
import { IdleOverrides } from '../strategy/idleOverrides';
import { type Finding, type ProposalState, type Severity, severities } from '../types';
import { HidingCounter, type HidingCounts } from './hiding';
import { type ShallowCount, ShallowCounter } from './looks';

/** How the files of a run stand. Every file is counted in exactly one of the states, so they add up to `files`. */
export interface FileCounts {
  readonly files: number;
  readonly queued: number;
  readonly reviewing: number;
  readonly reviewed: number;
  readonly skipped: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly reviewedLines: number;
}

/** The numbers of a run. */
export interface Summary extends FileCounts, HidingCounts {
  /** Those that are shown. */
  readonly findings: Readonly<Record<Severity, number>>;
  /** Findings that are in no list. */
  readonly hidden: number;
  /** What came of putting findings to a model once more, shown and hidden ones. */
  readonly confirmations: ConfirmationCounts;
  /** Reviewed files that no more than plain checks have seen. */
  readonly shallow: readonly ShallowCount[];
  /** Where overrides stand among the run's that fit none of its files. */
  readonly idleOverrides: readonly number[];
  readonly proposals: Readonly<Record<ProposalState['kind'], number>>;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Part of those. */
  readonly thinkingTokens: number;
}

/** Keeps the numbers of a run as its files change, so that nobody has to go over all of them to know. */
export class SummaryCounter {
  readonly #states = { queued: 0, reviewing: 0, reviewed: 0, skipped: 0, failed: 0, cancelled: 0 };
  readonly #totals = { files: 0, hidden: 0, reviewedLines: 0, promptTokens: 0, completionTokens: 0, thinkingTokens: 0 };
  readonly #findings: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  readonly #proposals: Record<ProposalState['kind'], number> = {
    ready: 0,
    rejected: 0,
    applied: 0,
    'applied with editor changes': 0,
    reverted: 0,
    dismissed: 0,
    stale: 0,
  };
  readonly #confirmations = { confirmed: 0, refuted: 0, unsure: 0, 'not confirmed': 0 };
  readonly #hiding = new HidingCounter();
  readonly #shallow = new ShallowCounter();
  readonly #idleOverrides: IdleOverrides;

  /** @param overrides those of the run */
  constructor(overrides: readonly Override[] = []) {
    this.#idleOverrides = new IdleOverrides(overrides);
  }

  /** Counts a file, in the place of what it was before if it was counted. */
  replace(before: FileReview | undefined, after: FileReview): void {
    const changesFindings = before?.findings !== after.findings || before?.hidden !== after.hidden;
    if (before) {
      this.#countFile(before, -1);
    }
    if (before && changesFindings) {
      this.#countFindings(before, -1);
    }
    if (!before) {
      this.#idleOverrides.see(after.path);
    }
    this.#countFile(after, 1);
    // A file's state changes often, its findings seldom, and there can be thousands.
    if (changesFindings) {
      this.#countFindings(after, 1);
    }
  }

  /** Counts a proposal that got another state. */
  move(from: ProposalState['kind'], to: ProposalState['kind']): void {
    this.#proposals[from]--;
    this.#proposals[to]++;
  }

  summary(): Summary {
    const counts = {
      findings: { ...this.#findings },
      proposals: { ...this.#proposals },
      confirmations: { ...this.#confirmations },
    };
    const shallow = this.#shallow.counts();
    // Before there are files, nothing is known of any.
    const idleOverrides = this.#totals.files > 0 ? this.#idleOverrides.positions() : [];
    return { ...this.#totals, ...this.#states, ...counts, ...this.#hiding.counts(), shallow, idleOverrides };
  }

  #countFile(file: FileReview, sign: 1 | -1): void {
    const { status, usage } = file;
    this.#totals.files += sign;
    this.#states[status.kind] += sign;
    this.#totals.reviewedLines += status.kind === 'reviewed' ? sign * status.coverage.reviewedLines : 0;
    this.#totals.promptTokens += sign * (usage?.promptTokens ?? 0);
    this.#totals.completionTokens += sign * (usage?.completionTokens ?? 0);
    this.#totals.thinkingTokens += sign * (usage?.thinkingTokens ?? 0);
    this.#hiding.countLeftOut(file, sign);
    this.#shallow.count(status, sign);
  }

  #countFindings({ findings, hidden = [] }: FileReview, sign: 1 | -1): void {
    this.#totals.hidden += sign * hidden.length;
    this.#hiding.countHidden(hidden, sign);
    this.#countConfirmations(hidden, sign);
    this.#countConfirmations(findings, sign);
    for (const { severity, proposal } of findings) {
      this.#findings[severity] += sign;
      if (proposal) {
        this.#proposals[proposal.state.kind] += sign;
      }
    }
  }

  #countConfirmations(findings: readonly Pick<Finding, 'confirmation'>[], sign: 1 | -1): void {
    for (const { confirmation } of findings) {
      if (confirmation) {
        this.#confirmations[confirmation.verdict] += sign;
      }
    }
  }
}

/** Files that have come to their end, in whatever way. */
export function finishedFiles(summary: Summary): number {
  return summary.files - summary.queued - summary.reviewing;
}

/** Those that are shown, of whatever severity. */
export function findingCount(summary: Summary): number {
  return severities.reduce((sum, severity) => sum + summary.findings[severity], 0);
}

/** Proposals whose change is in its file, whatever else the editor changed there. */
export function appliedCount({ proposals }: Summary): number {
  return proposals.applied + proposals['applied with editor changes'];
}

/** One sentence that accounts for every file: "Reviewed 9 of 12 files (812 lines); 2 skipped, 1 failed." */
export function coverageSentence(summary: FileCounts): string {
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

/** "206 of 213 failed", for beside what was found: few findings in few files. Undefined where no file failed. */
export function failedText({ failed, files }: Pick<FileCounts, 'failed' | 'files'>): string | undefined {
  return failed > 0 ? `${failed} of ${files} failed` : undefined;
}

/**
 * What a run without findings says. Where nothing was reviewed, it would be no news that nothing was found.
 *
 * @param changedSince the revision that files were to differ from, if any, as it may be shown
 */
export function nothingFoundSentence(
  { files, reviewed }: Pick<FileCounts, 'files' | 'reviewed'>,
  changedSince: string | undefined,
): string {
  if (files === 0) {
    return changedSince === undefined ? 'There are no files to review.' : `No file differs from ${changedSince}.`;
  }
  return reviewed === 0 ? 'Nothing was reviewed.' : 'No findings in what was reviewed.';
}
