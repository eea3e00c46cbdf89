import { type Fold, respelled } from './fold';
import { fromHtml, withoutReferences } from './foldReferences';
import { hasBehind, hasOutside, isClosed } from './quotationMarks';
import { type Quote, quoteOf, toLines } from './quotedEdit';
import type { QuotedText } from './quotedText';

/**
 * Takes one level of escaping off a text. Undefined when the text cannot have come from escaping everything in that way,
 * so that it is not known what was escaped.
 */
type Unescape = (text: string) => string | undefined;

/**
 * One level of escaping too many, in old and new text alike. The same signs can come from several ways of escaping; where
 * those say different things, they are different candidates.
 */
export const escapesFold: Fold = (text, edit) => {
  const { oldLines, newLines } = quoteOf(edit);
  const [oldText, newText] = [oldLines.join('\n'), newLines.join('\n')];
  const codes = oldText.includes('\\') ? unescapes.map((bare) => [bare(oldText), bare(newText)]) : [];
  const entities = oldText.includes('&') ? [fromHtml(text, oldText, newText)] : [];
  return [...codes, ...entities].flatMap(([bareOld, bareNew]) =>
    bareOld === undefined || bareNew === undefined || bareOld === oldText
      ? []
      : respelled(text, { oldLines: bareOld.split('\n'), newLines: toLines(bareNew) }),
  );
};

const escapedBreak = /\\n(?=\\t|\t| {2})/g;
/** In a comment also one before code that is not indented. */
const breakInComment = /\\n(?=[\p{L}_$}])/gu;

/**
 * New lines without the escapes that a quote had no sign for, where those stand as no code has them: the end of a line
 * outside of quotation marks, with the next one's indentation; an escaped quotation mark, or a character reference, in a
 * file that has none. Undefined when that can be read in two ways.
 */
export function withoutEscapes(text: QuotedText, { oldLines, newLines }: Quote): readonly string[] | undefined {
  const [oldText, newText] = [oldLines.join('\n'), newLines.join('\n')];
  if (newText.includes('\\')) {
    if (mayHoldBreaks(text, newLines)) {
      return undefined;
    }
    const isNoMark = hasOutside(newText, /\\["']/g) && !text.has(escapedMark);
    const ways = unescapes.flatMap((bare) => (bare(oldText) === oldText ? (bare(newText) ?? []) : []));
    const [only, another] = new Set(ways.filter((bare) => bare !== newText));
    if (only !== undefined && (isNoMark || hasOutside(newText, escapedBreak))) {
      return another === undefined && !(isNoMark && isClosed(oldText) && !isClosed(only)) ? toLines(only) : undefined;
    }
    const hasBreaks = oldText.includes('\\n');
    if (newLines.some((line) => !text.says(line.trim()) && mayBeEscaped(text, line, isNoMark, hasBreaks))) {
      return undefined;
    }
  }
  return withoutReferences(text, { oldLines, newLines });
}

const escapedMark = /\\["']/;
const escapedCharacter = /\\u/;
const escapeAhead = /^[^\S\n]*\\/m;

/** Between what ends a line and what begins one, and nothing that a pattern has around a line end. */
const breakBetweenLines =
  /(?<![\s\\/[(|^*+?\-\p{L}\p{N}])\\n(?![\s\\/\])|+*?{$]|$)|(?<=[\p{L}\p{N}])\\n(?=[\p{Lu}#@}]| \*)|(?<=[;{}])\\n$/gu;
const notOfJson = /\\(?![ntr"'\\/u])/;
/** A printable sign of ASCII, by its number. */
const escapedAscii = /\\u00[2-7][0-9a-f]/gi;

/**
 * Whether a new line has escapes outside of quotation marks that the quote has none of, and that may be too many.
 *
 * @param isNoMark whether the text has no escaped quotation marks, and the new lines have some
 * @param hasBreaks whether the quote has escaped line ends
 */
function mayBeEscaped(text: QuotedText, line: string, isNoMark: boolean, hasBreaks: boolean): boolean {
  const hasRaw = /(?<!\\)["']/.test(line);
  if (isNoMark && !hasRaw && hasOutside(line, /\\["']/g)) {
    return true;
  }
  if (hasOutside(line, escapedAscii) && !text.has(escapedCharacter)) {
    return true;
  }
  if (notOfJson.test(line) || hasBreaks) {
    return false;
  }
  const isTabbed = /^\s*\\t/.test(line) && !text.has(escapeAhead);
  return isTabbed || hasOutside(line, breakBetweenLines);
}

/** Whether an escaped line end of new lines may be one, and what follows it would stand in a comment. */
function mayHoldBreaks(text: QuotedText, newLines: readonly string[]): boolean {
  return newLines.some(
    (line) =>
      (hasBehind(line, escapedBreak, isUnclear) || hasBehind(line, breakInComment, isInComment)) &&
      !text.says(line.trim()),
  );
}

/** Whether new lines have line ends that are, or may be, escaped. */
export function hasEscapedBreaks(text: QuotedText, newLines: readonly string[]): boolean {
  const isNew = (line: string) => !text.says(line.trim());
  return mayHoldBreaks(text, newLines) || newLines.some((line) => hasOutside(line, escapedBreak) && isNew(line));
}

const meanings: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
};

/**
 * @param sequences what a backslash stands in front of
 * @param never what stands nowhere without one
 */
function unescapeOf(sequences: string, never: RegExp): Unescape {
  return (text) => {
    let isSound = !never.test(text.replace(/\\[\s\S]/g, ''));
    const bare = text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S]?)/g, (_, sequence: string) => {
      isSound &&= sequence !== '' && sequences.includes(sequence.slice(0, 1));
      return sequence.length > 1
        ? String.fromCharCode(Number.parseInt(sequence.slice(1), 16))
        : (meanings[sequence] ?? '');
    });
    return isSound ? bare : undefined;
  };
}

/** Quotation marks alone: whatever else has a backslash in front of it has it in the file, where that can be. */
function unescapeOnly(sign: string): Unescape {
  return (text) => {
    const isAll = !text.replaceAll(`\\${sign}`, '').includes(sign);
    const bare = text.replaceAll(`\\${sign}`, sign);
    return isAll && !hasOutside(bare, escapedSign) ? bare : undefined;
  };
}

const escapedSign = /\\[n"']/g;

const apostrophe = /(?<=\p{L})['’](?=\p{L})/gu;
const beginsComment = /(?<!\S)(?:\/\/|#|--|\/\*)/g;

/** Whether a quotation mark that is open behind a text may be an apostrophe, or stand in a comment. */
function isUnclear(before: string): boolean {
  return !isClosed(before) && (isClosed(before.replace(apostrophe, '')) || isInComment(before));
}

function isInComment(before: string): boolean {
  return hasBehind(before, beginsComment, isClosed);
}

const unescapes: readonly Unescape[] = [
  unescapeOf('\\"ntru/', /["\n\t]/),
  unescapeOf('\\"', /"/),
  unescapeOf("\\'", /'/),
  unescapeOf('\\', /[^\s\S]/),
  unescapeOnly('"'),
  unescapeOnly("'"),
  unescapeBreaks,
];

/**
 * Line ends, and tabs at the beginning of lines. Where a line would end within quotation marks, or behind one more
 * backslash, the sign may be the file's own.
 */
function unescapeBreaks(text: string): string | undefined {
  if (text.includes('\n')) {
    return undefined;
  }
  const lines = text.split('\\n');
  const isSound = lines.every((line) => !line.endsWith('\\') && isClosed(line));
  const bare = lines.map((line) => line.replace(/^(?:\\t)+/, (tabs) => '\t'.repeat(tabs.length / 2)));
  return isSound && !bare.some((line) => hasOutside(line, escapedSign)) ? bare.join('\n') : undefined;
}
