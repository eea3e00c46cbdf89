import * as vscode from 'vscode';
import type { ProposalQueue } from '../core/queue/proposalQueue';
import type { QueueEntry } from '../core/queue/queueEntry';
import type { ReviewRun } from '../core/run/reviewRun';
import type { Summary } from '../core/run/summary';

/** One reviewed folder in the editor: its run, its queue and what they hold. */
export interface ReviewSession {
  readonly folder: vscode.Uri;
  readonly run: ReviewRun;
  readonly queue: ProposalQueue;
  /** Brings what is told of the run on disk (`results.json`) up to date, at the end of what changed much. Never rejects. */
  save(): Promise<void>;
  /** Brings the states of a file's proposals in line with its present text: the editor's if unsaved, else the disk's. */
  look(path: string): Promise<void>;
  /** Ends the run and frees workers, sockets and files. What is on disk stays. */
  dispose(): Promise<void>;
  /** Like `dispose`, and forgets the run, so that it does not come back after a reload. */
  forget(): Promise<void>;
}

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
  readonly #unsubscribe = new Map<ReviewSession, () => void>();
  /** The numbers of each session, until it changes. */
  readonly #summaries = new WeakMap<ReviewSession, Summary>();
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

  /** The file of a path in a session. */
  uriOf(session: ReviewSession, path: string): vscode.Uri {
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
