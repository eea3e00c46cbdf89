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
 * A text of the same length in which the bodies of functions are blank, for who looks at definitions alone: a parser reads it
 * in a fraction of the time. Where the text's brackets do not match it is the text itself.
 *
 * @param grammar the grammar's file
 */
export function skeletonOf(text: string, grammar: string): string {
  switch (grammar) {
    case 'tree-sitter-python':
      return withoutIndented(text);
    case 'tree-sitter-go':
      return withoutBraced(text, go);
    case 'tree-sitter-c':
    case 'tree-sitter-cpp':
      return withoutBraced(text, c);
    default:
      return withoutBraced(text, scripts);
  }
}

/** UTF-16 code units before a brace that tell what it opens. */
const longestHeader = 2_000;

/** What begins a definition whose body others look into. */
const container = /^(?:[\w\s]*\b)?(?:class|interface|enum|namespace|module|struct|union)\b[^()]*$/;

function withoutBraced(text: string, tokens: RegExp): string {
  const kept: string[] = [];
  /** Of each open brace, whether it holds values. */
  const open: boolean[] = [];
  let done = 0;
  let parentheses = 0;
  /** Where the statement begins that a brace would belong to, and the one before. */
  let [start, before] = [0, 0];
  let blankFrom = -1;
  let blankDepth = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (blankFrom !== -1) {
      blankDepth += token === '{' ? 1 : token === '}' ? -1 : 0;
      if (blankDepth === 0) {
        kept.push(text.slice(done, blankFrom), ' '.repeat(index - blankFrom));
        done = index;
        blankFrom = -1;
        start = before = index + 1;
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
        const isContainer = container.test(header);
        const isBody = !isContainer && (header.includes(')') || /=>\s*$/.test(header));
        if (isBody || (!isContainer && open.at(-1))) {
          blankFrom = index + 1;
          blankDepth = 1;
        } else {
          open.push(!isContainer);
          start = before = index + 1;
        }
        break;
      }
      case '}':
        if (open.pop() === undefined) {
          return text;
        }
        start = before = index + 1;
        break;
      case ';':
      case '\n':
        if (parentheses <= 0) {
          before = /\S/.test(text.slice(start, index)) ? start : before;
          start = index + 1;
        }
        break;
    }
  }
  kept.push(text.slice(done));
  return blankFrom !== -1 || open.length > 0 ? text : kept.join('');
}

const definition = /^(?:async[ \t]+)?def\b/;
const string = /^(?:[rRuUbB]{0,2})("""|'''|"|')/;

/** Keeps the string that a body begins with. */
function withoutIndented(text: string): string {
  const kept: string[] = [];
  let done = 0;
  /** How far the function is indented whose body is left out; -1 outside of any. */
  let outer = -1;
  let isFirst = false;
  let blankFrom = -1;
  const visit = (start: number, end: number): void => {
    const line = text.slice(start, end);
    const code = line.trimStart();
    if (code === '' || code.startsWith('#')) {
      return;
    }
    const indentation = line.length - code.length;
    if (outer !== -1 && indentation > outer) {
      if (isFirst && string.test(code)) {
        isFirst = false;
        return;
      }
      isFirst = false;
      blankFrom = blankFrom === -1 ? start + indentation : blankFrom;
      return;
    }
    if (blankFrom !== -1) {
      // Something has to stand in a body.
      kept.push(text.slice(done, blankFrom), '0', ' '.repeat(Math.max(0, start - blankFrom - 2)), '\n');
      done = start;
      blankFrom = -1;
    }
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
    kept.push(text.slice(done, blankFrom), '0', ' '.repeat(Math.max(0, text.length - blankFrom - 1)));
    done = text.length;
  }
  kept.push(text.slice(done));
  return kept.join('');
}
