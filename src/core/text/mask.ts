/** How the comments and strings of a language look, as parts of expressions. Neither may match the empty text. */
interface Lexis {
  readonly comment: string;
  readonly string: string;
  /** What begins a string that goes on over lines: when none ends it, the text is code to its end. */
  readonly longString?: string;
  /** Tells a string that holds code, which is left as it is. */
  readonly interpolated?: RegExp;
}

/** A text without what is no code, each character at its place. */
export interface Masked {
  /** Without comments. */
  readonly withStrings: string;
  /** Without comments and strings. Quotation marks stay. */
  readonly code: string;
}

/** Up to the end of the line, by whatever ends one in some language. */
const rest = '[^\\n\\r\\u0085\\u2028\\u2029]*';
const line = `//${rest}`;
const block = '/\\*[\\s\\S]*?(?:\\*/|$)';
const hash = `#${rest}`;
/** Only whole ones on one line; behind a quotation mark that begins none, the line is code, which can only find too much. */
const double = '"(?:\\\\.|[^"\\\\\\n])*"';
const single = "'(?:\\\\.|[^'\\\\\\n])*'";
/** One character, so that neither a lifetime (Rust) nor a separator of digits (C++) begins a string. */
const character = "'(?:\\\\.[^'\\n]{0,8}|[^'\\\\\\n])'";
const raw = '`[^`]*`';
/** Its first character; `templateEnd` tells the last one. */
const template = '`';
/** Where an operand may stand, so that it is no division; else what is in it could look like a comment. */
const pattern =
  '(?=/)(?<=[=(,;:!&|?{}[>\\n] {0,20}|\\breturn {1,20})/(?![*/])(?:\\\\.|\\[(?:\\\\.|[^\\]\\\\\\n]){0,100}\\]|[^/\\\\[\\n]){1,200}/';
const tripleOpen = '"""';
const tripled = `${tripleOpen}[\\s\\S]*?${tripleOpen}`;
const never = '(?!)';

const javascript: Lexis = {
  comment: `${line}|${block}`,
  string: [template, double, single, pattern].join('|'),
  interpolated: /^`[\s\S]*\$\{/,
};
const c: Lexis = { comment: `${line}|${block}`, string: `${double}|${character}` };
const jvm: Lexis = {
  comment: `${line}|${block}`,
  string: [tripled, double, single].join('|'),
  longString: tripleOpen,
  interpolated: /\$\{/,
};
const rust: Lexis = {
  comment: c.comment,
  string: ['r(?<hashes>#*)"[\\s\\S]*?"\\k<hashes>', double, character].join('|'),
  longString: 'r#*"',
};
const yaml: Lexis = { comment: `(?<=\\s)#${rest}`, string: `${double}|'[^'\\n]*'` };
const markup: Lexis = { comment: '<!--[\\s\\S]*?(?:-->|$)', string: never };

const lexes: Readonly<Record<string, Lexis>> = {
  javascript,
  javascriptreact: javascript,
  typescript: javascript,
  typescriptreact: javascript,
  html: markup,
  vue: markup,
  svelte: markup,
  css: { comment: block, string: never },
  scss: { comment: `(?<!:)${line}|${block}`, string: never },
  sass: { comment: `(?<!:)${line}|${block}`, string: never },
  less: { comment: `(?<!:)${line}|${block}`, string: never },
  yaml,
  dockercompose: yaml,
  python: {
    comment: hash,
    string: [
      '[a-zA-Z]{0,2}"""(?:\\\\[\\s\\S]|[^\\\\])*?"""',
      "[a-zA-Z]{0,2}'''(?:\\\\[\\s\\S]|[^\\\\])*?'''",
      `[a-zA-Z]{0,2}(?!""")${double}`,
      `[a-zA-Z]{0,2}(?!''')${single}`,
    ].join('|'),
    longString: `${tripleOpen}|'''`,
    interpolated: /^[a-z]?[ft][a-z]?["'][\s\S]*\{/i,
  },
  ruby: {
    comment: `(?<=^|\\n)=begin\\b[\\s\\S]*?(?:\\n=end|$)|#(?!\\{)${rest}`,
    string: `${double}|${single}`,
    interpolated: /^"[\s\S]*#\{/,
  },
  php: {
    comment: `(?://|#(?!\\[))(?:(?!\\?>)[^\\n\\r])*|${block}|<!--[\\s\\S]*?(?:-->|$)`,
    string: `${double}|${single}`,
  },
  // What is quoted in a shell is often a command.
  shellscript: {
    comment: `(?<=^|;|(?<!\\\\)\\s)#${rest}`,
    string: `"(?:\\\\[\\s\\S]|[^"\\\\])*"|'[^']*'`,
    longString: `["']`,
    interpolated: /^/,
  },
  lua: {
    comment: '--\\[(?<level>=*)\\[[\\s\\S]*?(?:\\]\\k<level>\\]|$)|--[^\\n]*',
    string: `${double}|${single}|\\[(?<long>=*)\\[[\\s\\S]*?\\]\\k<long>\\]`,
    longString: '\\[=*\\[',
  },
  go: { comment: c.comment, string: [raw, double, character].join('|'), longString: '`' },
  c,
  cpp: c,
  'cuda-cpp': c,
  'objective-c': c,
  'objective-cpp': c,
  rust,
  csharp: {
    comment: `${line}|${block}`,
    string: [`[$@]{0,3}${tripled}`, '(?:\\$@|@\\$?)"(?:[^"]|"")*"', `\\$?${double}`, character].join('|'),
    longString: `${tripleOpen}|@\\$?"`,
    interpolated: /^@?\$[\s\S]*\{/,
  },
  razor: { comment: `@\\*[\\s\\S]*?(?:\\*@|$)`, string: never },
  java: jvm,
  kotlin: jvm,
  groovy: jvm,
  scala: jvm,
};

const lexers = new Map(
  Object.entries(lexes).map(([language, { comment, string, longString = never, interpolated }]) => {
    const marks = [string.includes(double) ? '"' : '', string.includes(single) ? "'" : ''].join('');
    const unclosed = `(?:${longString})[\\s\\S]*${marks === '' ? '' : `|[${marks}][^\\n]*`}`;
    return [language, { tokens: `(?<string>${string})|(?<comment>${comment})|${unclosed}`, interpolated }];
  }),
);

/** A stretch of a text that code does not go on in, or a string that nothing ends, in which it may. */
export interface Token {
  readonly kind: 'comment' | 'string' | 'unclosed';
  readonly start: number;
  readonly text: string;
}

/** The comments and strings of a text in their order, as well as they can be told without parsing. */
export function* tokensIn(language: string, text: string): Generator<Token> {
  const tokens = new RegExp(lexers.get(language)?.tokens ?? never, 'g');
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const { comment, string } = match.groups ?? {};
    const isTemplate = match[0] === template;
    tokens.lastIndex = isTemplate ? templateEnd(text, match.index) : tokens.lastIndex;
    const token = text.slice(match.index, tokens.lastIndex);
    const isString = string !== undefined && !(isTemplate && token.at(-1) !== template);
    yield {
      kind: comment === undefined ? (isString ? 'string' : 'unclosed') : 'comment',
      start: match.index,
      text: token,
    };
  }
}

/** Takes out what is no code: rather too little than too much. */
export function mask(language: string, text: string): Masked {
  const interpolated = lexers.get(language)?.interpolated;
  let withStrings = '';
  let code = '';
  let end = 0;
  for (const { kind, start, text: token } of tokensIn(language, text)) {
    const between = text.slice(end, start);
    const isString = kind === 'string' && !interpolated?.test(token);
    withStrings += between + (kind === 'comment' ? blank(token) : token);
    code += between + (kind === 'comment' ? blank(token) : isString ? quotesOf(token) : token);
    end = start + token.length;
  }
  const rest = text.slice(end);
  return { withStrings: withStrings + rest, code: code + rest };
}

/** Behind the mark that ends the template literal at `start`, with all the templates in it; else the text's end. */
function templateEnd(text: string, start: number): number {
  const marks = /\\[\s\S]|`|\$?\{|\}/g;
  marks.lastIndex = start;
  /** The templates and braces that are open, outermost first. */
  const open: string[] = [];
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    const [mark] = match;
    const isInTemplate = open.at(-1) === template;
    if (mark === (isInTemplate ? template : '}')) {
      open.pop();
    } else if (mark === (isInTemplate ? '${' : template) || (!isInTemplate && mark.endsWith('{'))) {
      open.push(mark);
    }
    if (open.length === 0) {
      return marks.lastIndex;
    }
  }
  return text.length;
}

function blank(token: string): string {
  return token.replace(/[^\n]/g, ' ');
}

/** The marks at both ends, so that a string can be told from another argument. */
function quotesOf(token: string): string {
  const start = /^[a-zA-Z$@]{0,3}["'`/]/.exec(token)?.[0] ?? '';
  return start + blank(token.slice(start.length, -1)) + token.slice(-1);
}
