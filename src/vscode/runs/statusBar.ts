import * as vscode from 'vscode';
import { factsOf } from '../facts/runFacts';
import { commandIds } from '../ids';
import type { Sessions } from '../sessions';
import { countsMs, Throttle } from '../throttle';
import { statusContent } from './statusContent';

/** One item that tells how far the reviews are; a click shows the view. Hidden while there is nothing to tell. */
export function registerStatusBar(sessions: Sessions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('folderReview.status', vscode.StatusBarAlignment.Left);
  item.name = 'Folder Review';
  item.command = commandIds.showView;
  const throttle = new Throttle(countsMs, () => {
    const content = statusContent(sessions.all().map((session) => factsOf(sessions, session)));
    if (!content) {
      item.hide();
      return;
    }
    item.text = content.text;
    item.tooltip = content.tooltip;
    item.accessibilityInformation = { label: content.accessibleLabel };
    item.show();
  });
  throttle.request();
  return vscode.Disposable.from(
    item,
    throttle,
    sessions.onDidChange(() => throttle.request()),
  );
}
