import { findHiddenCharacters, type HiddenCharacter } from '../../core/text/hiddenCharacters';
import type { FileSnapshot, ReportedFinding, Span } from '../../core/types';
import type { RuleInfo } from './analyzer';
import { prose } from './prose';
import { isTranslation } from './translations';

const source = 'text';

export const hiddenRule = {
  id: 'hidden-character',
  title: 'Invisible character',
  explanation:
    'It cannot be seen, but it takes part in comparisons, searches and names, and it can carry text a reader does not notice.',
  severity: 'warning',
  category: 'security',
  link: 'https://cwe.mitre.org/data/definitions/1007.html',
  isDefault: true,
  inTests: 'hidden',
} as const satisfies RuleInfo;

/** Characters that hide something where they stand. Those that a text is about, or is written with, are none. */
export function invisibleCharacters(file: FileSnapshot): ReportedFinding[] {
  const groups = adjacent(findHiddenCharacters(file.text).filter((found) => !isUsualIn(file, found)));
  const isOrdered = groups.length > 0 && isNoCode(file) && rightToLeft.test(file.text);
  return groups.filter((group) => hides(file, group, isOrdered)).map((group) => toFinding(file, group));
}

/** What nothing runs, translations above all. */
function isNoCode({ language, text }: FileSnapshot): boolean {
  // Translations of Qt have the ending of TypeScript.
  return (
    prose.has(language) ||
    /^\uFEFF?<\?xml\b/.test(text.slice(0, 10)) ||
    ['json', 'jsonc', 'yaml', 'xml', 'ini', 'properties', 'csv'].includes(language)
  );
}

function toFinding({ text, language }: FileSnapshot, { start, end, characters }: Group): ReportedFinding {
  const names = [...new Set(characters.map(({ name }) => name))];
  // A mark alone, unlike what embeds or overrides, moves only the signs beside it.
  const reorders =
    characters.some(({ kind }) => kind === 'bidirectional') && !/^[\u061c\u200e\u200f]+$/.test(text.slice(start, end));
  return {
    source,
    rule: hiddenRule.id,
    title: reorders ? 'Hidden character that reorders the text on screen' : hiddenRule.title,
    explanation: `${names.join(', ')}. ${
      reorders
        ? 'Such a character makes a line look different from what a compiler or an interpreter reads, which can hide malicious code from a reviewer.'
        : hiddenRule.explanation
    }`,
    severity: reorders ? 'error' : hiddenRule.severity,
    category: hiddenRule.category,
    // What reorders and spells nothing is mostly left over from another program, where it does no harm.
    confidence: !reorders && !characters.some(isLetter) ? 'low' : prose.has(language) ? 'medium' : 'high',
    span: { start, end },
    // In a string it is what the program says.
    ...(!isInString(text, start) && {
      fix: { kind: 'edits', anchoring: 'exact', edits: [{ start, end, newText: '' }] },
    }),
  };
}

/** Whether it is one of those that a text can be written with that nobody sees. */
function isLetter({ kind }: HiddenCharacter): boolean {
  return kind === 'tag' || kind === 'variation selector';
}

/** So many variation selectors in a row choose no form of what stands before them: they spell something. */
const spelled = 4;

/** @param isOrdered the file is text in right-to-left writing, which such characters put in order and join */
function hides({ text, language }: FileSnapshot, { start, end, characters }: Group, isOrdered: boolean): boolean {
  if (characters.some(({ kind }) => kind === 'tag')) {
    return true;
  }
  if (characters.every(({ kind }) => kind === 'variation selector')) {
    return characters.length >= spelled;
  }
  if (isOrdered || (language === 'html' && isPadding(text, start, end))) {
    return false;
  }
  if (characters.some(({ kind }) => kind === 'bidirectional')) {
    // A few are typed or pasted; with more one can spell something.
    const isMark = /^[\u061c\u200e\u200f]{1,3}$/.test(text.slice(start, end));
    return !isEdgeOfString(text, start, end) && !(isMark && prose.has(language) && !isBeforeMarkup(text, start, end));
  }
  if (prose.has(language) || isEdgeOfString(text, start, end)) {
    return false;
  }
  // A table of characters has them beside others that nobody types.
  const isTyped = /^[\w./:@-]$/;
  return !isInString(text, start) || (isTyped.test(text.charAt(start - 1)) && isTyped.test(text.charAt(end)));
}

/** Where Markdown looks for a sign at the beginning of a line or an item, which is then text: `- <mark>[x] done`. */
function isBeforeMarkup(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - longestLook), start);
  return (
    /^\s*(?:(?:[-*+]|\d+[.)])\s+)?$/.test(before) &&
    /^[ \t]*(?:\[[ xX]\] |#{1,6} |[-*+] |\d+[.)] |>|```|~~~|\|)/.test(text.slice(end, end + 10))
  );
}

/** White space and what takes no place; not what changes the order of what follows it. */
const nothingSeen = /(?![\u202a-\u202e\u2066-\u2069])[\s\p{Default_Ignorable_Code_Point}]/u;
/** UTF-16 code units: so many show what repeats, and so few are repeated at most. */
const leastPadding = 20;
const longestUnit = 12;

/**
 * What fills the preview of an e-mail, so that its text is not shown there: a long run of the same few over and over, which
 * spells nothing, with nothing in it to reorder.
 */
function isPadding(text: string, start: number, end: number): boolean {
  let [from, to] = [start, start];
  while (from > start - 2 * leastPadding && nothingSeen.test(text.charAt(from - 1))) {
    from--;
  }
  while (to < start + 2 * leastPadding && nothingSeen.test(text.charAt(to))) {
    to++;
  }
  const run = text.slice(from, to).replace(/[ \t\r\n]/g, '');
  const units = Array.from({ length: longestUnit }, (_, index) => index + 1);
  const repeats = (unit: number) => run.slice(unit) === run.slice(0, -unit);
  return to >= Math.min(end, start + 2 * leastPadding) && run.length >= leastPadding && units.some(repeats);
}

const directionMark = /^[\u061c\u200e\u200f]$/;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Direction marks on a line of right-to-left writing are there on purpose, and soft hyphens in what people read. */
function isUsualIn(file: FileSnapshot, { start, end }: HiddenCharacter): boolean {
  const { text, path } = file;
  const character = text.slice(start, end);
  if (directionMark.test(character)) {
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const lineEnd = text.indexOf('\n', end);
    return rightToLeft.test(text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd));
  }
  return character === '\u00ad' && (isNoCode(file) || isTranslation(path));
}

const quotes = /["'`]/;

/** A string that begins or ends with such a character is about it: a joiner, a mark, a byte order mark to write. */
function isEdgeOfString(text: string, start: number, end: number): boolean {
  const isOpened = quotes.test(text.charAt(start - 1)) && !/\w/.test(text.charAt(start - 2));
  const isClosed = quotes.test(text.charAt(end)) && isInString(text, start);
  return isOpened || isClosed;
}

/** Longer lines are not looked at from their beginning. In UTF-16 code units. */
const longestLook = 1_000;

/** Whether a quote on its line is open where a character stands, as far as that can be told without the language. */
function isInString(text: string, start: number): boolean {
  const from = Math.max(text.lastIndexOf('\n', start - 1) + 1, start - longestLook);
  let open: string | undefined;
  for (const [token] of text.slice(from, start).matchAll(/\\.|["'`]/g)) {
    if (quotes.test(token) && token.length === 1) {
      open = open === undefined ? token : open === token ? undefined : open;
    }
  }
  return open !== undefined;
}

interface Group extends Span {
  readonly characters: readonly HiddenCharacter[];
}

function adjacent(characters: readonly HiddenCharacter[]): Group[] {
  const groups: { start: number; end: number; characters: HiddenCharacter[] }[] = [];
  for (const character of characters) {
    const last = groups.at(-1);
    if (last?.end === character.start) {
      last.end = character.end;
      last.characters.push(character);
    } else {
      groups.push({ start: character.start, end: character.end, characters: [character] });
    }
  }
  return groups;
}
