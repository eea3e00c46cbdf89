/**
 * What the core asks of the world. Each port is implemented once for the editor and once for the command line, or once
 * for both; tests bring their own. Expected failures come back as values, an exception is a defect.
 */
import type { Coverage, ExcludedCount, FailureReason, Looks, SkipReason, Waiting } from './fileReview';
import type { ModelRequests, Usage } from './modelUse';
import type { Part } from './parts';
import type { FileSnapshot, Finding, LineRange, ReportedFinding, ReviewerKind, TextEdit } from './types';

/** Hash of a text as lower-case hexadecimal; equal texts have equal hashes and others do not. */
export type Hasher = (text: string) => string;

/** The time, and waiting for it to pass. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A file that was found in the folder, with what its path and size say about it. */
export type DiscoveredFile =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  | {
      readonly kind: 'skipped';
      readonly path: string;
      readonly bytes: number;
      readonly reason: SkipReason;
      readonly message: string;
    };

/** What a look for the files of a folder came to. */
export type Discovery =
  | { readonly kind: 'found'; readonly files: readonly DiscoveredFile[]; readonly excluded?: ExcludedCount }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** What reading a file came to. */
export type ReadOutcome =
  | { readonly kind: 'text'; readonly snapshot: FileSnapshot }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly message: string }
  | { readonly kind: 'failed'; readonly reason: 'unreadable file' | 'file deleted'; readonly message: string };

/** What files are now, by their paths: the hash of the text, or that there is none any more. Of others nothing is known. */
export type TextHashes = ReadonlyMap<string, string | 'gone'>;

/** The reviewed folder. */
export interface Workspace {
  /** Every file of the folder once, in the order of their paths. */
  discover(signal: AbortSignal): Promise<Discovery>;
  /** The current content of one file: what the editor holds, if it is open there with unsaved changes. */
  read(path: string): Promise<ReadOutcome>;
  /** Reads many files to know whether they have changed; absent where that is no faster than to read each. */
  textHashes?(paths: readonly string[]): Promise<TextHashes>;
}

/** What a file of the folder was at an earlier time, wherever it lay then. */
export type EarlierFile =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly text: string }
  /** There was none, or none that is text. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly message: string };

/** The reviewed folder as it was at an earlier time. */
export interface Baseline {
  /** Compares the text of a file, and not what the disk says of it: an editor may hold another one. */
  before(file: FileSnapshot, signal: AbortSignal): Promise<EarlierFile>;
  dispose(): void;
}

/** What came of a look at a folder as it was at an earlier time. */
export type BaselineOutcome =
  | { readonly kind: 'baseline'; readonly baseline: Baseline }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** A function, class, method … and what lies in it. */
export interface Definition extends LineRange {
  /** Its first lines up to where its body begins. */
  readonly header: LineRange;
  readonly children: readonly Definition[];
}

/** How a file is built, by its syntax tree. All in the order of the lines. */
export interface Outline {
  readonly imports: readonly LineRange[];
  readonly definitions: readonly Definition[];
}

/** What parsers and local reviewers say of one text. */
export interface Inspection {
  /** Errors and missing nodes in the syntax tree; absent when there is no grammar for the language. */
  readonly syntaxErrors?: number;
  /** What the bundled analyzers report, of syntax alone where they take no part in the run; absent when one of them failed. */
  readonly findings?: readonly ReportedFinding[];
  /** Those of them that looked, by name. */
  readonly analyzers?: readonly string[];
}

/** Knowledge of programming languages, off the main thread. */
export interface Inspector {
  /** Undefined when there is no grammar for the language, or the file could not be parsed. */
  outline(file: FileSnapshot, signal: AbortSignal): Promise<Outline | undefined>;
  /**
   * How many syntax errors the file has with each of some changes made in it alone, in their order; undefined where nobody
   * can tell. Undefined as a whole when there is no grammar for the language.
   */
  countErrors(
    file: FileSnapshot,
    changes: readonly (readonly TextEdit[])[],
    signal: AbortSignal,
  ): Promise<readonly (number | undefined)[] | undefined>;
  /** For each text, in their order, what is said of it as if it were the file's; undefined where that was impossible. */
  inspect(
    file: FileSnapshot,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (Inspection | undefined)[]>;
}

/** What a reviewer is told besides the file. */
export interface ReviewContext {
  readonly signal: AbortSignal;
  /** Which part of the file to review; absent for the whole of it. */
  readonly part?: Part;
  /** What earlier reviewers of this run found in the file. */
  readonly known: readonly Finding[];
  /** To be asked before each request to a model: whether the run's token budget allows for so many. */
  reserve?(tokens: number): Promise<boolean>;
  /** Tells what the review waits for, or that it waits no longer. */
  waiting(what: Waiting | undefined): void;
  /** Answers that were given before do not count; absent for none. Milliseconds since the epoch. */
  readonly answersSince?: number;
}

/** Present on a failure when trying again may help. */
export interface RetryAdvice {
  /** The server's own wish. It holds for everybody who talks to that server. */
  readonly afterMs?: number;
  /** The server has more to do than it bears: 429, 503, 529 or a connection that it reset. */
  readonly overloaded?: true;
}

/**
 * What a failure says about the server. A request holds the text of a file, and no failure of a single one tells trouble
 * of the server from trouble with that text: whoever acts on it for others has to have it confirmed by them.
 */
export type ServerSign =
  /** Nothing was sent, so it says nothing. */
  | 'not asked'
  /** The server did its work; what failed is this one request or its reply. */
  | 'served'
  /** It could not serve the request: too much to do, an error, a lost connection, silence. */
  | 'troubled'
  /** It turned the request away as it would every other: key, quota, model, address; or a filter on the way did. */
  | 'denied'
  /** The same in its own words, which nothing in a file can bring about: that it has no such model. */
  | 'serves nobody'
  /** Nobody answered at its address, so nothing was sent. */
  | 'absent'
  /** It is known without any request that it can serve nobody. */
  | 'unusable';

/** What a review of a file, or of a part of it, came to. */
export type ReviewOutcome =
  | {
      readonly kind: 'reviewed';
      readonly findings: readonly ReportedFinding[];
      readonly coverage: Coverage;
      readonly looks: Looks;
      readonly usage?: Usage;
      /** Which model was asked, where one was and answered. */
      readonly asked?: ModelRequests;
      /** The part of the time that its request waited in the server's own queue, 0–1, where it tells. */
      readonly queuedShare?: number;
      /** The answers that it was made of, by what they are kept under; absent where none are kept. */
      readonly answers?: readonly string[];
      /** Not all that was to be asked came to something: another review may come to more. */
      readonly isUnsettled?: true;
    }
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      readonly message: string;
      /** What was found all the same, kept on the failed file; absent for nothing. */
      readonly findings?: readonly ReportedFinding[];
      /** How many findings of the reply could not be read; absent for none. */
      readonly unread?: number;
      readonly usage?: Usage;
      readonly asked?: ModelRequests;
      readonly server: ServerSign;
      readonly retry?: RetryAdvice;
    }
  | { readonly kind: 'cancelled' };

/** Turns a file, or a part of it, into findings. */
export interface Reviewer {
  readonly kind: ReviewerKind;
  review(file: FileSnapshot, context: ReviewContext): Promise<ReviewOutcome>;
  /** Frees what the reviewer holds: workers, sockets. */
  dispose(): Promise<void>;
}

/** What to do with the current text of a file. */
export type ChangePlan =
  | { readonly kind: 'edit'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** What became of a change of a file. */
export type ChangeOutcome =
  /** The edits are in the file. `text` is the file's text now, after whatever the editor did when saving. */
  | { readonly kind: 'changed'; readonly text: string }
  /** The plan refused. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The file is gone. */
  | { readonly kind: 'gone'; readonly message: string }
  /** The file could not be changed or saved; it is as it was, or `message` says otherwise. */
  | { readonly kind: 'failed'; readonly message: string };

/** Which finding of which run a change is made for; kept with a change that was begun. */
export interface ChangeSubject {
  /** Id of the run. */
  readonly run: string;
  /** Id of the finding. */
  readonly finding: string;
  readonly action: 'apply' | 'revert';
}

/** The only one who changes the user's files. */
export interface Applier {
  /** Whether lines outside the edits end as they did where a file has several kinds of line ends. */
  readonly keepsLineEnds: boolean;
  /**
   * Changes one file: hands its current text to `plan` and makes the edits the plan answers with, all or none, as one
   * undo step. The file is left alone when its text changed while the plan was made. Calls are carried out one after
   * another.
   *
   * @param made called, where that is before the file has them, when the edits are made: from then on a call about another
   * file may be carried out
   */
  change(
    path: string,
    plan: (text: string) => Promise<ChangePlan>,
    about?: ChangeSubject,
    made?: () => void,
  ): Promise<ChangeOutcome>;
  /**
   * The present text of a file as `change` would hand it to its plan, whether or not a review would take the file. Undefined
   * when there is no such file or it is no text.
   */
  read(path: string): Promise<string | undefined>;
  /** Does ahead what takes time before a file can be changed. Absent where nothing does; never rejects. */
  prepare?(path: string): Promise<void>;
}

/** Where texts of a run are kept apart from its record: those from before our changes, and those with secrets. */
export interface TextStore {
  /** Keeps a text durably and answers with its key. */
  keep(text: string): Promise<string>;
  /** The text of a key, or undefined when it is lost or damaged. */
  recall(key: string): Promise<string | undefined>;
}

/** The append-only record of a run. */
export interface Journal<Record> {
  /** Resolves when the record is on its way to disk in order; a `durable` one when it is on disk. */
  append(record: Record, urgency?: 'durable'): Promise<void>;
}
