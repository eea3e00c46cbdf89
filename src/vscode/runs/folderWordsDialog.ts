import * as vscode from 'vscode';
import type { WordsAnswer } from '../../core/wishes/folderSay';
import type { TextPage } from '../textPage';

/** More than this does not fit into a dialog: what is below its end would be agreed to unseen. */
const longest = { lines: 24, characters: 1_200 };

/** The list of answers lies over the first lines of the editor. */
const introduction = `What a folder says about its own review stands below.\nNothing of it counts unless you choose “Use”.${'\n'.repeat(6)}`;

/**
 * Shows words that came with a folder and asks whether to use them: in a dialog, or, where they are too long for one, in
 * an editor. Undefined when the person turns away.
 */
export async function askAboutFolderWords(
  question: string,
  words: string,
  page: Pick<TextPage, 'show'>,
): Promise<WordsAnswer | undefined> {
  const [use, ignore, read] = ['Use', 'Ignore', 'Read in Editor'];
  const isShort = words.length <= longest.characters && words.split('\n').length <= longest.lines;
  if (isShort) {
    return toAnswer(await vscode.window.showInformationMessage(question, { modal: true, detail: words }, use, ignore));
  }
  const detail = 'It is too long for this dialog.';
  const chosen = await vscode.window.showInformationMessage(question, { modal: true, detail }, read, ignore);
  if (chosen !== read) {
    return toAnswer(chosen);
  }
  await page.show(`${introduction}\n${words}\n`);
  // Not a message: those may be switched off, and fade. A list leaves the mouse to the editor below it.
  return toAnswer(await vscode.window.showQuickPick([use, ignore], { title: question, ignoreFocusOut: true }));
}

function toAnswer(chosen: string | undefined): WordsAnswer | undefined {
  return chosen === 'Use' ? 'use' : chosen === 'Ignore' ? 'ignore' : undefined;
}
