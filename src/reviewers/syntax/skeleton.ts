/** Where a text is not program: comments and strings. The longest forms come first. */
const common = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|"(?:\\[\s\S]|[^"\\\n])*"?`;
const character = String.raw`'(?:\\[\s\S]|[^'\\\n])*'?`;
const signs = String.raw`[\n;(){}[\]]`;
const regularExpression = String.raw`(?<=(?:[(,=:[!&|?{};\n]|\breturn)[ \t]*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n]){0,200}\]|[^/\\\n[]){1,400}\/`;
const template = '`(?:\\\\[\\s\\S]|[^`\\\\])*`?';

const scripts = new RegExp([common, character, regularExpression, template, signs].join('|'), 'g');
const go = new RegExp([common, character, '`[^`]*`?', signs].join('|'), 'g');
const c = new RegExp([common, character, String.raw`^[ \t]*#(?:\\\r?\n|[^\n])*`, signs].join('|'), 'gm');
const python =
  /#[^\n]*|("""|''')(?:\\[\s\S]|(?!\1)[^\\])*(?:\1)?|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|[\n()[\]{}]/g;

/**
 * A text without imports and the bodies of functions, and with the beginnings of long comments, for who looks at definitions alone: a
 * parser reads it in a fraction of the time, as that takes as long for blanks as for anything else. Where the text's brackets
 * do not match it is the text itself.
 *
 * @param grammar the grammar's file
 */
export function skeletonOf(text: string, grammar: string): string {
  switch (grammar) {
    case 'tree-sitter-python':
      return withoutIndented(text);
    case 'tree-sitter-go':
      return withoutBraced(text, go, leftOut);
    case 'tree-sitter-c':
    case 'tree-sitter-cpp':
      // Its functions stand in no types, and a statement needs more than a name.
      return withoutBraced(text.replace(marked, '$1 '), c, '');
    default:
      return withoutBraced(text, scripts, leftOut);
  }
}

/** A name that stands in a skeleton in the place of what was left out: as a statement, a field or a type. */
export const leftOut = '_';

/** UTF-16 code units of a comment that are kept: its first line tells what follows. */
const longestComment = 300;

/** UTF-16 code units before a brace that tell what it opens. */
const longestHeader = 2_000;

/** Statements at the top that define nothing of their own. */
const importing = /^\s*import\b[^(='"]*(?:['"][^'"\n]+['"][^()]*|\([^()]*\)\s*)$/;
const including = /^[ \t]*#[ \t]*include\b/;

/** What begins a definition whose body others look into. */
const container = /^(?:[\w\s]*\b)?(?:class|interface|enum|namespace|module|struct|union)\b[^()]*$/;

/** Behind what braces are those of a type, wherever no value holds them. */
const beforeType = /[:|&<]\s*$/;

type Braces = 'container' | 'values' | 'types';

/** @param mark stands where something was left out that may have been a type */
function withoutBraced(text: string, tokens: RegExp, mark: string): string {
  const kept: string[] = [];
  const open: Braces[] = [];
  let done = 0;
  let parentheses = 0;
  /** Where the statement begins that a brace would belong to, and the one before. */
  let [start, before] = [0, 0];
  /** Where a statement begins that may import, over its braces. */
  let importAt = 0;
  let blankFrom = -1;
  let blankDepth = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (blankFrom !== -1) {
      blankDepth += token === '{' ? 1 : token === '}' ? -1 : 0;
      if (blankDepth === 0) {
        kept.push(text.slice(done, blankFrom), index > blankFrom ? mark : '');
        done = index;
        blankFrom = -1;
        start = before = index + 1;
      }
      continue;
    }
    if (token.length > 1) {
      const isLong = token.length > longestComment && token.startsWith('/*');
      if (isLong || (open.length === 0 && including.test(token))) {
        kept.push(text.slice(done, isLong ? index + longestComment : index), isLong ? '*/' : '');
        done = index + token.length;
      }
      continue;
    }
    switch (token) {
      case '(':
      case '[':
        parentheses++;
        break;
      case ')':
      case ']':
        parentheses--;
        break;
      case '{': {
        const line = text.slice(Math.max(start, index - longestHeader), index);
        const header = /\S/.test(line) ? line : text.slice(Math.max(before, index - longestHeader), index);
        const within = open.at(-1);
        const braces = bracesBehind(header, within);
        if (braces === 'values' && (isBody(header) || within === 'values')) {
          blankFrom = index + 1;
          blankDepth = 1;
          break;
        }
        open.push(braces);
        // Behind a type goes on what it stands in.
        start = braces === 'types' ? start : index + 1;
        before = braces === 'types' ? before : index + 1;
        break;
      }
      case '}': {
        const closed = open.pop();
        if (closed === undefined) {
          return text;
        }
        start = closed === 'types' ? start : index + 1;
        before = closed === 'types' ? before : index + 1;
        break;
      }
      case ';':
      case '\n':
        if (parentheses <= 0) {
          if (open.length === 0) {
            if (done <= importAt && importing.test(text.slice(importAt, index))) {
              kept.push(text.slice(done, importAt));
              done = index;
            }
            importAt = index + 1;
          }
          before = /\S/.test(text.slice(start, index)) ? start : before;
          start = index + 1;
        }
        break;
    }
  }
  kept.push(text.slice(done));
  return blankFrom !== -1 || open.length > 0 ? text : kept.join('');
}

/** `class API_EXPORT Name {`, `struct ALIGNED(8) Name : Base {`: a word that is only for compilers hides the class. */
const marked =
  /\b(class|struct|union)[ \t]+[A-Z][A-Z0-9_]{2,60}(?:\([^()\n]{0,60}\))?[ \t]+(?=[A-Za-z_]\w{0,100}[ \t]*(?:final\b[ \t]*)?[:{\n])/g;

/** @param header what the braces belong to */
function bracesBehind(header: string, within: Braces | undefined): Braces {
  if (within === 'types') {
    return 'types';
  }
  if (container.test(header)) {
    return 'container';
  }
  return within !== 'values' && beforeType.test(header) ? 'types' : 'values';
}

function isBody(header: string): boolean {
  return header.includes(')') || /=>\s*$/.test(header);
}

const imported = /^(?:from|import)\b[^;]*$/;
const definition = /^(?:async[ \t]+)?def\b/;
const string = /^(?:[rRuUbB]{0,2})("""|'''|"|')/;

/** Where in a statement the first line of words ends of a string that it is; undefined where it is none of several lines. */
function firstLineOf(
  code: string,
): { readonly opening: number; readonly end: number; readonly quotes: string } | undefined {
  const [opening = '', quotes = ''] = string.exec(code) ?? [];
  const last = code.trimEnd().length - quotes.length;
  if (quotes.length !== 3 || code.indexOf(quotes, opening.length) !== last) {
    return undefined;
  }
  const words = code.slice(opening.length).search(/\p{L}/u);
  const lineEnd = code.indexOf('\n', opening.length + Math.max(0, words));
  const end = Math.min(lineEnd === -1 ? last : lineEnd, opening.length + longestComment, last);
  return { opening: opening.length, end, quotes };
}

/** Keeps of the string that a body begins with the first line. */
function withoutIndented(text: string): string {
  const kept: string[] = [];
  let done = 0;
  /** How far the function is indented whose body is left out; -1 outside of any. */
  let outer = -1;
  let isFirst = false;
  let blankFrom = -1;
  const cutString = (start: number, end: number, code: string): void => {
    const first = firstLineOf(code);
    if (first) {
      const words = code.slice(first.opening, first.end).replace(/[\\"']+$/, '');
      kept.push(text.slice(done, start + first.opening), words, first.quotes);
      done = end;
    }
  };
  const visit = (start: number, end: number): void => {
    const line = text.slice(start, end);
    const code = line.trimStart();
    if (code === '' || code.startsWith('#')) {
      // What is left out already has it in it.
      if (blankFrom === -1) {
        kept.push(text.slice(done, start));
        done = Math.min(end + 1, text.length);
      }
      return;
    }
    const indentation = line.length - code.length;
    if (outer !== -1 && indentation > outer) {
      if (isFirst && string.test(code)) {
        isFirst = false;
        cutString(start + indentation, end, code);
        return;
      }
      isFirst = false;
      blankFrom = blankFrom === -1 ? start + indentation : blankFrom;
      return;
    }
    if (blankFrom !== -1) {
      // Something has to stand in a body.
      kept.push(text.slice(done, blankFrom), '0\n');
      done = start;
      blankFrom = -1;
    }
    if (indentation === 0 && imported.test(code)) {
      kept.push(text.slice(done, start));
      done = Math.min(end + 1, text.length);
    }
    cutString(start + indentation, end, code);
    const isDefinition = definition.test(code) && /:\s*(?:#.*)?$/.test(line);
    outer = isDefinition ? indentation : -1;
    isFirst = isDefinition;
  };
  let start = 0;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(python)) {
    if (token === '\n') {
      if (depth <= 0 && text[index - 1] !== '\\') {
        visit(start, index);
        start = index + 1;
      }
    } else if (token.length === 1) {
      depth += '([{'.includes(token) ? 1 : ')]}'.includes(token) ? -1 : 0;
    }
  }
  if (depth !== 0) {
    return text;
  }
  visit(start, text.length);
  if (blankFrom !== -1) {
    kept.push(text.slice(done, blankFrom), '0');
    done = text.length;
  }
  kept.push(text.slice(done));
  return kept.join('');
}
