import * as vscode from 'vscode';
import { changedCount } from '../../core/run/summary';
import type { ReviewSession, Sessions } from '../sessions';

/** Has the repository say where the commits of a review are, and the views show it. In trusted workspaces only. */
export async function lookAtCommitted(sessions: Sessions, session: ReviewSession): Promise<void> {
  if (!vscode.workspace.isTrusted || changedCount(sessions.summary(session)) === 0) {
    return;
  }
  const found = await session.committer.whereabouts(new AbortController().signal);
  // What keeps git from answering is told when something is committed; what was known before stays until it answers.
  if (found.kind === 'somewhere' || found.kind === 'nowhere') {
    sessions.showCommitted(session, found);
  }
}

/**
 * Looks where the commits of reviews are when one is shown, and whenever the person comes back to the window: they may have
 * landed, switched branches or committed elsewhere.
 */
export function followCommitted(sessions: Sessions, failed: (error: unknown) => void): vscode.Disposable {
  const known = new WeakSet<ReviewSession>();
  const look = (some: readonly ReviewSession[]) => {
    for (const session of some) {
      known.add(session);
      lookAtCommitted(sessions, session).catch(failed);
    }
  };
  const lookAtNew = () => look(sessions.all().filter((session) => !known.has(session)));
  lookAtNew();
  return vscode.Disposable.from(
    sessions.onDidChange(({ list }) => list && lookAtNew()),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && look(sessions.all())),
    vscode.workspace.onDidGrantWorkspaceTrust(() => look(sessions.all())),
  );
}
