import type { Edit, Span } from '../types';

/** A text is told from others by words alone: signs and blanks stand everywhere. */
const word = /[\p{L}\p{N}_$]/u;

/** One step further on a line: a word, or signs between words, with the blanks before it. */
const tokenAhead = /^\s*(?:[\p{L}\p{N}_$]+|[^\p{L}\p{N}_$\s]+|$)/u;
const tokenBehind = /(?:[\p{L}\p{N}_$]+|[^\p{L}\p{N}_$\s]+|^)\s*$/u;

/** How far to each side it is tried whether more words tell the place. */
const mostSteps = 8;

/** Longer words are none, and looked through in vain. */
const longestToken = 200;

/**
 * So much of the lines of an edit as stands nowhere else in its text, where less than those lines does: what the finding
 * quotes of them, else the edit with two words on either side, and more words around it as far as they are needed. Undefined
 * where nothing less tells the place, and for lines that are put between others, whose own text is empty.
 *
 * @param place of the finding
 */
export function ownText(text: string, edit: Edit, place: Span | undefined): Edit['own'] {
  const { linePrefix, lineSuffix, oldText, newText } = edit;
  if (oldText === '' && newText.includes('\n')) {
    return undefined;
  }
  const lines = { start: edit.start - linePrefix.length, end: edit.end + lineSuffix.length };
  const isQuoted = place !== undefined && place.start <= edit.start && edit.end <= place.end;
  const isLess = isQuoted && lines.start <= place.start && place.end <= lines.end && !isAll(place, lines);
  let own = wholeTokens(text, isLess ? place : wider(text, wider(text, edit, lines), lines), lines);
  for (let step = 0; step < mostSteps && !isAll(own, lines); step += 1) {
    const quoted = text.slice(own.start, own.end);
    if (word.test(quoted) && text.indexOf(quoted) === own.start && !text.includes(quoted, own.start + 1)) {
      return { before: edit.start - own.start, after: own.end - edit.end };
    }
    own = wider(text, own, lines);
  }
  return undefined;
}

function isAll({ start, end }: Span, lines: Span): boolean {
  return start <= lines.start && end >= lines.end;
}

/** With a word more on either side. */
function wider(text: string, { start, end }: Span, lines: Span): Span {
  const behind = text.slice(Math.max(lines.start, start - longestToken), start);
  const ahead = text.slice(end, Math.min(lines.end, end + longestToken));
  return {
    start: start - (tokenBehind.exec(behind)?.[0].length ?? 0),
    end: end + (tokenAhead.exec(ahead)?.[0].length ?? 0),
  };
}

function wholeTokens(text: string, span: Span, lines: Span): Span {
  let { start, end } = span;
  while (start > lines.start && cutsToken(text, start)) {
    start -= 1;
  }
  while (end < lines.end && cutsToken(text, end)) {
    end += 1;
  }
  return { start, end };
}

/**
 * Where an edit's own text stands in a text whose lines have changed around it: once, with no word or sign going on at its
 * ends, and in no comment or string that was not around it before. Undefined where that is not certain.
 */
export function findOwnText(text: string, edit: Edit): Span | undefined {
  const { own, linePrefix, lineSuffix, oldText, newText } = edit;
  if (!own) {
    return undefined;
  }
  const before = linePrefix.slice(linePrefix.length - own.before);
  const after = lineSuffix.slice(0, own.after);
  const quoted = before + oldText + after;
  const place = text.indexOf(quoted);
  if (place === -1 || text.includes(quoted, place + 1)) {
    return undefined;
  }
  const lineStart = place === 0 ? 0 : text.lastIndexOf('\n', place - 1) + 1;
  const ahead = text.slice(lineStart, place);
  const aheadThen = linePrefix.slice(0, linePrefix.length - own.before);
  const isOfLines = oldText.includes('\n') || newText.includes('\n');
  const isChanged =
    cutsToken(text, place) ||
    cutsToken(text, place + quoted.length) ||
    openers(ahead) !== openers(aheadThen) ||
    (isOfLines && !startsAlike(ahead, aheadThen)) ||
    isMadeAlready(text, place, quoted, before + newText + after);
  const start = place + before.length;
  return isChanged ? undefined : { start, end: start + oldText.length };
}

/** Whether a word, or a run of signs, goes on over a place. */
function cutsToken(text: string, offset: number): boolean {
  const [left, right] = [text[offset - 1] ?? ' ', text[offset] ?? ' '];
  return isCodeUnitOfWord(left) === isCodeUnitOfWord(right) && /\S/.test(left) && /\S/.test(right);
}

/** Half of a character belongs to what is around it. */
function isCodeUnitOfWord(unit: string): boolean {
  return word.test(unit) || /\p{Surrogate}/u.test(unit);
}

/** What begins a comment or a string in some language, in its order. */
function openers(ahead: string): string {
  return (ahead.match(/["'`#%;]|\/[/*]|\*\/|--|<!--|\bREM\b|^\s*\*/g) ?? []).join(' ');
}

/** Whether lines that are brought or taken away are indented as before, and begin a line if they did. */
function startsAlike(ahead: string, aheadThen: string): boolean {
  const [now, then] = [ahead, aheadThen].map((text) => ({
    indentation: /^\s*/.exec(text)?.[0],
    isAll: !/\S/.test(text),
  }));
  return now?.indentation === then?.indentation && now?.isAll === then?.isAll;
}

/** Whether the place has what the edit would make of it, which may have its own text in it. */
function isMadeAlready(text: string, place: number, quoted: string, made: string): boolean {
  for (let at = made.indexOf(quoted); at !== -1; at = made.indexOf(quoted, at + 1)) {
    if (place >= at && text.startsWith(made, place - at)) {
      return true;
    }
  }
  return false;
}
