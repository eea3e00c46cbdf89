import type { KeptCounts, Usage } from '../modelUse';
import type { RunHeader } from '../options';
import type { Confirmation, ReviewerKind } from '../types';
import type { CommandEnd } from '../verify/ports';
import type { LaneStatus } from './schedule/lane';

/** What is dismissed has followed a renamed file, or could not. */
export interface DismissalsFollowed {
  readonly type: 'dismissals.followed';
  readonly at: number;
  readonly path: string;
  readonly from: string;
  readonly findings: number;
  readonly problem?: string;
}

/** A request about one finding, in a slot. */
export interface FindingTry {
  readonly at: number;
  readonly path: string;
  readonly finding: string;
  readonly worker: number;
  readonly endpoint?: string;
}

/** The same when it has ended. */
export interface FindingTried extends FindingTry {
  readonly durationMs: number;
  readonly reason?: string;
  readonly tokens?: Usage;
}

/** One line of a run's timeline: what happened when. `at` is in milliseconds since the epoch. */
export type RunEvent =
  | { readonly type: 'run.started'; readonly at: number; readonly run: RunHeader; readonly maxParallelFiles: number }
  /** Earlier runs of the folder were removed, as no more are kept. */
  | { readonly type: 'runs.removed'; readonly at: number; readonly runs: readonly string[]; readonly problem?: string }
  /** So many findings that were dismissed in `from` stay so in the file that it was renamed to. */
  | DismissalsFollowed
  /** A file has another name in the folder than before, and what is known of it goes with it. */
  | { readonly type: 'file.renamed'; readonly at: number; readonly path: string; readonly from: string }
  | { readonly type: 'run.discovered'; readonly at: number; readonly files: number; readonly skipped: number }
  | { readonly type: 'run.limit'; readonly at: number; readonly maxParallelFiles: number }
  | {
      readonly type: 'file.started';
      readonly at: number;
      readonly path: string;
      readonly reviewer: ReviewerKind;
      /** Number of the slot it runs in, 0-based. */
      readonly worker: number;
      readonly endpoint?: string;
      /** Position of the pass, 0-based, and the lines `first-last`, when the file is reviewed in parts. */
      readonly pass?: number;
      readonly lines?: string;
    }
  | ({
      readonly type: 'file.finished';
      readonly at: number;
      readonly path: string;
      readonly reviewer: ReviewerKind;
      readonly worker: number;
      readonly durationMs: number;
      readonly outcome: 'reviewed' | 'skipped' | 'failed' | 'cancelled' | 'will retry';
      readonly findings: number;
      readonly reason?: string;
      readonly tokens?: Usage;
      readonly endpoint?: string;
      readonly pass?: number;
      readonly lines?: string;
      /** Whether all that was asked was answered by what was kept. */
      readonly cached: boolean;
    } & KeptCounts)
  /** A finding is put to a model once more. */
  | ({ readonly type: 'confirm.started' } & FindingTry)
  | ({ readonly type: 'confirm.finished'; readonly outcome: Confirmation['verdict'] | 'will retry' } & FindingTried)
  /** A model is to make another edit in the place of one that failed its verification. */
  | ({ readonly type: 'repair.started' } & FindingTry)
  | ({
      readonly type: 'repair.finished';
      readonly outcome: 'replied' | 'failed' | 'cancelled' | 'will retry';
    } & FindingTried)
  /** How many requests an endpoint gets at once from now on, and why. */
  | ({ readonly type: 'endpoint.limit'; readonly at: number; readonly endpoint: string } & LaneStatus)
  | {
      readonly type: 'proposal.applied' | 'proposal.reverted' | 'proposal.stale' | 'proposal.failed';
      readonly at: number;
      readonly path: string;
      readonly finding: string;
      readonly message?: string;
    }
  /** A person dismissed findings of a file, had a comment silence them, or wants to see them again: in this run, or elsewhere meanwhile. */
  | {
      readonly type: 'finding.dismissed' | 'finding.restored' | 'finding.ignored';
      readonly at: number;
      readonly path: string;
      readonly findings: readonly string[];
    }
  /** A look at a file's text showed other states of its proposals than before. */
  | {
      readonly type: 'proposal.seen';
      readonly at: number;
      readonly path: string;
      /** By finding. */
      readonly states: Readonly<Record<string, string>>;
      /** Why they could not be recorded. */
      readonly message?: string;
    }
  | {
      readonly type: 'verify.started';
      readonly at: number;
      readonly commands: readonly string[];
      readonly proposals: number;
    }
  /** A command was run on a tree. */
  | {
      readonly type: 'verify.ran';
      readonly at: number;
      readonly command: string;
      /** How many files are others in the tree than in the folder: by proposals, or broken on purpose. */
      readonly files: number;
      readonly durationMs: number;
      readonly end: CommandEnd['kind'];
    }
  | {
      readonly type: 'verify.proven';
      readonly at: number;
      /** By finding. */
      readonly results: Readonly<Record<string, string>>;
    }
  | { readonly type: 'verify.finished'; readonly at: number; readonly outcome: 'done' | 'failed' | 'cancelled' }
  | { readonly type: 'run.finished'; readonly at: number; readonly outcome: string; readonly tokens: Usage };

/** What a verification tells of itself, but for when. */
export type VerifyEvent = Untimed<Extract<RunEvent, { type: 'verify.started' | 'verify.ran' | 'verify.finished' }>>;
type Untimed<Event> = Event extends RunEvent ? Omit<Event, 'at'> : never;

/** Where a run's events go. Losing an event harms nothing but the timeline. */
export type EventLog = (event: RunEvent) => void;
