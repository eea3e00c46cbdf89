import type { Neighbour } from '../parts';
import type { Signature } from '../signatures';
import type { Used, UsedFile } from './search';

/** What decides how much is shown. */
export interface ShownRequest {
  /** What the file as a whole uses. */
  readonly files: readonly UsedFile[];
  /** The words of the lines under review: what they do not name is not shown. */
  readonly words: ReadonlySet<string>;
  /** Tokens for all of it. */
  readonly budget: number;
  /** Estimates what a text takes on lines of its own. */
  readonly countTokens: (text: string) => number;
  /** What stands before the definitions of a file. */
  readonly heading: (path: string) => string;
}

/** The definitions that some lines use, in their order, as far as there is room; without their members where that helps. */
export function chooseShown({ files, words, budget, countTokens, heading }: ShownRequest): Neighbour[] {
  let left = budget;
  const shown: Neighbour[] = [];
  for (const { path, used } of files) {
    const headingTokens = countTokens(heading(path));
    let room = left - headingTokens;
    const definitions: string[] = [];
    for (const one of used) {
      const fitting = writings(one, words).find((text) => countTokens(text) <= room);
      if (fitting !== undefined) {
        definitions.push(fitting);
        room -= countTokens(fitting);
      }
    }
    if (definitions.length > 0) {
      shown.push({ path, definitions });
      left = room;
    }
  }
  return shown;
}

/** The ways to write a definition that some words use, the fullest first; none where they do not use it. */
function writings({ signature, by }: Used, words: ReadonlySet<string>): string[] {
  if (!by.some((word) => words.has(word))) {
    return [];
  }
  const members = (signature.members ?? []).filter(({ name, isImplied }) => isImplied || words.has(name));
  const bare = lineOf(signature);
  return members.length === 0 ? [bare] : [[bare, ...members.map((member) => `  ${lineOf(member)}`)].join('\n'), bare];
}

function lineOf({ text, doc }: Signature): string {
  return doc === undefined ? text : `${text}  // ${doc}`;
}
