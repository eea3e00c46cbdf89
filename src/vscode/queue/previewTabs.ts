import * as vscode from 'vscode';
import { previewScheme } from '../ids';
import { type PreviewReference, parseQuery } from './previewText';

/** The virtual document of the preview in a tab, if there is one. */
export function previewIn(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  const uri =
    input instanceof vscode.TabInputTextDiff
      ? input.modified
      : input instanceof vscode.TabInputText
        ? input.uri
        : undefined;
  return uri?.scheme === previewScheme ? uri : undefined;
}

/** The tabs with a preview of some kind. */
export function tabsOf(isMeant: (reference: PreviewReference) => boolean): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => {
      const reference = parseQuery(previewIn(tab)?.query ?? '');
      return reference !== undefined && isMeant(reference);
    });
}

/** Closes the tabs with a preview of some kind, without moving the focus. */
export async function closeTabs(isMeant: (reference: PreviewReference) => boolean): Promise<void> {
  const tabs = tabsOf(isMeant);
  if (tabs.length > 0) {
    await vscode.window.tabGroups.close(tabs, true);
  }
}
