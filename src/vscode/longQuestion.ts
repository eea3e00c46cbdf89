import * as vscode from 'vscode';
import { t } from './l10n';
import type { TextPage } from './textPage';

/** More than this does not fit into a dialog: what is below its end would be agreed to unseen. */
const longest = { lines: 24, characters: 1_200 };

/** A question about a text that has to be read before it is answered. */
export interface LongQuestion {
  readonly question: string;
  readonly text: string;
  /** Stands above the text where that is shown in an editor. */
  readonly introduction: string;
  /** The first means yes. */
  readonly answers: readonly [string, ...string[]];
}

/** Does no harm, and comes first, as the first button of a dialog and the first line of a list have the focus. */
const [read, turnAway] = [t('Read in Editor'), t('Not Now')];

/**
 * Shows a text and asks about it: in a dialog, or, where it is too long for one, in an editor. Whoever presses Enter without
 * a look agrees to nothing. Answers with what was chosen, undefined when the person turns away.
 */
export async function askAboutText(
  { question, text, introduction, answers }: LongQuestion,
  page: Pick<TextPage, 'show'>,
): Promise<string | undefined> {
  const [, ...others] = answers;
  const fits = text.length <= longest.characters && text.split('\n').length <= longest.lines;
  const detail = fits ? text : t('It is too long for this dialog.');
  const possible = fits ? answers : others;
  const chosen = await vscode.window.showInformationMessage(question, { modal: true, detail }, read, ...possible);
  if (chosen !== read) {
    return chosen;
  }
  // The list of answers lies over the first lines of the editor.
  await page.show(`${introduction}${'\n'.repeat(7)}${text}\n`);
  // Not a message: those may be switched off, and fade. A list leaves the mouse to the editor below it.
  const list = [turnAway, ...answers];
  const picked = await vscode.window.showQuickPick(list, { title: question, ignoreFocusOut: true });
  return picked === turnAway ? undefined : picked;
}
