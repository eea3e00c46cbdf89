import * as vscode from 'vscode';
import { editorRunUi, type RunUi } from '../runs/runUi';
import { editorUi, type Ui } from '../ui';

/** What is asked when a text is wanted. */
export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  /** Says what is wrong with an answer. */
  readonly problemOf: (answer: string) => string | undefined;
}

/** How the commands that set up models speak with the person; tests bring their own. */
export interface SetupUi extends Pick<RunUi, 'tell'>, Pick<Ui, 'pick' | 'secret' | 'status' | 'problem'> {
  /** Asks for a line of text. */
  text(question: TextQuestion): Promise<string | undefined>;
  /** Shows that something is going on, and lets the person end it. */
  progress<T>(title: string, work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>): Promise<T>;
}

/** The real editor. */
export const editorSetupUi: SetupUi = {
  ...editorUi,
  tell: editorRunUi.tell,
  async text({ title, prompt, value, problemOf }) {
    return vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true, validateInput: problemOf });
  },
  async progress(title, work) {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return work(controller.signal, (message) => progress.report({ message }));
    });
  },
};
