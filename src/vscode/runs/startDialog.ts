import * as vscode from 'vscode';

/** Asks before something big, in a dialog. False when the person turns away. */
export async function confirmInDialog(question: string, detail: string, action: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, action)) === action;
}
