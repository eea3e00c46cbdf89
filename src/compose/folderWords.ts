import { printable } from '../core/report/text';
import { firstOf } from '../core/text/counted';
import { english, type Say } from '../core/text/say';
import type { FolderSay, WordsAnswer } from '../core/wishes/folderSay';
import { sha256 } from '../store/hash';

/** How a person is asked about words of the folder, and where the answers are kept. */
export interface Approvals {
  /** Keeps the answers. */
  readonly memory: {
    get(key: string): unknown;
    update(key: string, isApproved: boolean): PromiseLike<void>;
  };
  /** Shows the words to the person. Undefined when they turn away. */
  readonly ask: (question: string, words: string) => Promise<WordsAnswer | undefined>;
  /** Puts the question into words; English without. */
  readonly t?: Say;
}

/** The folder that speaks. */
export interface Speaker {
  /** What it is called, without the path to it. */
  readonly name: string;
  readonly realPath: string;
}

/** Words of the folder as they are shown; `identity` is equal for equal words only. */
interface Question extends Pick<FolderSay, 'text' | 'identity'> {
  readonly question: string;
}

/** What an answer about words is kept under. */
export function wordsKey(realPath: string, identity: string): string {
  return `words.${sha256(JSON.stringify([realPath, identity]))}`;
}

/**
 * Asks once for each folder and wording.
 *
 * @param isWanted the person has asked for these words, so that an earlier "ignore" no longer counts
 */
export async function approveWords(
  { sources, text, identity }: FolderSay,
  approvals: Approvals & Speaker,
  isWanted: boolean,
): Promise<WordsAnswer | undefined> {
  const { t = english } = approvals;
  const question = t(
    '“{0}” brings settings of its own for its review, in {1}. Use them?',
    printable(approvals.name),
    firstOf(sources, Math.max(1, sources.length - 1), () => sources.at(-1) ?? '', t),
  );
  return approveOnce({ question, text, identity }, approvals, isWanted);
}

/** As `approveWords`, in other words. */
export async function approveOnce(
  { question, text, identity }: Question,
  { memory, ask, realPath }: Approvals & Speaker,
  isWanted: boolean,
): Promise<WordsAnswer | undefined> {
  const key = wordsKey(realPath, identity);
  const before = memory.get(key);
  if (before === true || (before === false && !isWanted)) {
    return before ? 'use' : 'ignore';
  }
  const answer = await ask(question, shown(text));
  if (answer) {
    await memory.update(key, answer === 'use');
  }
  return answer;
}

/** Nothing may be there that the person does not get to see, be it invisible or below a screen of empty lines. */
function shown(words: string): string {
  const lines = words.split(/\r\n|\r|\n/).map(printable);
  return lines.join('\n').replace(/\n\s*\n/g, '\n\n');
}
