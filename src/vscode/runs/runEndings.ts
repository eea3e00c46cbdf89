import type * as vscode from 'vscode';
import { type Ending, endingOf } from '../facts/endingMessage';
import { factsOf } from '../facts/runFacts';
import type { ReviewSession, Sessions } from '../sessions';

/** Hears of each run once when it comes to its end, and again after files of it were retried. */
export class RunEndings implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #heard: (session: ReviewSession, ending: Ending) => void;
  readonly #awaited = new Set<ReviewSession>();
  readonly #subscription: vscode.Disposable;

  constructor(sessions: Sessions, heard: (session: ReviewSession, ending: Ending) => void) {
    this.#sessions = sessions;
    this.#heard = heard;
    this.#subscription = sessions.onDidChange(() => this.#check());
  }

  /** Waits for the end of a run that is at work. A run that was over when the window opened is no news. */
  await(session: ReviewSession): void {
    this.#awaited.add(session);
  }

  /** The end of this run is no news any more. */
  ignore(session: ReviewSession): void {
    this.#awaited.delete(session);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #check(): void {
    for (const session of this.#awaited) {
      if (!session.run.store.isUnfinished) {
        this.#awaited.delete(session);
        this.#heard(session, endingOf(factsOf(this.#sessions, session)));
      }
    }
  }
}
