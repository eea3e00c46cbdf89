import { type ParseError, parse as parseJson, printParseErrorCode } from 'jsonc-parser';
import { CssSyntaxError, parse as parseCss } from 'postcss';
import { parse as parseToml, TomlError } from 'smol-toml';
import { LineIndex } from '../../core/text/lines';
import { isNestedTooDeeply } from '../../core/text/yamlNesting';
import type { FileSnapshot } from '../../core/types';
import { brokenAt, isAmongTemplates, isTemplate, type SyntaxCheck, sound, unread } from './brokenSyntax';
import { yamlDocuments } from './yamlDocuments';

/** The languages that are read here. */
export const dataLanguages: readonly string[] = ['css', 'dockercompose', 'json', 'jsonc', 'jsonl', 'toml', 'yaml'];

/** Reads files of data by the parsers of their formats; undefined for every other file. */
export function checkData(file: Pick<FileSnapshot, 'language' | 'path' | 'text'>): SyntaxCheck | undefined {
  switch (file.language) {
    case 'json':
    case 'jsonc':
      return asTemplate(file, checkJson(file));
    case 'css':
      return asTemplate(file, checkCss(file.text));
    case 'jsonl':
      return checkJsonLines(file.text);
    case 'yaml':
    case 'dockercompose':
      return asTemplate(file, checkYaml(file));
    case 'toml':
      return asTemplate(file, checkToml(file.text));
    default:
      return undefined;
  }
}

/** A template is no valid data before it is filled in, and need not be. */
function asTemplate({ path, text }: Pick<FileSnapshot, 'path' | 'text'>, check: SyntaxCheck): SyntaxCheck {
  const isBroken = check.kind === 'checked' && check.breaks.length > 0;
  const isFilledIn = isAmongTemplates(path) || isTemplate(text) || (!/\.ya?ml$/i.test(path) && frontMatter.test(text));
  return isBroken && isFilledIn ? unread('templates') : check;
}

/** Jekyll takes each file that begins so for a template: https://jekyllrb.com/docs/front-matter/ */
const frontMatter = /^---[ \t]*\n(?:[^\n]*\n){0,50}?---[ \t]*\n/;

/** Brackets, far more than anybody nests and fewer than a parser that calls itself for each can follow. */
const deepestJson = 1000;

function checkJson({ language, path, text }: Pick<FileSnapshot, 'language' | 'path' | 'text'>): SyntaxCheck {
  if (text.trim() === '') {
    return sound;
  }
  if (isDeeperThan(text, deepestJson)) {
    return unread('such deep nesting');
  }
  const isRelaxed = language === 'jsonc' || /^\s*\/[/*]/m.test(text);
  const [error] = jsonErrors(text, isRelaxed);
  if (!error) {
    return sound;
  }
  const start = /\.\w*json\w*$/i.test(path) ? /^\s*[{["\d/tfn-]/ : /^\s*[{[]/;
  if (!start.test(text)) {
    // Files such as `.eslintrc` may be written in YAML, too, and one that is encrypted keeps its name.
    return unread('a format without a name');
  }
  if (isLooseJson(text, error)) {
    return unread('JSON5');
  }
  if (printParseErrorCode(error.error) === 'EndOfFileExpected' && !/^[\]},:]/.test(text.slice(error.offset))) {
    return unread('several values in a file');
  }
  const { offset, length } = error;
  const isTrailing = isTrailingComma(text, error);
  const message = isTrailing ? 'a comma before a closing bracket' : messageOf(text, error);
  const isTolerated = isTrailing || oftenTolerated.has(printParseErrorCode(error.error));
  return brokenAt(offset, offset + length, message, isTolerated ? 'tolerated' : undefined);
}

/** What is within a string: readers in other languages than JavaScript mostly take it, and regular expressions have it. */
const oftenTolerated: ReadonlySet<string> = new Set(['InvalidCharacter', 'InvalidEscapeCharacter', 'InvalidUnicode']);

/** The first one is what matters: those behind it mostly follow from it. */
function jsonErrors(text: string, isRelaxed: boolean): readonly ParseError[] {
  const errors: ParseError[] = [];
  parseJson(text, errors, { allowTrailingComma: isRelaxed, disallowComments: !isRelaxed });
  return errors.sort((a, b) => a.offset - b.offset);
}

/** Names without quotes, single quotes, and the numbers that JSON has no words for. */
function isLooseJson(text: string, { offset }: ParseError): boolean {
  const [before, behind] = [text.slice(Math.max(0, offset - 200), offset), text.slice(offset, offset + 80)];
  const isName = /^[A-Za-z_$][\w$]*\s*:/.test(behind) && /[{,]\s*$/.test(before);
  return isName || /^(?:'|[+-]?(?:NaN|Infinity|undefined)\b|0x[\da-f])/i.test(behind);
}

function isTrailingComma(text: string, { offset }: ParseError): boolean {
  return /^[\]}]/.test(text.slice(offset)) && /,\s*$/.test(text.slice(Math.max(0, offset - 200), offset));
}

function messageOf(text: string, { error, offset, length }: ParseError): string {
  const found = text.slice(offset, offset + Math.min(Math.max(length, 1), 20));
  const at = offset >= text.trimEnd().length ? 'the end of the file' : `“${found.trim() || found}”`;
  switch (printParseErrorCode(error)) {
    case 'CommaExpected':
      return `a comma is missing before ${at}`;
    case 'ColonExpected':
      return `a colon is missing before ${at}`;
    case 'CloseBraceExpected':
      return `“}” is missing before ${at}`;
    case 'CloseBracketExpected':
      return `“]” is missing before ${at}`;
    case 'PropertyNameExpected':
      return `a name in double quotes is missing before ${at}`;
    case 'ValueExpected':
      return `a value is missing before ${at}`;
    case 'UnexpectedEndOfString':
      return 'a string that is never closed';
    case 'UnexpectedEndOfComment':
      return 'a comment that is never closed';
    case 'InvalidCharacter':
      return 'a control character in a string';
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return 'an escape that JSON does not have';
    case 'InvalidCommentToken':
      return 'a comment where JSON has none';
    default:
      return `unexpected ${at}`;
  }
}

function isDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[{\]}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > most) {
      return true;
    }
  }
  return false;
}

function checkJsonLines(text: string): SyntaxCheck {
  let start = 0;
  for (const line of text.split('\n')) {
    const [error] = line.trim() === '' || isDeeperThan(line, deepestJson) ? [] : jsonErrors(line, false);
    if (error) {
      return brokenAt(start + error.offset, start + error.offset + error.length, messageOf(line, error));
    }
    start += line.length + 1;
  }
  return sound;
}

/** In brackets that are closed, and hold no others that go over lines. */
const flowCollection =
  /[:-][ \t]{1,40}[[{][^\n[\]{}]*\n(?:(?:[^\n[\]{}]|\[[^\n[\]{}]*\]|\{[^\n[\]{}]*\})*\n)*?[ \t]*[\]}]/g;

function withIndentedLists(text: string): string {
  return text.replace(flowCollection, (collection) => collection.replaceAll('\n', `\n${' '.repeat(80)}`));
}

/** No value of YAML begins so. */
const codeFence = /^```/gm;

/** @param path LLVM reads the files of its tools by rules of its own */
function checkYaml({ path, text }: Pick<FileSnapshot, 'path' | 'text'>): SyntaxCheck {
  if (/(?:^|\/)\.clang-\w+$/.test(path)) {
    return unread("LLVM's YAML");
  }
  if (isNestedTooDeeply(text)) {
    return unread('such deep nesting');
  }
  const errors = yamlDocuments(text)
    .flatMap((document) => document.errors)
    .sort((a, b) => a.pos[0] - b.pos[0]);
  const [first] = errors;
  if (!first) {
    return sound;
  }
  if ((text.match(codeFence) ?? []).length > 1) {
    return unread('Markdown');
  }
  const [start, end] = first.pos;
  // A line that is empty is a part of the string, too.
  const opened = text.lastIndexOf('\n', text.slice(0, start).trimEnd().length - 1) + 1;
  if (first.code === 'MISSING_CHAR' && /^.*["'][\s\S]*["']/.test(text.slice(opened))) {
    // Most readers take strings that go on at the very start of a line.
    return unread('strings that go on at the start of a line');
  }
  if (
    first.code === 'BAD_INDENT' &&
    yamlDocuments(withIndentedLists(text)).every(({ errors }) => errors.length === 0)
  ) {
    // YAML 1.2 forbids it; libyaml, and so PyYAML and Go's reader, takes it.
    return unread('brackets that go on at the start of a line');
  }
  const message = first.message.split('\n')[0]?.replace(/[.:]$/, '') ?? '';
  return brokenAt(start, Math.min(end, text.length), message.charAt(0).toLowerCase() + message.slice(1));
}

/** What is no comment in CSS, and the last in its block: nothing stands behind it that could be lost. */
const lastInBlock = /(?<=[;{}]\s*)\/\/[^\n{};]*(?=\n\s*\})/g;

/** Only what PostCSS does not get past: a browser takes much else for a declaration that it does not know. */
function checkCss(text: string): SyntaxCheck {
  try {
    parseCss(text.replace(lastInBlock, (words) => ' '.repeat(words.length)));
    return sound;
  } catch (error) {
    if (!(error instanceof CssSyntaxError) || error.line === undefined) {
      throw error;
    }
    const lines = new LineIndex(text);
    const line = Math.min(error.line, lines.count);
    const { reason } = error;
    const start = lines.startOf(line) + Math.max(0, (error.column ?? 1) - 1);
    return brokenAt(start, lines.endOf(line), reason.charAt(0).toLowerCase() + reason.slice(1), 'skipped');
  }
}

function checkToml(text: string): SyntaxCheck {
  try {
    parseToml(text);
    return sound;
  } catch (error) {
    if (!(error instanceof TomlError)) {
      throw error;
    }
    const lines = new LineIndex(text);
    const line = Math.min(error.line, lines.count);
    const message = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
    return brokenAt(lines.startOf(line) + Math.max(0, error.column - 1), lines.endOf(line), message);
  }
}
