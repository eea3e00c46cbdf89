import type { Span } from '../../types';
import type { Secret } from './kind';
import { isGenerated } from './plausible';

/** Telling words, and the rest of the name they stand in. */
const tellingName =
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|(?:api|access|auth|private|account|encryption)[_-]?key)s?([\w-]{0,40})/gi;
/** No name is looked for in a text without any of these. */
const hints = ['passw', 'passphrase', 'pwd', 'secret', 'token', 'credential', 'key'];

/** What follows the telling word when the name means something about a secret: `token_url`, `passwordField`. */
const namesSomethingElse =
  /^(?:iz|[_-]?(?:ur[il]|endpoint|name|field|label|id|path|file|type|kind|header|regex|pattern|prefix|suffix|length|size|hint|placeholder|input|error|message|expir|ttl|count|limit|class|selector|store|hash|digest|checksum|version))/i;

const assignmentSign = /["'\]]{0,2}\s{0,20}(:=|=>|[:=](?!=))/y;

/** What stands before the telling word on a line of an environment, properties or YAML file … */
const lineStart = /^[ \t]{0,40}(?:export |- )?[\w.-]{0,40}$/;
/** … and what comes behind its name: the value without quotes, perhaps on the next line. */
const plainValue =
  /(?:[ \t]{0,20}=|:(?=[ \t\r\n]))[ \t]{0,20}(?:\\?\r?\n[ \t]{1,40})?([^\s"'`(){}[\],;]{12,500})(?=[ \t]{0,200}(?:\r?\n|$))/y;

const kind = 'password or token';

/**
 * Values that look generated and are given to a name that says they are secret, in whatever language.
 *
 * @param lower the text in lower case
 */
export function* assignedSecrets(text: string, lower: string): Generator<Secret> {
  if (!hints.some((hint) => lower.includes(hint))) {
    return;
  }
  for (const match of text.matchAll(tellingName)) {
    if (!namesSomethingElse.test(match[1] ?? '')) {
      const end = match.index + match[0].length;
      const pieces = quotedValue(text, end) ?? unquotedValue(text, match.index, end);
      const value = pieces.map((piece) => text.slice(piece.start, piece.end)).join('');
      if (value.length >= 8 && isGenerated(value)) {
        // One value is one finding, however many lines it takes.
        yield* pieces.map((piece, index) => ({ kind, isReported: index === 0, ...piece }));
      }
    }
  }
}

/** The pieces of the value that stands in quotes or a block behind a sign of assignment; undefined when none does. */
function quotedValue(text: string, nameEnd: number): readonly Span[] | undefined {
  assignmentSign.lastIndex = nameEnd;
  const sign = assignmentSign.exec(text)?.[1];
  const pieces = sign === undefined ? [] : valueAt(text, assignmentSign.lastIndex, sign);
  return pieces.length > 0 ? pieces : undefined;
}

function unquotedValue(text: string, nameStart: number, nameEnd: number): readonly Span[] {
  const before = text.slice(Math.max(0, nameStart - 100), nameStart);
  plainValue.lastIndex = nameEnd;
  const value = lineStart.test(before.slice(before.lastIndexOf('\n') + 1)) && plainValue.exec(text)?.[1];
  return value ? [{ start: plainValue.lastIndex - value.length, end: plainValue.lastIndex }] : [];
}

/** Nothing that is assigned is looked at further than this, in UTF-16 code units. */
const longestValue = 4_000;

/** The value behind a sign of assignment, in pieces where it is spread over several strings or lines. */
function valueAt(text: string, at: number, sign: string): readonly Span[] {
  const rest = text.slice(at, at + longestValue);
  const pieces = blockPieces(rest, sign) ?? stringPieces(rest);
  return pieces.map(({ start, end }) => ({ start: at + start, end: at + end }));
}

/** A block scalar of YAML (`|`, `>`), a here document of a shell or of HCL, a string in triple quotes. */
const blockStart =
  /^\s{0,40}(?:(?<yaml>[|>][+-]?\d?[ \t]{0,20}\r?\n)|(?:\$\(\s{0,5}cat\s{1,5})?<<[-~]?\s?["']?(?<tag>\w{1,40})["']?[ \t]{0,20}\r?\n|[rbfuRBFU]{0,2}(?<quotes>"""|''')|(?<fence>```))/;

function blockPieces(rest: string, sign: string): readonly Span[] | undefined {
  const match = blockStart.exec(rest);
  const { yaml, tag, quotes, fence } = match?.groups ?? {};
  if (!match || (yaml !== undefined && sign !== ':')) {
    return undefined;
  }
  const start = match[0].length;
  const end = yaml === undefined ? rest.indexOf(tag ?? quotes ?? fence ?? '', start) : yamlBlockEnd(rest, start);
  return end === -1 ? [] : linePieces(rest, start, end);
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

/** The lines of a block without white space around them; none when a line is more than one word. */
function linePieces(rest: string, start: number, end: number): readonly Span[] {
  const words = Array.from(rest.slice(start, end).matchAll(/\S+/g), ({ index, 0: word }) => ({
    start: start + index,
    end: start + index + word.length,
  }));
  const isProse = words.some((word, index) => {
    const previous = words[index - 1];
    return previous !== undefined && !rest.slice(previous.end, word.start).includes('\n');
  });
  return isProse ? [] : words;
}

/** One string of most languages: letters before the quotes say of which type it is. */
const stringLiteral = /\s{0,40}\\?\s{0,40}\(?\s{0,40}[rbfuLRBFU@$]{0,2}(["'`])([^\s"'`\\]{1,500})\1/y;
/** What puts two strings together: a sign, a line that goes on, or nothing but white space. */
const joint = /\s{0,40}(?:\+|\.{1,2}(?!\w)|&|\\)?\s{0,40}(?=[rbfuLRBFU@$]{0,2}["'`])/y;

function stringPieces(rest: string): readonly Span[] {
  const pieces: Span[] = [];
  let at = 0;
  for (;;) {
    stringLiteral.lastIndex = at;
    const match = stringLiteral.exec(rest);
    if (!match) {
      return pieces;
    }
    const end = stringLiteral.lastIndex - 1;
    pieces.push({ start: end - (match[2] ?? '').length, end });
    joint.lastIndex = end + 1;
    if (!joint.test(rest)) {
      return pieces;
    }
    at = joint.lastIndex;
  }
}
