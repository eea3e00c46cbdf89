/**
 * What the report page is told, as the page gets it: plain data in blocks of JSON. Every text in it may be shown as it is:
 * secrets are masked, and what nobody sees or what turns a line around is written as an escape.
 */
import type { StagePace } from '../../figures/pace';
import type { Severity } from '../../types';

/** What is shown before anything else is read. */
export interface PageHead {
  /** The name of the reviewed folder. */
  readonly name: string;
  /** Its absolute path. */
  readonly folder: string;
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly version: string;
  /** `finished`, `cancelled` … */
  readonly state: string;
  /** What became of the files and the proposals, what is hidden and why, what it has cost. */
  readonly sentences: readonly string[];
  /** How many, by what they are called; in the order in which they are shown. */
  readonly files: readonly Count[];
  readonly findings: readonly Count[];
  readonly proposals: readonly Count[];
}

export type Count = readonly [name: string, count: number];

/** One file of the coverage ledger. `why` says who looked, or why nobody did. */
export type FileRow = readonly [path: string, status: string, why: string, findings: number, hidden: number];

/** The state of a finding that is in no list; the others are those of its proposal. */
export const hiddenState = 'hidden';
/** The state of a finding without a proposal. */
export const noProposal = 'no proposal';

/** @param file its position among the file rows */
export type FindingRow = readonly [
  file: number,
  severity: Severity,
  source: string,
  state: string,
  title: string,
  where: string,
];

/** What is shown of a finding when it is opened. */
export interface FindingDetails {
  readonly id: string;
  readonly explanation: string;
  /** Who confirmed it, why it is hidden, what commands say of its proposal … */
  readonly notes: readonly string[];
  readonly changes: readonly Change[];
}

/** One edit of a proposal. */
export interface Change {
  readonly lines: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** In the order of the legend. */
export const outcomes = [
  'reviewed',
  'kept answer',
  'will retry',
  'failed',
  'cancelled',
  'confirming',
  'repairing',
] as const;
export type Outcome = (typeof outcomes)[number];

/** One try at a file or a part of it. `at` and `ms` are milliseconds on the axis. */
export type Bar = readonly [lane: number, at: number, ms: number, outcome: Outcome, path: string, note: string];

/** What happened when. Times are milliseconds on an axis that leaves out the stretches in which nothing was at work. */
export interface Timeline {
  /** Milliseconds since the epoch at which the axis begins. */
  readonly start: number;
  readonly length: number;
  readonly lanes: readonly string[];
  /** Where something was left out, and how much of it. */
  readonly gaps: readonly (readonly [at: number, ms: number])[];
  /** How much was allowed at once, by whom it was allowed to. */
  readonly limits: readonly {
    readonly name: string;
    readonly points: readonly (readonly [at: number, limit: number, reason: string])[];
  }[];
  readonly pauses: readonly (readonly [at: number, ms: number, text: string])[];
  /** What came of proposals that commands had been run with. */
  readonly verifications: readonly (readonly [at: number, text: string])[];
  /** While the person's commands were at work; the text says which, and how each ended. */
  readonly verifying: readonly (readonly [at: number, ms: number, text: string])[];
  /** How well each stage used its workers. */
  readonly pace: readonly StagePace[];
  /** Lines of the log that could not be read. */
  readonly unread: number;
}

/** The figures of the run, and what became of findings over the runs of the folder. */
export interface PageFigures {
  readonly lines: readonly (readonly [name: string, text: string])[];
  /** Over which runs. */
  readonly over: string;
  readonly columns: readonly string[];
  readonly makers: readonly {
    readonly cells: readonly string[];
    /** The name of a rule that nobody accepts. */
    readonly unwanted?: string;
  }[];
}

/** The blocks of data in the page, by the name of each; those of rows come many times. */
export interface PageBlocks {
  readonly head: PageHead;
  readonly figures: PageFigures;
  readonly timeline: Timeline;
  readonly bars: readonly Bar[];
  readonly files: readonly FileRow[];
  readonly findings: readonly FindingRow[];
  /** As many as there are blocks of findings; each has the details of those in the same order. */
  readonly details: readonly FindingDetails[];
}
