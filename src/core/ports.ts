/**
 * What the core asks of the world. Each port is implemented once for the editor and once for the command line, or once
 * for both; tests bring their own. Expected failures come back as values, an exception is a defect.
 */
import type {
  Coverage,
  FailureReason,
  FileSnapshot,
  Finding,
  ReportedFinding,
  ReviewerKind,
  SkipReason,
  TextEdit,
  Usage,
  Waiting,
} from './types';

/** Hash of a text as lower-case hexadecimal; equal texts have equal hashes and others do not. */
export type Hasher = (text: string) => string;

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

export type Discovery =
  | { readonly kind: 'found'; readonly files: readonly DiscoveredFile[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

export type ReadOutcome =
  | { readonly kind: 'text'; readonly snapshot: FileSnapshot }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly message: string }
  | { readonly kind: 'failed'; readonly reason: 'unreadable file' | 'file deleted'; readonly message: string };

/** The reviewed folder. */
export interface Workspace {
  /** Every file of the folder once, in the order of their paths. */
  discover(signal: AbortSignal): Promise<Discovery>;
  /** The current content of one file: what the editor holds, if it is open there with unsaved changes. */
  read(path: string): Promise<ReadOutcome>;
}

/** What a reviewer is told besides the file. */
export interface ReviewContext {
  readonly signal: AbortSignal;
  /** What earlier reviewers of this run found in the file. */
  readonly known: readonly Finding[];
  /** Tells what the review waits for, or that it waits no longer. */
  waiting(what: Waiting | undefined): void;
}

export type ReviewOutcome =
  | {
      readonly kind: 'reviewed';
      readonly findings: readonly ReportedFinding[];
      readonly coverage: Coverage;
      readonly usage?: Usage;
    }
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      readonly message: string;
      /** What was found all the same; kept on the failed file. */
      readonly findings: readonly ReportedFinding[];
      readonly usage?: Usage;
      /** Present when trying again may help. `afterMs` is the server's own wish. */
      readonly retry?: { readonly afterMs?: number };
      /** The cause lies with the server as a whole: no other file can fare better there. */
      readonly fatal?: boolean;
    }
  | { readonly kind: 'cancelled' };

export interface Reviewer {
  readonly kind: ReviewerKind;
  review(file: FileSnapshot, context: ReviewContext): Promise<ReviewOutcome>;
  /** Frees what the reviewer holds: workers, sockets. */
  dispose(): Promise<void>;
}

/** One exchange with a model. */
export interface CompletionRequest {
  readonly system: string;
  readonly user: string;
  /** A bad reply and what was wrong with it, for the one repair round. */
  readonly repair?: { readonly reply: string; readonly complaint: string };
  /** JSON schema of the reply, for servers that can enforce one. */
  readonly schema: object;
  /** A reply longer than this many UTF-16 code units is cut short as `reply too long`. */
  readonly maxReplyLength: number;
}

export type Completion =
  | {
      readonly kind: 'complete';
      readonly text: string;
      /** `cut off` when the server stopped at a length limit, `refused` when its filter did. */
      readonly finish: 'stop' | 'cut off' | 'refused';
      readonly usage: Usage;
    }
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      readonly message: string;
      readonly retry?: { readonly afterMs?: number };
      readonly fatal?: boolean;
    }
  | { readonly kind: 'cancelled' };

/** One model server. */
export interface Endpoint {
  readonly id: string;
  readonly model: string;
  /** Requests in flight at once; undefined means that the run's own limit is the only one. */
  readonly maxConcurrency: number | undefined;
  /** True when what is sent stays on this machine: a loopback address and no model that is served from a cloud. */
  readonly local: boolean;
  /** The longest prompt in tokens that leaves room for a reply; undefined when the server's limit is not known. */
  readonly maxPromptTokens: number | undefined;
  complete(request: CompletionRequest, signal: AbortSignal, waiting: ReviewContext['waiting']): Promise<Completion>;
  dispose(): void;
}

/** What to do with the current text of a file. */
export type ChangePlan =
  | { readonly kind: 'edit'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'refused'; readonly reason: string };

export type ChangeOutcome =
  /** The edits are in the file. `text` is the file's text now, after whatever the editor did when saving. */
  | { readonly kind: 'changed'; readonly text: string }
  /** The plan refused. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The file is gone. */
  | { readonly kind: 'gone'; readonly message: string }
  /** The file could not be changed or saved; it is as it was, or `message` says otherwise. */
  | { readonly kind: 'failed'; readonly message: string };

/** The only one who changes the user's files. */
export interface Applier {
  /**
   * Changes one file: hands its current text to `plan` and makes the edits the plan answers with, all or none, as one
   * undo step. The file is left alone when its text changed while the plan was made. Calls are carried out one after
   * another.
   */
  change(path: string, plan: (text: string) => Promise<ChangePlan>): Promise<ChangeOutcome>;
}

/** Where a run's texts from before our changes are kept. */
export interface PreImages {
  /** Keeps a text durably and answers with its key. */
  keep(text: string): Promise<string>;
  /** The text of a key, or undefined when it is lost or damaged. */
  recall(key: string): Promise<string | undefined>;
}

/** The append-only record of a run. */
export interface Journal<Record> {
  /** Resolves when the record is on its way to disk in order; a `durable` one when it is on disk. */
  append(record: Record, durability?: 'durable'): Promise<void>;
}
