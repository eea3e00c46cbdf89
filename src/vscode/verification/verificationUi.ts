import * as vscode from 'vscode';
import type { RunsIn } from '../../core/verify/folderCommands';
import { t } from '../l10n';
import { askAboutText } from '../longQuestion';
import { oneLine } from '../plainText';
import type { TextPage } from '../textPage';
import { editorUi, type Ui } from '../ui';
import { type ArrangedList, arrange } from './arrange';

/** Characters. What is longer nobody would read before they agree to it. */
export const longestCommand = 2_000;

/** How verification speaks with the person; tests bring their own. */
export interface VerificationUi extends Pick<Ui, 'status' | 'problem' | 'offer' | 'pick'> {
  /** Has commands ticked and put in order. False when the person turns away. */
  arrange(list: ArrangedList): Promise<boolean>;
  /** Asks for a command. */
  command(title: string, prompt: string, value: string): Promise<string | undefined>;
  /** Asks where commands run, relative to the top of what is copied. */
  folder(top: string, value: string, look: (typed: string) => Promise<RunsIn>): Promise<string | undefined>;
  /** Shows commands and asks whether they may run. */
  approve(question: string, detail: string): Promise<boolean>;
  /** Asks whether ignored files are copied. Undefined when the person turns away. */
  mayCopy(question: string, detail: string): Promise<boolean | undefined>;
}

/** @param page shows commands that are too long for a dialog */
export function createVerificationUi(page: Pick<TextPage, 'show'>): VerificationUi {
  return {
    ...editorUi,
    arrange,
    async command(title, prompt, value) {
      return vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true, validateInput: problemOf });
    },
    async folder(top, value, look) {
      const typed = await vscode.window.showInputBox({
        ...{ title: t('Folder in which the commands run'), value, ignoreFocusOut: true },
        prompt: t('Relative to {0}; empty for that itself.', oneLine(top)),
        validateInput: async (text) => {
          const found = await look(text);
          return found.kind === 'failed' ? oneLine(found.message) : undefined;
        },
      });
      const found = typed === undefined ? undefined : await look(typed);
      return found?.kind === 'folder' ? found.directory : undefined;
    },
    async approve(question, detail) {
      const introduction = t('The commands are shown below. None of them runs unless you choose “Approve”.');
      const yes = t('Approve');
      return (await askAboutText({ question, text: detail, introduction, answers: [yes] }, page)) === yes;
    },
    async mayCopy(question, text) {
      const introduction = t('What would be copied is shown below. Nothing is copied unless you choose “Copy”.');
      const answers = [t('Copy'), t('Leave Out')] as const;
      const answer = await askAboutText({ question, text, introduction, answers }, page);
      return answer === undefined ? undefined : answer === answers[0];
    },
  };
}

function problemOf(command: string): string | undefined {
  if (command.trim() === '') {
    return t('Enter a command.');
  }
  return command.length > longestCommand
    ? t('This is too long to be read before it runs; put it in a script.')
    : undefined;
}
