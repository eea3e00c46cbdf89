import type { WordsAnswer } from '../../core/wishes/folderSay';
import { askAboutText } from '../longQuestion';
import type { TextPage } from '../textPage';

/** Shows words that came with a folder and asks whether to use them. Undefined when the person turns away. */
export async function askAboutFolderWords(
  question: string,
  words: string,
  page: Pick<TextPage, 'show'>,
): Promise<WordsAnswer | undefined> {
  const introduction =
    'What a folder says about its own review stands below.\nNothing of it counts unless you choose “Use”.';
  const chosen = await askAboutText({ question, text: words, introduction, answers: ['Use', 'Ignore'] }, page);
  return chosen === 'Use' ? 'use' : chosen === 'Ignore' ? 'ignore' : undefined;
}
