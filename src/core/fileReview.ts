import type { MissReason, Spent } from './modelUse';
import type { LeftOut } from './parts';
import { type Finding, type FolderSource, folderSources, type HiddenFinding, type ReviewerKind } from './types';

/** Why a file is not reviewed although it was found. */
export type SkipReason =
  | 'binary'
  | 'unknown encoding'
  | 'too large'
  | 'minified'
  | 'generated'
  | 'vendored'
  | 'lock file'
  | 'notebook'
  | 'symlink'
  | 'not a regular file'
  | 'outside the folder'
  | 'ignored by .reviewignore'
  | `left out by ${FolderSource}`
  | 'nested repository'
  /** Overrides leave it none of the run's reviewers. */
  | 'no reviewer'
  /** It is as it was at the revision that findings are to be newer than, and a model alone would review it. */
  | 'unchanged'
  | 'too deep'
  | 'empty';

/** What nobody writes by hand, which a person can ask to have reviewed all the same. */
export const alsoReviewable = ['vendored', 'generated', 'minified'] as const satisfies readonly SkipReason[];
export type AlsoReviewable = (typeof alsoReviewable)[number];

const leavingOut = [...folderSources, '.reviewignore'] as const;
/** Files of the folder's that leave others out. */
export type LeavesOut = (typeof leavingOut)[number];

/** Why a file is skipped that one of those leaves out. */
export function leftOutReason(by: LeavesOut): SkipReason {
  return by === '.reviewignore' ? `ignored by ${by}` : `left out by ${by}`;
}

/** The other way round; undefined when it is skipped for something else. */
export function whoLeavesOut(reason: SkipReason): LeavesOut | undefined {
  return leavingOut.find((by) => leftOutReason(by) === reason);
}

/** What globs of the person's own leave out of a folder, so that it is in no list: files, and folders with all below. */
export interface ExcludedCount {
  readonly files: number;
  readonly folders: number;
}

/** Why the review of a file failed. Each is shown as it is written here. */
export type FailureReason =
  | 'unreadable file'
  | 'file deleted'
  | 'changed during review'
  | 'analyzer failed'
  | 'editor failed'
  | 'server down'
  | 'model missing'
  | 'bad key'
  /** The person, or the editor on their behalf, has not allowed the model to be used. */
  | 'not permitted'
  | 'quota used up'
  | 'rate limited'
  | 'server error'
  | 'bad request'
  | 'not a model server'
  | 'connection lost'
  | 'timed out'
  | 'refused'
  | 'empty reply'
  | 'reply cut off'
  | 'invalid model response'
  | 'reply too long'
  | 'reply repeats itself'
  | 'prompt truncated'
  | 'too long for the model'
  /** The run's token budget does not allow for it. */
  | 'over the budget'
  /** Of a finding that is to be confirmed: nobody knows what of its file to show with it. */
  | 'names no lines'
  /** Nobody could read what the file was at the revision that findings are to be newer than. */
  | 'baseline unreadable'
  /** The run's record could not be written any more, so no more work was begun. */
  | 'not recorded'
  | 'internal error';

/** Why something failed: the reason, and words for a person. */
export interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
}

/** How much of a file the reviewers have seen. */
export interface Coverage {
  readonly reviewedLines: number;
  readonly totalLines: number;
}

/** Why an analyzer for files of the kind has not looked at one of them. */
export type WithheldBecause =
  /** A configuration file in the folder keeps it silent. The path is relative to the folder. */
  | { readonly kind: 'configuration'; readonly file: string }
  /** The file is written in something that it does not read; the words follow "does not read". */
  | { readonly kind: 'dialect'; readonly name: string }
  /** An override leaves it out for the file: the user's, or the folder's. Of a reviewer, too. */
  | { readonly kind: 'override'; readonly by?: FolderSource }
  /** The file is as it was at a git revision, and only what is new since is wanted. */
  | { readonly kind: 'unchanged'; readonly since: string }
  /** The file is larger than a model gets. Bytes. */
  | { readonly kind: 'size'; readonly bytes: number; readonly limit: number };

/** An analyzer for files of the kind, or a reviewer of the run, that has not looked at this one. */
export interface Withheld {
  readonly analyzer: string;
  readonly because: WithheldBecause;
}

/** How many definitions of another file were shown along with one. */
export interface ShownAlong {
  readonly path: string;
  readonly definitions: number;
}

/** What was not shown along with a file, and why: see the same of its parts. */
export type NotShown =
  | { readonly kind: 'room'; readonly path: string; readonly definitions: number }
  | Exclude<LeftOut, { readonly kind: 'room' }>;

/** Sources by who speaks for them; sorted, each once. */
export type LookSources = Readonly<Partial<Record<'editor' | 'model', readonly string[]>>>;

/** What an analyzer that has looked at a file did otherwise than it does in files of the language. */
export interface LookLimits {
  /** Set where it could not read all of the file: that it does not find something again says nothing. */
  readonly unread?: true;
  /** What it took the file for, by VS Code's identifier, where that is another language. */
  readonly language?: string;
  /** Rules that it looked for though nothing but the folder's configuration has it do so; `*` for all that it has. */
  readonly on?: readonly string[];
  /** Rules that it did not look for. */
  readonly off?: readonly string[];
}

/** Who has looked at a file, as those say who were asked to. */
export interface Looks {
  /** Analyzers by their names, `editor` and `model`; sorted, each once. */
  readonly analyzers: readonly string[];
  /** VS Code's identifier of the language that the file was taken for. */
  readonly language: string;
  /**
   * Who of them is known to have looked, by the sources of findings: of the editor's extensions, each of which is silent
   * where it is not at work, and the models. Absent for none, and in records of earlier versions.
   */
  readonly sources?: LookSources;
  /** In the order of their names; absent when there are none. */
  readonly withheld?: readonly Withheld[];
  /** By analyzer, of those that have looked; absent where all of them did as they do. */
  readonly limits?: Readonly<Record<string, LookLimits>>;
  /** What a model has seen of other files of the folder, in the order in which the file imports them; absent for none. */
  readonly context?: readonly ShownAlong[];
  /** The file of the same text that the model was asked about, whose answer counts for this one; absent when it is itself. */
  readonly answerOf?: string;
  /** What of other files it has not seen though the file uses it, or may; absent for nothing. */
  readonly notShown?: readonly NotShown[];
  /**
   * Whether what the bundled analyzers say was kept from an earlier look, or why not; absent where they took no part or
   * failed, and in records of earlier versions.
   */
  readonly analysis?: 'kept' | MissReason;
}

/** What a running review of a file waits for; `pause` is one that its server asked for. */
export type Waiting = 'slot' | 'retry' | 'pause' | 'model load';

/** How far the review of a file has come. */
export type FileStatus =
  | { readonly kind: 'queued' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly message: string }
  | {
      readonly kind: 'reviewing';
      readonly phase: ReviewerKind;
      /** Milliseconds since the epoch. */
      readonly startedAt: number;
      readonly waiting?: Waiting;
      /** Which part of the file is under review, 1-based, when it is reviewed in parts. */
      readonly chunk?: { readonly index: number; readonly count: number };
      /** Which of its findings is being confirmed, 1-based. */
      readonly confirming?: { readonly index: number; readonly count: number };
    }
  | {
      readonly kind: 'reviewed';
      readonly coverage: Coverage;
      readonly durationMs: number;
      /** Absent in records of earlier versions. */
      readonly looks?: Looks;
    }
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      readonly message: string;
      /** How many findings of a model's replies could not be read; absent for none. */
      readonly unread?: number;
      readonly phase: ReviewerKind;
      /** Present when a part of the file was reviewed all the same. */
      readonly coverage?: Coverage;
      /** Present when somebody has looked at the file all the same. */
      readonly looks?: Looks;
    }
  | { readonly kind: 'cancelled' };

/** One file's part of a run. */
export interface FileReview extends Spent {
  readonly path: string;
  /** Size on disk in bytes when it was discovered. */
  readonly bytes: number;
  readonly status: FileStatus;
  /** Hash of the text the findings speak of; absent until the file has been read. */
  readonly textHash?: string;
  /**
   * Hash of the text after our last change to the file, when that text is the reviewed text with the applied proposals
   * in it and nothing else. Absent before the first change and after one the editor added to.
   */
  readonly editedHash?: string;
  /** In the order of their places, whatever order they came in. A failed file keeps what was found before. */
  readonly findings: readonly Finding[];
  /** Kept and counted, but in no list. Absent when there are none. */
  readonly hidden?: readonly HiddenFinding[];
  /** A person has looked at what the review brought: its findings no longer count as open. */
  readonly isViewed?: true;
}

/** Whether a file has come to an end that a person can look at. */
export function isViewable({ kind }: FileStatus): boolean {
  return kind === 'reviewed' || kind === 'failed';
}

/** How a run stands. */
export type RunState =
  | { readonly kind: 'discovering' }
  | { readonly kind: 'running' }
  | { readonly kind: 'finished' }
  | { readonly kind: 'cancelled' }
  /** The process that ran it ended before the run did. */
  | { readonly kind: 'interrupted' }
  /** The run could not go on at all, for instance because the folder went away. */
  | { readonly kind: 'failed'; readonly message: string };

/** Whether a run is still at work, as far as its state says: its process may have ended. */
export function isAtWork({ kind }: RunState): boolean {
  return kind === 'discovering' || kind === 'running';
}
