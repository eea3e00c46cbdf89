import * as vscode from 'vscode';

/** How long after a change, in milliseconds, a tab that was opened because of it may still be about to be saved. */
const lateMs = 1000;

/**
 * Runs a task that changes and saves a file, and closes the tab the editor opens in the background when it happens to
 * find the file unsaved in between. A tab in front stays, whoever opened it: a person may be typing in it, and closing
 * it could lose what they type.
 */
export async function withoutStrayTab<T>(file: vscode.Uri, task: () => Promise<T>): Promise<T> {
  const { tabGroups } = vscode.window;
  const isOfFile = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputText && input.uri.toString() === file.toString();
  if (tabGroups.all.some((group) => group.tabs.some(isOfFile))) {
    return task();
  }
  const strays = new Set<vscode.Tab>();
  let isOver = false;
  // Also when a tab changes: it opens with unsaved changes and loses them when the file is saved.
  const listener = tabGroups.onDidChangeTabs(({ opened }) => {
    for (const tab of opened.filter(isOfFile)) {
      // One that opens later, with nothing unsaved in it, was opened by a person.
      if (!tab.isPreview && (tab.isDirty || !isOver)) {
        strays.add(tab);
      }
    }
    const saved = [...strays].filter((tab) => !tab.isDirty);
    for (const tab of saved) {
      strays.delete(tab);
      if (!tab.isActive) {
        void tabGroups.close(tab, true);
      }
    }
  });
  try {
    return await task();
  } finally {
    isOver = true;
    setTimeout(() => listener.dispose(), lateMs);
  }
}
