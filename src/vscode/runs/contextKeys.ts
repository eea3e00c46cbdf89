import * as vscode from 'vscode';
import { changedCount } from '../../core/run/summary';
import { isCutShort } from '../facts/runFacts';
import { contextKeys } from '../ids';
import type { Sessions } from '../sessions';

/** One key that `when` clauses of package.json can ask for. The editor hears of it only when its value changes. */
class ContextKey {
  readonly #name: string;
  #value = false;

  constructor(name: string) {
    this.#name = name;
  }

  set(value: boolean): void {
    if (value !== this.#value) {
      this.#value = value;
      void vscode.commands.executeCommand('setContext', this.#name, value);
    }
  }
}

/** Keeps all context keys in step with the sessions. */
export function registerContextKeys(sessions: Sessions): vscode.Disposable {
  const running = new ContextKey(contextKeys.running);
  const hasRuns = new ContextKey(contextKeys.hasRuns);
  const hasCutShort = new ContextKey(contextKeys.hasCutShort);
  const hasRetryable = new ContextKey(contextKeys.hasRetryable);
  const hasWaiting = new ContextKey(contextKeys.hasWaiting);
  const hasVerified = new ContextKey(contextKeys.hasVerified);
  const hasChanges = new ContextKey(contextKeys.hasChanges);
  const update = () => {
    const all = sessions.all();
    const summaries = all.map((session) => sessions.summary(session));
    running.set(all.some((session) => session.run.store.isUnfinished || sessions.verifying(session) !== undefined));
    hasRuns.set(all.length > 0);
    hasCutShort.set(all.some(isCutShort));
    hasRetryable.set(summaries.some((summary) => summary.failed + summary.cancelled > 0));
    hasWaiting.set(summaries.some((summary) => summary.proposals.ready > 0));
    hasChanges.set(summaries.some((summary) => changedCount(summary) > 0));
    hasVerified.set(summaries.some((summary) => summary.verifiedWaiting > 0));
  };
  update();
  return sessions.onDidChange(update);
}
