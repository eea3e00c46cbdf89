import type { Profile } from '../core/options';
import { profileWords } from '../core/prompt/profiles';
import { revealHiddenCharacters } from '../core/text/hiddenCharacters';
import { sha256 } from '../store/hash';
import { configFileName } from '../workspace/configFile';

/** What a run would take from the folder's file that speaks to the model or decides what is hidden. */
export interface FolderWords {
  readonly profile?: Profile | undefined;
  readonly instructions?: string | undefined;
}

/** Whether a person lets the folder speak to the model. */
export type WordsAnswer = 'use' | 'ignore';

/** How a person is asked about words of the folder, and where the answers are kept. */
export interface Approvals {
  /** Keeps the answers. */
  readonly memory: {
    get(key: string): unknown;
    update(key: string, isApproved: boolean): PromiseLike<void>;
  };
  /** Shows the words to the person. Undefined when they turn away. */
  readonly ask: (question: string, words: string) => Promise<WordsAnswer | undefined>;
}

/**
 * Asks once for each wording, and never when there are no words.
 *
 * @param isWanted the person has asked for these words, so that an earlier "ignore" no longer counts
 */
export async function approveWords(
  { profile, instructions = '' }: FolderWords,
  { memory, ask }: Approvals,
  isWanted: boolean,
): Promise<WordsAnswer | undefined> {
  const parts = [
    ...(profile ? [{ name: 'a profile of its own', words: profileWords(profile) }] : []),
    ...(instructions.trim() === '' ? [] : [{ name: 'instructions for the model', words: instructions }]),
  ];
  if (parts.length === 0) {
    return 'use';
  }
  const words = parts.map((part) => part.words).join('\n\n');
  const key = `instructions.${sha256(words)}`;
  const before = memory.get(key);
  if (before === true || (before === false && !isWanted)) {
    return before ? 'use' : 'ignore';
  }
  const what = parts.map((part) => part.name).join(' and ');
  const answer = await ask(`The folder’s ${configFileName} brings ${what}. Use what it brings?`, shown(words));
  if (answer) {
    await memory.update(key, answer === 'use');
  }
  return answer;
}

/** Nothing may be there that the person does not get to see, be it invisible or below a screen of empty lines. */
function shown(words: string): string {
  return revealHiddenCharacters(words).replace(/\n\s*\n/g, '\n\n');
}
