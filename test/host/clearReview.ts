import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Vscode from 'vscode';
import * as vscode from 'vscode';

/**
 * Clears a review as its command does, the question answered with its first button: VS Code shows no dialog while
 * such tests run. Each extension has an API of its own; ours is the one that its files get.
 *
 * @param element of the review; without one there is one review at most
 */
export async function clearReview(element?: string): Promise<void> {
  const extension = vscode.extensions.getExtension('folder-review.folder-review');
  const entry = path.join(extension?.extensionPath ?? '', 'dist', 'extension.js');
  const own: { readonly window: { showWarningMessage: unknown } & typeof Vscode.window } =
    createRequire(entry)('vscode');
  const shown = own.window.showWarningMessage;
  own.window.showWarningMessage = async (_: string, __: unknown, ...buttons: readonly string[]) => buttons[0];
  try {
    await vscode.commands.executeCommand('folderReview.clear', element);
  } finally {
    own.window.showWarningMessage = shown;
  }
}
