import * as vscode from 'vscode';
import { changedCount } from '../../core/run/summary';
import { fileUri, openPaths } from '../documents';
import { isResumable } from '../facts/runFacts';
import { contextKeys } from '../ids';
import type { ReviewSession, Sessions } from '../sessions';

/** One key that `when` clauses of package.json can ask for. The editor hears of it only when its value changes. */
class ContextKey {
  readonly #name: string;
  #value = 'false';

  constructor(name: string) {
    this.#name = name;
  }

  set(value: boolean | readonly string[]): void {
    const told = JSON.stringify(value);
    if (told !== this.#value) {
      this.#value = told;
      void vscode.commands.executeCommand('setContext', this.#name, value);
    }
  }
}

/** Keeps all context keys in step with the sessions. */
export function registerContextKeys(sessions: Sessions): vscode.Disposable {
  const running = new ContextKey(contextKeys.running);
  const hasRuns = new ContextKey(contextKeys.hasRuns);
  const hasResumable = new ContextKey(contextKeys.hasResumable);
  const hasRetryable = new ContextKey(contextKeys.hasRetryable);
  const hasWaiting = new ContextKey(contextKeys.hasWaiting);
  const hasVerified = new ContextKey(contextKeys.hasVerified);
  const hasChanges = new ContextKey(contextKeys.hasChanges);
  const reviewedFiles = new ContextKey(contextKeys.reviewedFiles);
  const update = () => {
    const all = sessions.all();
    const summaries = all.map((session) => sessions.summary(session));
    running.set(all.some((session) => session.run.store.isUnfinished || sessions.verifying(session) !== undefined));
    hasRuns.set(all.length > 0);
    hasResumable.set(all.some((session) => isResumable(session, sessions.summary(session))));
    hasRetryable.set(summaries.some((summary) => summary.failed > 0));
    hasWaiting.set(summaries.some((summary) => summary.proposals.ready > 0));
    hasChanges.set(summaries.some((summary) => changedCount(summary) > 0));
    reviewedFiles.set(all.flatMap(reviewedAndOpen));
    hasVerified.set(summaries.some((summary) => summary.verifiedWaiting > 0));
  };
  update();
  return vscode.Disposable.from(sessions.onDidChange(update), vscode.window.tabGroups.onDidChangeTabs(update));
}

/** As `resourcePath` in `when` clauses has them. */
function reviewedAndOpen({ folder, run: { store } }: ReviewSession): readonly string[] {
  return [...openPaths(folder)]
    .filter((path) => store.file(path)?.status.kind === 'reviewed')
    .map((path) => fileUri(folder, path).fsPath);
}
