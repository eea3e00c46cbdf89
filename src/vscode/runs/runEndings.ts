import type * as vscode from 'vscode';
import { likelyVendored, type VendoredTree } from '../../core/paths/vendoredTrees';
import { type Ending, endingOf } from '../facts/endingMessage';
import { factsOf } from '../facts/runFacts';
import type { ReviewSession, Sessions } from '../sessions';

type Heard = (session: ReviewSession, ending: Ending, vendored: readonly VendoredTree[]) => void;

/** Hears of each run once when it comes to its end, and again after files of it were retried. */
export class RunEndings implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #heard: Heard;
  readonly #awaited = new Set<ReviewSession>();
  readonly #subscription: vscode.Disposable;

  constructor(sessions: Sessions, heard: Heard) {
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
        const vendored = vendoredIn(session);
        this.#heard(session, endingOf(factsOf(this.#sessions, session), vendored), vendored);
      }
    }
  }
}

/** What may be worth leaving out; nothing where settings of the folder do not count. */
function vendoredIn({ run: { store } }: ReviewSession): readonly VendoredTree[] {
  return store.header.options.untrusted ? [] : likelyVendored(store.files());
}
