import type { FileReview } from '../fileReview';
import { ConfirmationCounter, type ConfirmationCounts } from '../findings/confirmations';
import type { RunOptions } from '../options';
import { type ProofResult, proofKinds } from '../proof';
import { IdleOverrides } from '../strategy/idleOverrides';
import { english } from '../text/say';
import { type Proposal, type ProposalState, type Severity, severities } from '../types';
import { HidingCounter, type HidingCounts } from './hiding';
import { type ShallowCount, ShallowCounter } from './looks';
import { type RoleSpent, roles, spentOnRole, uncountedIn } from './spend/usage';

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
  /** Reviewed files that the model was not asked about, as another has the same text; absent in records of earlier versions. */
  readonly answeredAlike?: number | undefined;
}

type RoleCounts = Readonly<Required<Pick<RoleSpent, 'requests' | 'promptTokens' | 'completionTokens' | 'uncounted'>>>;
const noRequests = { requests: 0, promptTokens: 0, completionTokens: 0, uncounted: 0 };

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
  /** What commands say of proposals that are shown, whatever became of these. */
  readonly proofs: Readonly<Record<ProofResult['kind'], number>>;
  /** Proposals that wait and are verified. */
  readonly verifiedWaiting: number;
  /** Proposals that wait and that no command has said anything of, where proposals are proven; else 0. */
  readonly untried: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Part of those. */
  readonly thinkingTokens: number;
  /** Of how many requests with an answer the tokens are not, or not all, among those. */
  readonly uncounted: number;
  /** Part of all of them: what went into confirming findings. */
  readonly confirming: RoleCounts;
  /** … and into other edits in the place of those that failed. */
  readonly repairing: RoleCounts;
}

/** Keeps the numbers of a run as its files change, so that nobody has to go over all of them to know. */
export class SummaryCounter {
  readonly #states = { queued: 0, reviewing: 0, reviewed: 0, skipped: 0, failed: 0, cancelled: 0 };
  readonly #totals = {
    ...{ files: 0, hidden: 0, reviewedLines: 0, answeredAlike: 0 },
    ...{ promptTokens: 0, completionTokens: 0, thinkingTokens: 0, uncounted: 0 },
  };
  #verifiedWaiting = 0;
  #provenWaiting = 0;
  readonly #findings: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  readonly #proposals: Record<ProposalState['kind'], number> = {
    ready: 0,
    rejected: 0,
    applied: 0,
    'applied with editor changes': 0,
    reverted: 0,
    stale: 0,
  };
  readonly #proofs: Record<ProofResult['kind'], number> = { verified: 0, failed: 0, flaky: 0, unverifiable: 0 };
  readonly #confirmations = new ConfirmationCounter();
  readonly #roles = { confirms: { ...noRequests }, repairs: { ...noRequests } };
  readonly #hiding = new HidingCounter();
  readonly #shallow = new ShallowCounter();
  readonly #idleOverrides: IdleOverrides;
  readonly #isToBeProven: boolean;

  /** @param options those of the run */
  constructor({ overrides = [], verification }: Pick<RunOptions, 'overrides' | 'verification'> = {}) {
    this.#idleOverrides = new IdleOverrides(overrides);
    this.#isToBeProven = verification !== undefined;
  }

  /** Counts a file, in the place of what it was before if it was counted. */
  replace(before: FileReview | undefined, after: FileReview): void {
    if (!before) {
      this.#totals.files++;
      this.#idleOverrides.see(after.path);
    }
    // A change of a file is one of its state or of its findings, which can be thousands; the rest stays what it was.
    if (before?.status !== after.status) {
      this.#replace(before, after, this.#countStatus);
    }
    if (before?.usage !== after.usage || before?.uses !== after.uses) {
      this.#replace(before, after, this.#countSpent);
    }
    if (before?.findings !== after.findings || before?.hidden !== after.hidden) {
      this.#replace(before, after, this.#countFindings);
    }
  }

  #replace(
    before: FileReview | undefined,
    after: FileReview,
    count: (this: this, file: FileReview, sign: 1 | -1) => void,
  ): void {
    if (before) {
      count.call(this, before, -1);
    }
    count.call(this, after, 1);
  }

  /** Whether proposals are to be proven, or some are. */
  get hasProofs(): boolean {
    return this.#isToBeProven || proofKinds.some((kind) => this.#proofs[kind] > 0);
  }

  /** Counts a proposal that got another state. */
  move({ state: { kind: from }, proof }: Pick<Proposal, 'state' | 'proof'>, to: ProposalState['kind']): void {
    this.#proposals[from]--;
    this.#proposals[to]++;
    const waiting = Number(to === 'ready') - Number(from === 'ready');
    this.#provenWaiting += proof ? waiting : 0;
    this.#verifiedWaiting += proof?.result.kind === 'verified' ? waiting : 0;
  }

  summary(): Summary {
    const counts = {
      findings: { ...this.#findings },
      proposals: { ...this.#proposals },
      proofs: { ...this.#proofs },
      verifiedWaiting: this.#verifiedWaiting,
      untried: this.hasProofs ? this.#proposals.ready - this.#provenWaiting : 0,
      confirmations: this.#confirmations.counts(),
      confirming: { ...this.#roles.confirms },
      repairing: { ...this.#roles.repairs },
    };
    const shallow = this.#shallow.counts();
    // Before there are files, nothing is known of any.
    const idleOverrides = this.#totals.files > 0 ? this.#idleOverrides.positions() : [];
    return { ...this.#totals, ...this.#states, ...counts, ...this.#hiding.counts(), shallow, idleOverrides };
  }

  #countStatus(file: FileReview, sign: 1 | -1): void {
    const { status } = file;
    this.#states[status.kind] += sign;
    this.#totals.reviewedLines += status.kind === 'reviewed' ? sign * status.coverage.reviewedLines : 0;
    this.#totals.answeredAlike += status.kind === 'reviewed' && status.looks?.answerOf !== undefined ? sign : 0;
    this.#hiding.countLeftOut(file, sign);
    this.#shallow.count(status, sign);
  }

  #countSpent({ usage, uses = [] }: FileReview, sign: 1 | -1): void {
    this.#totals.promptTokens += sign * (usage?.promptTokens ?? 0);
    this.#totals.completionTokens += sign * (usage?.completionTokens ?? 0);
    this.#totals.thinkingTokens += sign * (usage?.thinkingTokens ?? 0);
    this.#totals.uncounted += sign * uncountedIn(uses);
    for (const role of uses.length > 0 ? roles : []) {
      const { requests = 0, promptTokens = 0, completionTokens = 0, uncounted = 0 } = spentOnRole(uses, role) ?? {};
      const counts = this.#roles[role];
      counts.requests += sign * requests;
      counts.promptTokens += sign * promptTokens;
      counts.completionTokens += sign * completionTokens;
      counts.uncounted += sign * uncounted;
    }
  }

  #countFindings({ findings, hidden = [] }: FileReview, sign: 1 | -1): void {
    this.#totals.hidden += sign * hidden.length;
    this.#hiding.countHidden(hidden, sign);
    this.#confirmations.count(hidden, sign);
    this.#confirmations.count(findings, sign);
    for (const { severity, proposal } of findings) {
      this.#findings[severity] += sign;
      if (proposal) {
        this.#proposals[proposal.state.kind] += sign;
      }
      if (proposal?.proof) {
        this.#proofs[proposal.proof.result.kind] += sign;
        const waiting = proposal.state.kind === 'ready' ? sign : 0;
        this.#provenWaiting += waiting;
        this.#verifiedWaiting += proposal.proof.result.kind === 'verified' ? waiting : 0;
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

/** How many proposals were applied, taken back or not. */
export function changedCount(summary: Summary): number {
  return appliedCount(summary) + summary.proposals.reverted;
}

/** One sentence that accounts for every file: "Reviewed 9 of 12 files (812 lines); 2 skipped, 1 failed." */
export function coverageSentence(summary: FileCounts, t = english): string {
  const { files, reviewed, reviewedLines, answeredAlike = 0, skipped, failed, cancelled } = summary;
  const unfinished = summary.queued + summary.reviewing;
  const looked = [
    t(
      'Reviewed {0} of {1, plural, one {# file} other {# files}} ({2, plural, one {# line} other {# lines}})',
      ...[reviewed, files, reviewedLines],
    ),
    answeredAlike > 0 ? t('{0} by the model’s answer for another of the same text', answeredAlike) : '',
  ];
  const rest = [
    skipped > 0 ? t('{0} skipped', skipped) : '',
    failed > 0 ? t('{0} failed', failed) : '',
    cancelled > 0 ? t('{0} cancelled', cancelled) : '',
    unfinished > 0 ? t('{0} not finished', unfinished) : '',
  ];
  const listed = [looked, rest].map((parts) => parts.filter((part) => part !== '').join(', '));
  return `${listed.filter((list) => list !== '').join('; ')}.`;
}

/** "206 of 213 failed", for beside what was found: few findings in few files. Undefined where no file failed. */
export function failedText({ failed, files }: Pick<FileCounts, 'failed' | 'files'>, t = english): string | undefined {
  return failed > 0 ? t('{0} of {1} failed', failed, files) : undefined;
}

/**
 * What a run without findings says. Where nothing was reviewed, it would be no news that nothing was found.
 *
 * @param changedSince the revision that files were to differ from, if any, as it may be shown
 */
export function nothingFoundSentence(
  { files, reviewed, hiddenBy }: Pick<Summary, 'files' | 'reviewed' | 'hiddenBy'>,
  changedSince: string | undefined,
  t = english,
): string {
  if (files === 0) {
    return changedSince === undefined
      ? t('There are no files to review.')
      : t('No file differs from {0}.', changedSince);
  }
  if (reviewed === 0) {
    return t('Nothing was reviewed.');
  }
  const isNewsWanted = hiddenBy.some(({ by }) => by.kind === 'baseline');
  return isNewsWanted ? t('Nothing new in what was reviewed.') : t('No findings in what was reviewed.');
}
