/** What a person's own commands say of proposals, on a copy of their tree. Plain data. */

/** Whether each proposal is tried by itself, with the others of its file, or all of them at once. */
export const verifyModes = ['proposal', 'file', 'all'] as const;
export type VerifyMode = (typeof verifyModes)[number];

/** Something that a tool says is wrong; see `output/`. */
export interface CheckFailure {
  /** The tool whose output it is, such as `tsc`, `pytest` or `tap`. */
  readonly tool: string;
  /** As the tool names it, if it does: relative to where it ran, which mostly is the top of the worktree. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** The full name of the test, where it is one. */
  readonly test?: string;
  readonly message: string;
}

/** Bounds of the numbers below, both included; the time limit in minutes. */
export const verifyLimits = {
  parallel: { min: 1, max: 8 },
  timeLimit: { min: 1, max: 24 * 60 },
} as const;

/** How the proposals of a run are proven. */
export interface VerificationOptions {
  /** Run first in each worktree, such as an install; none of them says anything about an edit. */
  readonly setUp: readonly string[];
  /** In the order in which they run, cheap ones first. At least one. */
  readonly commands: readonly string[];
  readonly mode: VerifyMode;
  /** Where the commands run, relative to the top of the repository, with `/`; absent for the top itself. */
  readonly directory?: string;
  /** Ignored files that the person has agreed to have copied, too: patterns as in a `.gitignore`. */
  readonly include?: readonly string[];
  /** Worktrees at work at once. */
  readonly parallel: number;
  /** Milliseconds for each run of a command. */
  readonly timeLimitMs: number;
  /** Whether what a model proposed and what fails goes back to a model, once. */
  readonly repair?: true;
}

/** Why nothing is proven of edits. */
export interface Unproven {
  /** In words that hold wherever they are read; what to do about it is for whoever shows them to say. */
  readonly reason: string;
  /** Where a person can do something about it, what it comes of. */
  readonly cause?: UnprovenCause;
}

export type UnprovenCause =
  /** The proposal is flagged, and nobody has looked at it: its code has not run. */
  | 'not viewed'
  /** The copy may lack what the command needs, which a set-up command could make. */
  | 'incomplete copy'
  /** Some of those that were tried together make a command fail, and which was not found out. */
  | 'not told apart';

/** What the commands say of a proposal's edits. */
export type ProofResult =
  /** The commands passed on the tree; with a red baseline: nothing failed that did not fail before. */
  | {
      readonly kind: 'verified';
      /** How many proposals were in the tree that was tested, this one included: all of the same tree belong together. */
      readonly together: number;
      /** The baseline was red, and nothing new failed. */
      readonly nothingNew?: true;
      /** Why it was tried without the others. */
      readonly apart?: string;
      /** Those of the commands that were not seen to look at its file: what they say of it is no part of the proof. */
      readonly blind?: readonly string[];
      /** What the copies lacked of the folder, each with the reason. */
      readonly lacks?: readonly string[];
    }
  | {
      readonly kind: 'failed';
      /** What failed, as far as the tool's output could be told apart. */
      readonly failures: readonly CheckFailure[];
      /** How many failed beside those, of which not all are kept. */
      readonly moreFailures?: number;
      readonly message: string;
      /** How many proposals were in the tree that failed; without this one it passed. */
      readonly together: number;
    }
  | ({ readonly kind: 'unverifiable' } & Unproven)
  /** What failed also fails now and then without the edits. */
  | { readonly kind: 'flaky'; readonly failures: readonly CheckFailure[]; readonly moreFailures?: number };

/** What is known of a proposal by running the person's own commands. It stands beside the proposal's state. */
export interface Proof {
  readonly result: ProofResult;
  /** Those that ran, or were to run, in their order. Of what failed the last one is the one that failed. */
  readonly commands: readonly string[];
  /** How the edits change what judges them, in words; absent where they do not. */
  readonly weakens?: readonly string[];
  /** Git's name of the tree that was tested; absent when none was. */
  readonly tree?: string;
  /** Git's name of the tree of the person's folder that the edits were made in. */
  readonly baseTree?: string;
  /** Hash of the text of the proposal's file that the edits were made in: of another text the proof says nothing. */
  readonly textHash?: string;
  /** Key of the output that tells why, in the run's store of texts. */
  readonly output?: string;
}

/** In the order in which they are counted out to a person. */
export const proofKinds = [
  'verified',
  'failed',
  'flaky',
  'unverifiable',
] as const satisfies readonly ProofResult['kind'][];
