import type * as vscode from 'vscode';
import type { ReviewSession, Sessions } from '../sessions';

/** Milliseconds without a change after which what was applied together is taken to be complete. */
const quietMs = 2_000;

/** Calls back when a review has changed files and no other change follows: applied, or taken back. */
export function followChanges(
  sessions: Sessions,
  changed: (session: ReviewSession) => void,
  waitMs = quietMs,
): vscode.Disposable {
  /** How many changes each review has made of each file. */
  const known = new Map<ReviewSession, Map<string, number>>();
  const timers = new Map<ReviewSession, NodeJS.Timeout>();
  const countOf = ({ run }: ReviewSession, path: string) => run.store.changes(path).length;
  const look = () => {
    for (const session of sessions.all()) {
      const counts = new Map([...session.run.store.files()].map(({ path }) => [path, countOf(session, path)]));
      known.set(session, known.get(session) ?? counts);
    }
    for (const session of [...known.keys()].filter((session) => !sessions.all().includes(session))) {
      known.delete(session);
      clearTimeout(timers.get(session));
      timers.delete(session);
    }
  };
  const note = (session: ReviewSession, paths: ReadonlySet<string>) => {
    const counts = known.get(session);
    const moved = [...paths].filter((path) => countOf(session, path) !== (counts?.get(path) ?? 0));
    for (const path of moved) {
      counts?.set(path, countOf(session, path));
    }
    if (moved.length > 0) {
      clearTimeout(timers.get(session));
      timers.set(
        session,
        setTimeout(() => changed(session), waitMs),
      );
    }
  };
  look();
  const following = sessions.onDidChange(({ list, paths }) => {
    if (list) {
      look();
    }
    for (const [session, some] of paths) {
      note(session, some);
    }
  });
  return {
    dispose() {
      following.dispose();
      for (const timer of timers.values()) {
        clearTimeout(timer);
      }
    },
  };
}
