/** How the comments and strings of a language look, as parts of expressions. Neither may match the empty text. */
interface Lexis {
  readonly comment: string;
  readonly string: string;
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

const line = '//[^\\n]*';
const block = '/\\*[\\s\\S]*?(?:\\*/|$)';
const hash = '#[^\\n]*';
/** Only whole ones on one line: what starts elsewhere is taken for code, which can only find too much. */
const double = '"(?:\\\\.|[^"\\\\\\n])*"';
const single = "'(?:\\\\.|[^'\\\\\\n])*'";
/** One character, so that neither a lifetime (Rust) nor a separator of digits (C++) begins a string. */
const character = "'(?:\\\\.[^'\\n]{0,8}|[^'\\\\\\n])'";
const template = '`(?:\\\\[\\s\\S]|[^`\\\\])*`';
/** Where an operand may stand, so that it is no division; else what is in it could look like a comment. */
const pattern =
  '(?<=[=(,;:!&|?{}[\\n] {0,3})/(?![*/])(?:\\\\.|\\[(?:\\\\.|[^\\]\\\\\\n]){0,100}\\]|[^/\\\\[\\n]){1,200}/';
const tripled = '"""[\\s\\S]*?"""';
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
  interpolated: /\$\{/,
};
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
  yaml: { comment: '(?<=\\s)#[^\\n]*', string: never },
  dockercompose: { comment: '(?<=\\s)#[^\\n]*', string: never },
  python: {
    comment: hash,
    string: [
      '[a-zA-Z]{0,2}"""(?:\\\\[\\s\\S]|[^\\\\])*?"""',
      "[a-zA-Z]{0,2}'''(?:\\\\[\\s\\S]|[^\\\\])*?'''",
      `[a-zA-Z]{0,2}${double}`,
      `[a-zA-Z]{0,2}${single}`,
    ].join('|'),
    interpolated: /^[a-z]?[ft][a-z]?["'][\s\S]*\{/i,
  },
  ruby: {
    comment: `(?<=^|\\n)=begin\\b[\\s\\S]*?(?:\\n=end|$)|#(?!\\{)[^\\n]*`,
    string: `${double}|${single}`,
    interpolated: /^"[\s\S]*#\{/,
  },
  php: { comment: `${line}|${block}|#(?!\\[)[^\\n]*|<!--[\\s\\S]*?(?:-->|$)`, string: `${double}|${single}` },
  // What is quoted in a shell is often a command.
  shellscript: { comment: '(?<=^|\\s|;)#[^\\n]*', string: never },
  lua: {
    comment: '--\\[(?<level>=*)\\[[\\s\\S]*?(?:\\]\\k<level>\\]|$)|--[^\\n]*',
    string: `${double}|${single}`,
  },
  go: { comment: `${line}|${block}`, string: [template, double, character].join('|') },
  c,
  cpp: c,
  'cuda-cpp': c,
  'objective-c': c,
  'objective-cpp': c,
  rust: c,
  csharp: {
    comment: `${line}|${block}`,
    string: [`[$@]{0,3}${tripled}`, `[$@]{0,3}${double}`, character].join('|'),
    interpolated: /^@?\$[\s\S]*\{/,
  },
  razor: { comment: `@\\*[\\s\\S]*?(?:\\*@|$)`, string: never },
  java: jvm,
  kotlin: jvm,
  groovy: jvm,
  scala: jvm,
};

const lexers = new Map(
  Object.entries(lexes).map(([language, { comment, string, interpolated }]) => [
    language,
    { tokens: new RegExp(`(?<string>${string})|(?<comment>${comment})`, 'g'), interpolated },
  ]),
);

/** Takes out what is no code, as well as can be told without parsing: rather too little than too much. */
export function mask(language: string, text: string): Masked {
  const lexer = lexers.get(language);
  if (!lexer) {
    return { withStrings: text, code: text };
  }
  let withStrings = '';
  let code = '';
  let end = 0;
  for (const match of text.matchAll(lexer.tokens)) {
    const [token] = match;
    const between = text.slice(end, match.index);
    const { string } = match.groups ?? {};
    const isCode = string !== undefined && lexer.interpolated?.test(string);
    withStrings += between + (string ?? blank(token));
    code += between + (isCode ? token : string === undefined ? blank(token) : quotesOf(token));
    end = match.index + token.length;
  }
  const rest = text.slice(end);
  return { withStrings: withStrings + rest, code: code + rest };
}

function blank(token: string): string {
  return token.replace(/[^\n]/g, ' ');
}

/** The marks at both ends, so that a string can be told from another argument. */
function quotesOf(token: string): string {
  const start = /^[a-zA-Z$@]{0,3}["'`/]/.exec(token)?.[0] ?? '';
  return start + blank(token.slice(start.length, -1)) + token.slice(-1);
}
