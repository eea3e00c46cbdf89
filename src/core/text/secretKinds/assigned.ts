import type { Span } from '../../types';
import type { Secret } from './kind';
import { isGenerated, isPin } from './plausible';

/** Telling words, and the rest of the name they stand in. */
const tellingName =
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|(?:api|access|auth|private|account|encryption)[_-]?key)s?([\w-]{0,40})/gi;
/** In lower case: no name is looked for in a text without any of these. */
export const assignedHints: readonly string[] = [
  ...['passw', 'passphrase', 'pwd', 'secret', 'token', 'credential'],
  ...['api', 'access', 'auth', 'private', 'account', 'encryption'].flatMap((word) =>
    ['', '_', '-'].map((sign) => `${word}${sign}key`),
  ),
];

/** What follows the telling word when the name means something about a secret: `token_url`, `passwordField`. */
const namesSomethingElse =
  /^(?:iz|[_-]?(?:ur[il]|endpoint|name|field|label|id|path|file|type|kind|header|regex|pattern|prefix|suffix|length|size|hint|placeholder|input|error|message|expir|ttl|count|limit|class|selector|store|hash|digest|checksum|version))/i;

/** Quotes are escaped where the code itself is in a string, as in a notebook. */
const assignmentSign = /(?:\\{0,3}["'\]]){0,2}\s{0,20}(:=|=>|[:=](?!=))/y;

/** What stands before the telling word on a line of an environment, properties or YAML file … */
const lineStart = /^[ \t]{0,40}(?:export |- )?[\w.-]{0,40}$/;
/** … and what comes behind its name: the value without quotes, perhaps on the next line. */
const plainValue =
  /(?:[ \t]{0,20}=|:(?=[ \t\r\n]))[ \t]{0,20}(?:\\?\r?\n[ \t]{1,40})?([^\s"'`(){}[\],;]{12,500})(?=[ \t]{0,200}(?:\r?\n|$))/y;

/** What a value is called that only its name tells. */
export const assignedKind = 'password or token';

/**
 * Values that look generated and are given to a name that says they are secret, in whatever language.
 *
 * @param hinted the hints in the text, or more
 */
export function* assignedSecrets(text: string, hinted: ReadonlySet<string>): Generator<Secret> {
  if (!assignedHints.some((hint) => hinted.has(hint))) {
    return;
  }
  // No block begins where one has been read, so that each line is read once however many names stand above it.
  let readTo = 0;
  for (const match of text.matchAll(tellingName)) {
    if (!namesSomethingElse.test(match[1] ?? '')) {
      const end = match.index + match[0].length;
      const block = end < readTo ? undefined : blockValue(text, end);
      readTo = block?.end ?? readTo;
      const pieces = block?.pieces ?? quotedValue(text, end) ?? unquotedValue(text, match.index, end);
      const value = pieces.map((piece) => text.slice(piece.start, piece.end)).join('');
      if (value.length >= 8 && isGenerated(value) && !isPin(value)) {
        // One value is one finding, however many lines it takes.
        yield* pieces.map((piece, index) => ({ kind: assignedKind, isReported: index === 0, ...piece }));
      }
    }
  }
}

/** What is assigned to a name as far as it is looked at, where it begins, and by which sign. */
function assignedTo(text: string, nameEnd: number): { sign: string; at: number; rest: string } | undefined {
  assignmentSign.lastIndex = nameEnd;
  const sign = assignmentSign.exec(text)?.[1];
  const at = assignmentSign.lastIndex;
  return sign === undefined ? undefined : { sign, at, rest: text.slice(at, at + longestValue) };
}

/** The pieces of the value that stands in quotes; undefined when none does. */
function quotedValue(text: string, nameEnd: number): readonly Span[] | undefined {
  const assigned = assignedTo(text, nameEnd);
  const pieces = assigned ? stringPieces(assigned.rest) : [];
  return assigned && pieces.length > 0 ? pieces.map((piece) => moved(piece, assigned.at)) : undefined;
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

function unquotedValue(text: string, nameStart: number, nameEnd: number): readonly Span[] {
  const before = text.slice(Math.max(0, nameStart - 100), nameStart);
  plainValue.lastIndex = nameEnd;
  const value = lineStart.test(before.slice(before.lastIndexOf('\n') + 1)) && plainValue.exec(text)?.[1];
  return value ? [{ start: plainValue.lastIndex - value.length, end: plainValue.lastIndex }] : [];
}

/** Nothing that is assigned is looked at further than this, in UTF-16 code units. */
const longestValue = 4_000;

/** A block scalar of YAML (`|`, `>`), a here document of a shell or of HCL, a string in triple quotes. */
const blockStart =
  /^\s{0,40}(?:(?<yaml>[|>][+-]?\d?[ \t]{0,20}\r?\n)|(?:\$\(\s{0,5}cat\s{1,5})?<<[-~]?\s?["']?(?<tag>\w{1,40})["']?[ \t]{0,20}\r?\n|[rbfuRBFU]{0,2}(?<quotes>"""|''')|(?<fence>```))/;

/** The words of the block that is assigned, none where it is prose, and how far it was read; undefined for no block. */
function blockValue(text: string, nameEnd: number): { pieces: readonly Span[]; end: number } | undefined {
  const { sign, at, rest } = assignedTo(text, nameEnd) ?? { sign: '', at: nameEnd, rest: '' };
  const match = blockStart.exec(rest);
  const { yaml, tag, quotes, fence } = match?.groups ?? {};
  if (!match || (yaml !== undefined && sign !== ':')) {
    return undefined;
  }
  const start = match[0].length;
  const { words, prose } = wordLines(rest, start);
  const read = rest.slice(0, words.at(-1)?.end ?? start);
  const end = yaml === undefined ? read.indexOf(tag ?? quotes ?? fence ?? '', start) : yamlBlockEnd(read, start);
  const isProse = end === -1 || (yaml !== undefined && end > prose);
  // Of the word in which the block ends, only what is before that belongs to it.
  const within = words.map((word) => ({ start: word.start, end: Math.min(word.end, end) }));
  const pieces = isProse ? [] : within.filter((word) => word.start < word.end).map((word) => moved(word, at));
  return { pieces, end: at + read.length };
}

const nextWord = /[^\S\n]*(\S*)/y;
const restOfLine = /[^\S\n]*(?:\n|$)/y;

/** The words of lines that have one or none, with the first of a line that has more, and where that line begins. */
function wordLines(rest: string, start: number): { readonly words: readonly Span[]; readonly prose: number } {
  const words: Span[] = [];
  for (let at = start; at < rest.length; at = restOfLine.lastIndex) {
    nextWord.lastIndex = at;
    const length = nextWord.exec(rest)?.[1]?.length ?? 0;
    if (length > 0) {
      words.push({ start: nextWord.lastIndex - length, end: nextWord.lastIndex });
    }
    restOfLine.lastIndex = nextWord.lastIndex;
    if (!restOfLine.test(rest)) {
      return { words, prose: at };
    }
  }
  return { words, prose: Number.POSITIVE_INFINITY };
}

/** The block ends before the first line that is indented less than its first one. */
function yamlBlockEnd(rest: string, start: number): number {
  const [indent = ''] = /^[ \t]*/.exec(rest.slice(start)) ?? [];
  let end = start;
  while (indent !== '' && end < rest.length && rest.startsWith(indent, end)) {
    const lineEnd = rest.indexOf('\n', end);
    end = lineEnd === -1 ? rest.length : lineEnd + 1;
  }
  return end;
}

/** One string of most languages: letters before the quotes say of which type it is. */
const stringLiteral = /\s{0,40}\\?\s{0,40}\(?\s{0,40}[rbfuLRBFU@$]{0,2}(\\{0,3}["'`])([^\s"'`\\]{1,500})\1/y;
/** What puts two strings together: a sign, a line that goes on, or nothing but white space. */
const joint = /\s{0,40}(?:\+|\.{1,2}(?!\w)|&|\\)?\s{0,40}(?=[rbfuLRBFU@$]{0,2}\\{0,3}["'`])/y;

function stringPieces(rest: string): readonly Span[] {
  const pieces: Span[] = [];
  let at = 0;
  for (;;) {
    stringLiteral.lastIndex = at;
    const match = stringLiteral.exec(rest);
    if (!match) {
      return pieces;
    }
    const [, quote = '', content = ''] = match;
    const end = stringLiteral.lastIndex - quote.length;
    pieces.push({ start: end - content.length, end });
    joint.lastIndex = stringLiteral.lastIndex;
    if (!joint.test(rest)) {
      return pieces;
    }
    at = joint.lastIndex;
  }
}
