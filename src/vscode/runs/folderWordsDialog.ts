import * as vscode from 'vscode';

/**
 * A dialog that shows words that came with a folder and asks whether to use them. Undefined when the person turns away.
 *
 * @param file where the words stand
 */
export function askAboutWordsIn(
  file: vscode.Uri,
): (question: string, words: string) => Promise<'use' | 'ignore' | undefined> {
  return async (question, words) => {
    const [use, ignore, open] = ['Use', 'Ignore', 'Open the File'];
    const options = { modal: true, detail: words };
    const chosen = await vscode.window.showInformationMessage(question, options, use, ignore, open);
    if (chosen === open) {
      await vscode.window.showTextDocument(file);
    }
    return chosen === use ? 'use' : chosen === ignore ? 'ignore' : undefined;
  };
}
