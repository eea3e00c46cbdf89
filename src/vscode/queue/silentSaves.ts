import * as vscode from 'vscode';
import { previewScheme } from '../ids';
import { Throttle } from '../throttle';
import { dirtyPreviews } from './previewTabs';

/** So long after it was typed something is kept, in milliseconds. */
const keepMs = 150;

/**
 * Saves what a person types in previews, which changes no file, so that the editor never asks about it. What saving would
 * change by the person's settings is saved when they leave, so that nothing moves under their hands.
 */
export class SilentSaves implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  readonly #soon = new Throttle(keepMs, () => this.#save(isSavedAsTyped));

  constructor() {
    this.#subscription = vscode.Disposable.from(
      this.#soon,
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#saveSoon(document)),
      // More may have been typed meanwhile.
      vscode.workspace.onDidSaveTextDocument((document) => this.#saveSoon(document)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#save((document) => document !== editor?.document)),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #saveSoon({ uri }: vscode.TextDocument): void {
    if (uri.scheme === previewScheme) {
      this.#soon.request();
    }
  }

  #save(isMeant: (document: vscode.TextDocument) => boolean): void {
    for (const document of dirtyPreviews().filter(isMeant)) {
      // The editor itself says what is in the way.
      void document.save();
    }
  }
}

/** Settings by which the editor changes a text when it saves it. */
const changing = [
  ...['editor.formatOnSave', 'editor.codeActionsOnSave'],
  ...['files.trimTrailingWhitespace', 'files.insertFinalNewline', 'files.trimFinalNewlines'],
];

function isSavedAsTyped(document: vscode.TextDocument): boolean {
  // With its language, for which settings can have values of their own.
  const settings = vscode.workspace.getConfiguration(undefined, document);
  return changing.every((name) => {
    const value = settings.get<unknown>(name);
    return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : value !== true;
  });
}
