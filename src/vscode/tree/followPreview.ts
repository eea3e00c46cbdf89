import * as vscode from 'vscode';
import { type ElementId, toElementId } from '../elements';
import { previewScheme } from '../ids';
import { parseQuery } from '../queue/previewText';

/** Calls the listener with the finding whose preview comes to the front. */
export function onDidShowPreview(listener: (finding: ElementId) => void): vscode.Disposable {
  let last: ElementId | undefined;
  const look = () => {
    const shown = findingInFront();
    if (shown !== undefined && shown !== last) {
      listener(shown);
    }
    last = shown;
  };
  return vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(look),
    vscode.window.tabGroups.onDidChangeTabGroups(look),
  );
}

function findingInFront(): ElementId | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputTextDiff) || input.modified.scheme !== previewScheme) {
    return undefined;
  }
  const { run, finding } = parseQuery(input.modified.query) ?? {};
  return run === undefined || finding === undefined ? undefined : toElementId({ kind: 'finding', run, finding });
}
