import * as vscode from 'vscode';

export async function askAboutFolderWords(question: string, words: string): Promise<'use' | 'ignore' | undefined> {
  const [use, ignore] = ['Use', 'Ignore'];
  const chosen = await vscode.window.showInformationMessage(question, { modal: true, detail: words }, use, ignore);
  return chosen === use ? 'use' : chosen === ignore ? 'ignore' : undefined;
}
