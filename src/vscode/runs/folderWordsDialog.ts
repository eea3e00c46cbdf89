import type { WordsAnswer } from '../../core/wishes/folderSay';
import { t } from '../l10n';
import { askAboutText } from '../longQuestion';
import type { TextPage } from '../textPage';

/** Shows words that came with a folder and asks whether to use them. Undefined when the person turns away. */
export async function askAboutFolderWords(
  question: string,
  words: string,
  page: Pick<TextPage, 'show'>,
): Promise<WordsAnswer | undefined> {
  const introduction = t(
    'What the folder says about its own review is shown below.\nNone of it is used unless you choose “Use”.',
  );
  const [use, ignore] = [t('Use'), t('Ignore')];
  const chosen = await askAboutText({ question, text: words, introduction, answers: [use, ignore] }, page);
  return chosen === use ? 'use' : chosen === ignore ? 'ignore' : undefined;
}
