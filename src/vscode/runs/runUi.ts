import * as vscode from 'vscode';
import { maskSecrets } from '../../core/text/secrets';
import { t } from '../l10n';
import { editorUi, type Ui } from '../ui';

type MessageLevel = 'info' | 'warning' | 'error';

/** How the commands around runs speak with the person; tests bring their own. */
export interface RunUi extends Pick<Ui, 'pick'> {
  /** Shows one message. Answers with the button that was pressed, undefined when the message was closed. */
  tell(level: MessageLevel, message: string, ...buttons: readonly string[]): Promise<string | undefined>;
  /** Asks before something big, in a dialog, the first button of which has the focus. Undefined when the person turns away. */
  ask(question: string, detail: string, ...buttons: readonly string[]): Promise<string | undefined>;
  /** Asks for any folder on disk. */
  chooseFolder(): Promise<vscode.Uri | undefined>;
  /** Asks for a git revision. */
  askRevision(): Promise<string | undefined>;
}

export const editorRunUi: RunUi = {
  pick: editorUi.pick,
  async tell(level, message, ...buttons) {
    const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
    const show = { info: showInformationMessage, warning: showWarningMessage, error: showErrorMessage }[level];
    return show(maskSecrets(message), ...buttons);
  },
  async ask(question, detail, ...buttons) {
    const options = { modal: true, detail: maskSecrets(detail) };
    return vscode.window.showWarningMessage(maskSecrets(question), options, ...buttons);
  },
  async chooseFolder() {
    const chosen = await vscode.window.showOpenDialog({
      title: t('Review Folder'),
      openLabel: t('Review'),
      canSelectFolders: true,
      canSelectFiles: false,
      canSelectMany: false,
    });
    return chosen?.[0];
  },
  async askRevision() {
    return vscode.window.showInputBox({
      title: t('Review Changed Files'),
      prompt: t('Reviews the files that differ from this git revision, and untracked files.'),
      value: 'HEAD',
      validateInput: (value) => (isRevision(value) ? undefined : t('Enter a branch, a tag or a commit.')),
    });
  },
};

/** Leaves out what git would take for an option. */
function isRevision(value: string): boolean {
  return /^[^\s-]\S*$/.test(value.trim());
}
