import * as vscode from 'vscode';
import type { RunCommitter, Whereabouts } from '../core/commit/committing';
import type { FolderDismissals } from '../core/dismissals/dismissals';
import type { RunReports } from '../core/export/formats';
import type { Proof } from '../core/proof';
import type { ProposalQueue } from '../core/queue/proposalQueue';
import type { QueueEntry } from '../core/queue/queueEntry';
import type { Renamed } from '../core/run/records';
import type { ReviewRun } from '../core/run/reviewRun';
import type { RunStore } from '../core/run/store';
import type { Summary } from '../core/run/summary';
import type { Finding } from '../core/types';
import type { CopyProgress } from '../core/verify/ports';
import type { VerifyProgress } from '../core/verify/proving/verify';
import type { RunVerifier } from '../core/verify/verifying/runVerifier';

/** One reviewed folder in the editor: its run, its queue and what they hold. */
export interface ReviewSession {
  readonly folder: vscode.Uri;
  readonly run: ReviewRun;
  readonly queue: ProposalQueue;
  readonly verifier: Omit<RunVerifier, 'end'>;
  readonly committer: RunCommitter;
  readonly reports: RunReports;
  readonly dismissals: FolderDismissals;
  /** Brings what is told of the run on disk (`results.json`) up to date, at the end of what changed much. Never rejects. */
  save(): Promise<void>;
  /** Brings the states of a file's proposals in line with its present text: the editor's if unsaved, else the disk's. */
  look(path: string): Promise<void>;
  /** Has what is known of files follow them to the names that they have now. Rejects when that cannot be recorded. */
  rename(files: readonly Renamed[]): Promise<void>;
  /** Hash of the text that a file has now, whether the run has it or not; undefined when there is none. */
  presentHash(path: string): Promise<string | undefined>;
  /** Hash of a file's text at the last look; undefined when nobody has looked. */
  textHash(path: string): string | undefined;
  /** Ends the run and frees workers, sockets and files. What is on disk stays. */
  dispose(): Promise<void>;
  /** Like `dispose`, and forgets the run, so that it does not come back after a reload. */
  forget(): Promise<void>;
}

/** A run of this window that another process has open: it is looked at here, and nothing of it can be changed. */
export interface HeldRun {
  readonly folder: vscode.Uri;
  /** What its record told when it was read last. */
  readonly store: RunStore;
  /** Who has it open: "process 123 on host". */
  readonly holder: string;
  readonly reports: RunReports;
  /** Tries to open it here. */
  retake(): Promise<Reopened>;
  /** Leaves it out of this window from now on. It stays what it is for who has it open. */
  forget(): Promise<void>;
}

/** What came of opening an earlier run in this window. */
export type Reopened =
  | { readonly kind: 'open'; readonly session: ReviewSession }
  | { readonly kind: 'held'; readonly held: HeldRun }
  | { readonly kind: 'failed'; readonly message: string };

/** A run in the view. */
export type ShownRun = ReviewSession | HeldRun;

/** What is known of a run in the view. */
export function storeOf(shown: ShownRun): RunStore {
  return 'store' in shown ? shown.store : shown.run.store;
}

/** A verification under way. */
export interface UnderVerification {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The command that has begun last; absent while the first copy is made. */
  readonly progress?: VerifyProgress;
  /** How far that has come. */
  readonly copying?: CopyProgress;
  /** The findings whose proposals are verified, by their ids, with the proof that each had before. */
  readonly wanted: ReadonlyMap<string, Proof | undefined>;
  cancel(): void;
}

/** A verification that did not come to its end, with how many of how many proposals had their proof. */
export interface StoppedVerification {
  readonly kind: 'cancelled' | 'failed';
  readonly done: number;
  readonly of: number;
}

/** Where the commits of a review are. */
export type CommittedTo = Extract<Whereabouts, { readonly kind: 'somewhere' }>;

/** What changed since the last event. */
export interface SessionsChange {
  /** The list of sessions itself changed. */
  readonly list: boolean;
  /** Paths whose file reviews changed, by session; an empty set means only the run's own state. */
  readonly paths: ReadonlyMap<ReviewSession, ReadonlySet<string>>;
}

/** Views are told of changes at most this often, in milliseconds. */
const tickMs = 100;

/** The reviews in this window, at most one for a folder, newest first. */
export class Sessions implements vscode.Disposable {
  readonly #sessions: ReviewSession[] = [];
  #held: readonly HeldRun[] = [];
  readonly #unsubscribe = new Map<ReviewSession, () => void>();
  /** The numbers of each session, until it changes. */
  readonly #summaries = new WeakMap<ReviewSession, Summary>();
  /** Verifications under way. */
  readonly #verifying = new Map<ReviewSession, UnderVerification>();
  /** The last verification of a session, where it did not come to its end. */
  readonly #stopped = new WeakMap<ReviewSession, StoppedVerification>();
  readonly #committed = new WeakMap<ReviewSession, Whereabouts>();
  readonly #changed = new vscode.EventEmitter<SessionsChange>();
  /** Fires on a tick, with everything that changed since the last. */
  readonly onDidChange = this.#changed.event;
  #pendingList = false;
  #pendingPaths = new Map<ReviewSession, Set<string>>();
  #timer: NodeJS.Timeout | undefined;

  all(): readonly ReviewSession[] {
    return this.#sessions;
  }

  of(folder: vscode.Uri): ReviewSession | undefined {
    return this.#sessions.find((session) => session.folder.toString() === folder.toString());
  }

  byRun(runId: string): ReviewSession | undefined {
    return this.#sessions.find((session) => session.run.store.header.id === runId);
  }

  /** What is shown: our reviews, and then those that others have open. */
  shown(): readonly ShownRun[] {
    return [...this.#sessions, ...this.#held];
  }

  /** A run of the view, whoever has it open. */
  shownByRun(runId: string): ShownRun | undefined {
    return this.byRun(runId) ?? this.heldByRun(runId);
  }

  /** A run of the view that another process has open. */
  heldByRun(runId: string): HeldRun | undefined {
    return this.#held.find(({ store }) => store.header.id === runId);
  }

  /** Shows a run that another process has open, in the place of an earlier look at it. */
  addHeld(held: HeldRun): void {
    this.removeHeld(held.store.header.id);
    this.#held = [...this.#held, held];
  }

  removeHeld(runId: string): void {
    this.#held = this.#held.filter(({ store }) => store.header.id !== runId);
    this.#pendingList = true;
    this.#schedule();
  }

  /** The proposal of a finding. */
  entry(runId: string, findingId: string): { readonly session: ReviewSession; readonly entry: QueueEntry } | undefined {
    const session = this.byRun(runId);
    const entry = session?.queue.entry(findingId);
    return session && entry ? { session, entry } : undefined;
  }

  /** The present numbers of a session. */
  summary(session: ReviewSession): Summary {
    const summary = this.#summaries.get(session) ?? session.run.store.summary();
    this.#summaries.set(session, summary);
    return summary;
  }

  /** The verification of a session's proposals, while it is under way. */
  verifying(session: ReviewSession): UnderVerification | undefined {
    return this.#verifying.get(session);
  }

  /** Shows how a verification comes along; undefined when it has come to its end. */
  showVerifying(session: ReviewSession, state: UnderVerification | undefined): void {
    const before = this.#verifying.get(session);
    this.#stopped.delete(session);
    if (state === undefined) {
      this.#verifying.delete(session);
    } else {
      this.#verifying.set(session, state);
    }
    const hasBegunOrEnded = before === undefined || state === undefined;
    const wanted = hasBegunOrEnded ? [...((state ?? before)?.wanted.keys() ?? [])] : [];
    this.#note(session, new Set(wanted.flatMap((id) => session.run.store.finding(id)?.file.path ?? [])));
  }

  /** Whether the proposal of a finding is among those that are being verified, and has no proof of this time yet. */
  isBeingVerified(session: ReviewSession, { id, proposal }: Finding): boolean {
    const wanted = this.#verifying.get(session)?.wanted;
    return wanted?.has(id) === true && wanted.get(id) === proposal?.proof;
  }

  /** The last verification of a session in this window, where it did not come to its end. */
  stoppedVerification(session: ReviewSession): StoppedVerification | undefined {
    return this.#stopped.get(session);
  }

  /** Shows that a verification was stopped, until the next one begins. */
  showStopped(session: ReviewSession, stopped: StoppedVerification): void {
    this.#stopped.set(session, stopped);
    this.#note(session, new Set());
  }

  /** Where the commits of a session are, as of the last look at the repository; undefined where there are none. */
  committed(session: ReviewSession): CommittedTo | undefined {
    const committed = this.#committed.get(session);
    return committed?.kind === 'somewhere' ? committed : undefined;
  }

  showCommitted(session: ReviewSession, committed: Whereabouts): void {
    this.#committed.set(session, committed);
    this.#note(session, new Set());
  }

  /** Has the rows of a file drawn anew, of which more than the run knows has changed. */
  refresh(session: ReviewSession, path: string): void {
    this.#note(session, new Set([path]));
  }

  /** The file of a path in a session. */
  uriOf(session: Pick<ReviewSession, 'folder'>, path: string): vscode.Uri {
    return vscode.Uri.joinPath(session.folder, ...path.split('/'));
  }

  add(session: ReviewSession): void {
    this.#sessions.unshift(session);
    this.#unsubscribe.set(
      session,
      session.run.store.onDidChange((paths) => this.#note(session, paths)),
    );
    this.#pendingList = true;
    this.#schedule();
  }

  remove(session: ReviewSession): void {
    this.#unsubscribe.get(session)?.();
    this.#unsubscribe.delete(session);
    this.#pendingPaths.delete(session);
    const index = this.#sessions.indexOf(session);
    if (index >= 0) {
      this.#sessions.splice(index, 1);
    }
    this.#pendingList = true;
    this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const unsubscribe of this.#unsubscribe.values()) {
      unsubscribe();
    }
    this.#changed.dispose();
  }

  #note(session: ReviewSession, paths: ReadonlySet<string>): void {
    this.#summaries.delete(session);
    const pending = this.#pendingPaths.get(session) ?? new Set();
    for (const path of paths) {
      pending.add(path);
    }
    this.#pendingPaths.set(session, pending);
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      const change: SessionsChange = { list: this.#pendingList, paths: this.#pendingPaths };
      this.#timer = undefined;
      this.#pendingList = false;
      this.#pendingPaths = new Map();
      this.#changed.fire(change);
    }, tickMs);
  }
}
