import type * as vscode from 'vscode';
import { leftText, Pace } from '../../core/run/pace';
import { t } from '../l10n';
import type { ReviewSession, Sessions } from '../sessions';

/** Measures how fast the reviews of this window go, each while it is at work. */
export class Paces implements vscode.Disposable {
  readonly #now: () => number;
  readonly #paces = new Map<ReviewSession, Pace>();
  readonly #subscription: vscode.Disposable;

  /** @param now milliseconds on any clock that never goes back */
  constructor(sessions: Sessions, now = () => performance.now()) {
    this.#now = now;
    this.#subscription = sessions.onDidChange(({ paths }) => {
      for (const [session, changed] of paths) {
        this.#see(session, changed);
      }
    });
  }

  /** "20 s left"; undefined as long as nobody can tell, and for a run that is not at work. */
  left(session: ReviewSession): string | undefined {
    const speed = this.#paces.get(session)?.speed(this.#now());
    return speed && leftText(speed, t);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#paces.clear();
  }

  #see(session: ReviewSession, changed: ReadonlySet<string>): void {
    const { store } = session.run;
    if (store.state.kind !== 'running') {
      this.#paces.delete(session);
      return;
    }
    const known = this.#paces.get(session);
    const pace = known ?? new Pace();
    this.#paces.set(session, pace);
    const files = known ? [...changed].flatMap((path) => store.file(path) ?? []) : store.files();
    for (const file of files) {
      pace.see(file, this.#now());
    }
  }
}
