/**
 * What verification asks of the world: a place apart from the person's folder that holds their tree as it was at one
 * moment, in which edits are tried by the commands that they approved.
 */
import type { TextEdit } from '../types';

/** How a command came to its end. */
export type CommandEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  /** By a signal that was not ours: a crash, or too little memory. */
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timed out'; readonly afterMs: number }
  /** The shell, or what the command names, could not be started. */
  | { readonly kind: 'did not start'; readonly message: string };

/** What a command printed, standard output and error in the order in which they came, without control sequences. */
export interface CapturedOutput {
  readonly head: string;
  /** What came last, where not all of it is in `head`. */
  readonly tail: string;
  /** Bytes between the two that were read and not kept. */
  readonly omittedBytes: number;
}

/** Temporary files of one run of a command that could not be removed. */
export interface LeftBehind {
  /** Absolute path of the folder that they are in. */
  readonly path: string;
  readonly reason: string;
  /** Whether something is mounted there, which belongs to somebody else. */
  readonly isMounted: boolean;
}

/** One run of one command. */
export interface CommandRun {
  /** As it was approved, byte for byte. */
  readonly command: string;
  readonly end: CommandEnd;
  readonly output: CapturedOutput;
  readonly durationMs: number;
  /** Ids of its processes that the system did not end, where there are any: they may go on and write. */
  readonly survivors?: readonly number[];
  /** What it made in its place for temporary files and could not be removed, where there is any. */
  readonly left?: LeftBehind;
  /** Absolute path of the top of the worktree in which it ran, which is another one each time. */
  readonly top?: string;
}

/** What came of running a command: it is also said of a run that was cancelled what it left. */
export type CommandOutcome =
  | { readonly kind: 'ran'; readonly run: CommandRun }
  | { readonly kind: 'cancelled'; readonly left?: LeftBehind };

/** What is changed in one file of the base. */
export interface FileChange {
  /** Relative to the reviewed folder. */
  readonly path: string;
  /** Hash of the text in which the edits are placed. The base must hold just that. */
  readonly textHash: string;
  /** In the order of their places, none overlapping another. */
  readonly edits: readonly TextEdit[];
}

/** A set of edits to be tried on the base; without any it is the base itself. */
export interface Trial {
  readonly changes: readonly FileChange[];
  /** In the order in which they run. */
  readonly commands: readonly string[];
  /** Whether the commands after this one are to run, too. */
  goesOn(run: CommandRun): boolean;
  /** Told when a command begins. */
  begins?(command: string): void;
}

/** What a trial came to. */
export type TrialOutcome =
  | {
      readonly kind: 'ran';
      /** Git's name of the tree that was tested. */
      readonly tree: string;
      /** Those that ran, in their order. */
      readonly runs: readonly CommandRun[];
    }
  /** Nothing that was seen says something about the edits: files that the commands rewrote, a link that leaves the tree … */
  | { readonly kind: 'unverifiable'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** The base in as many worktrees as may be at work at once. Every trial begins with the base as it was. */
export interface VerificationSite {
  /** Git's name of the tree of the base. */
  readonly baseTree: string;
  /** What the worktrees lack of the person's folder, each with the reason: it can be why commands fail. */
  readonly lacks: readonly string[];
  /** Paths that git ignores and the worktrees do not have either; folders end with `/`. Most are what a build makes. */
  readonly ignored: readonly string[];
  /** Folders that were copied from the person's, such as installed packages: what is in them is no part of the tree. */
  readonly brought: readonly string[];
  /** Absolute, real path of what the worktrees are copies of: the top of the person's repository, or the folder itself. */
  readonly top: string;
  /** The reviewed folder's path in a worktree, empty or with a final `/`. */
  readonly prefix: string;
  /** How many trials may run at once; more of them wait for their turn. */
  readonly parallel: number;
  try(trial: Trial, signal: AbortSignal): Promise<TrialOutcome>;
  /** Ends what runs and removes what was made. Answers with what could not be removed, and why: a sentence. Never rejects. */
  close(): Promise<string | undefined>;
}

/** How far the copies have come that trials are made in. */
export interface CopyProgress {
  /** The files that git keeps or would add are read once; what it ignores is copied for each worktree, and told of for the first. */
  readonly what: 'project' | 'packages';
  readonly done: number;
  readonly of: number;
}

/** What a wish for a site came to. */
export type SiteOutcome =
  | { readonly kind: 'site'; readonly site: VerificationSite }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };
