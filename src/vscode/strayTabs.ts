import * as vscode from 'vscode';

/** How long after a change, in milliseconds, the editor may still open a tab because of it. */
const lateMs = 1000;

/**
 * Runs a task that changes and saves a file, and closes the tab the editor opens in the background when it happens to
 * find the file unsaved in between. Tabs a person opens have the focus, or were there before; those stay.
 */
export async function withoutStrayTab<T>(file: vscode.Uri, task: () => Promise<T>): Promise<T> {
  const { tabGroups } = vscode.window;
  const isOfFile = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputText && input.uri.toString() === file.toString();
  if (tabGroups.all.some((group) => group.tabs.some(isOfFile))) {
    return task();
  }
  // Where there is no other tab, it gets the focus after all.
  const hadTabs = tabGroups.all.some((group) => group.tabs.length > 0);
  const closeStray = () => {
    const tabs = tabGroups.all.flatMap((group) => group.tabs);
    const stray = tabs.filter((tab) => isOfFile(tab) && !(tab.isActive && hadTabs) && !tab.isPreview && !tab.isDirty);
    if (stray.length > 0) {
      void tabGroups.close(stray, true);
    }
  };
  // Also when a tab changes: it opens with unsaved changes and loses them when the file is saved.
  const listener = tabGroups.onDidChangeTabs(({ opened, changed }) => {
    if ([...opened, ...changed].some(isOfFile)) {
      closeStray();
    }
  });
  try {
    return await task();
  } finally {
    setTimeout(() => listener.dispose(), lateMs);
  }
}
