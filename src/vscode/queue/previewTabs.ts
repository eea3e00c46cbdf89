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
    // Else the editor would ask about each.
    const shown = new Set(tabs.map((tab) => `${previewIn(tab)}`));
    await Promise.all(dirtyPreviews().map((document) => shown.has(`${document.uri}`) && document.save()));
    await vscode.window.tabGroups.close(tabs, true);
  }
}

/**
 * The open previews with something in them that was typed and not kept yet. A document that changed while it was being
 * saved does not count as changed for extensions; its tab does.
 */
export function dirtyPreviews(): vscode.TextDocument[] {
  const dirty = new Set(tabsOf(() => true).flatMap((tab) => (tab.isDirty ? `${previewIn(tab)}` : [])));
  return vscode.workspace.textDocuments.filter(
    ({ uri, isDirty }) => uri.scheme === previewScheme && (isDirty || dirty.has(`${uri}`)),
  );
}
