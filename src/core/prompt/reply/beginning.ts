import type { Usage } from '../../modelUse';
import { stripThinking } from './thinking';

/** So much of a reply is looked at, and shown. In UTF-16 code units, and in characters. */
const [mostRead, mostShown] = [10_000, 100];

/**
 * How a reply begins behind the model's thinking, on one line of plain text; empty where nothing is there.
 *
 * @param mask takes secrets out of a text
 */
export function beginningOf(reply: string, mask: (text: string) => string): string {
  const said = stripThinking(reply).trim().slice(0, mostRead);
  const plain = mask(said)
    .replace(/[\s\p{C}\u2028\u2029]+/gu, ' ')
    .trim();
  const characters = [...plain];
  return characters.length > mostShown ? `${characters.slice(0, mostShown).join('').trimEnd()}…` : plain;
}

/** Whether a reply that says nothing has thinking in it. */
export function hasThought({ text, usage }: { readonly text: string; readonly usage: Usage }): boolean {
  return text.trim() !== '' || (usage.thinkingTokens ?? 0) > 0;
}
