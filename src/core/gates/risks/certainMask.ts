import type { Masked } from '../../text/mask';

/**
 * The forms that can be mistaken for nothing else when the text before them has been read from the start of the file.
 * All are parts of sticky expressions.
 */
interface CertainLexis {
  readonly comment: string;
  /** Holds no code. */
  readonly string?: string;
  /** What may hold code, so it stays; its end is certain. */
  readonly kept?: string;
  /** Code with nothing in it that could begin anything else. */
  readonly plain: string;
  /** What a comment or a string must not hold, for then it could be something else. */
  readonly doubtful?: RegExp;
  /** Begins a comment up to the end of its line. */
  readonly mark?: string;
  /** Neither a string nor anything else that goes on over lines ends at a mark that stands alone on its line. */
  readonly hasLineStrings?: boolean;
}

const rest = '[^\\n\\r\\u0085\\u2028\\u2029]*';
const line = `//${rest}`;
const block = '/\\*[\\s\\S]*?\\*/';
const double = '(?<![\\w)@$#])"(?!"")(?:[^"\\\\\\n\\r]|\\\\[^\\n\\r])*"';
const single = "(?<![\\w)@$#])'(?!'')(?:[^'\\\\\\n\\r]|\\\\[^\\n\\r])*'";
const character = "(?<!\\w)'(?:[^'\\\\\\n]|\\\\[^u\\n])'";
const division = '/(?![/*])';

const script: CertainLexis = {
  comment: `${line}|${block}`,
  string: `${double}|${single}|\`[^\`\\\\$]*\``,
  plain: '(?:[^"\'`/\\\\<\\u2028\\u2029-]|<(?!!--)|-(?!->)){1,1000}',
  doubtful: /^\/[\s\S]*\\/,
  mark: '//',
  hasLineStrings: true,
};
/** Text between tags ends at a brace or a bracket, and what is in it can look like a string or a comment. */
const scriptWithTags: CertainLexis = { ...script, doubtful: /[{}<>]|^\/[\s\S]*\\/ };
const c: CertainLexis = {
  comment: `${line}|${block}`,
  string: `${double}|${character}`,
  plain: `(?:[^"'/\\\\]|${division}){1,1000}`,
  doubtful: /^\/[\s\S]*\\/,
  mark: '//',
  hasLineStrings: true,
};
const jvm: CertainLexis = {
  ...c,
  plain: `(?:[^"'\`/\\\\$]|${division}){1,1000}`,
  // Comments can be nested, templates hold code, and an escape can be the end of a line or a quote.
  doubtful: /^\/\*[\s\S]*\/\*|\$|\\u|^\/[\s\S]*\\/,
};
const slashes = { ...jvm, plain: '[^"\'`/\\\\$]+', doubtful: /^\/\*[\s\S]*\/\*|[${<>]|\\u|^\/[\s\S]*\\/ };
const styles: CertainLexis = {
  comment: block,
  kept: '"[^"\\\\\\n]*"|\'[^\'\\\\\\n]*\'',
  plain: '(?:(?!url\\()[^/"\'\\\\]){1,1000}',
};
const stylesWithLines: CertainLexis = { ...styles, comment: `${line}|${block}` };
const markup: CertainLexis = {
  comment: '<!--(?!-?>)[\\s\\S]*?--!?>',
  kept:
    '</?(?!script|style|textarea|title|xmp|iframe|no|plaintext|template|svg|math)[a-z](?:[^"\'<>]|"[^"<>]*"|\'[^\'<>]*\')*>|' +
    '<!doctype[^<>]*>',
  plain: '[^<{]{1,1000}',
  doubtful: /^[\s\S]+<!--|--!>/,
};
const yaml: CertainLexis = { comment: '(?!)', plain: '(?!)', mark: '#' };

const lexes: Readonly<Record<string, CertainLexis>> = {
  javascript: scriptWithTags,
  javascriptreact: scriptWithTags,
  typescript: script,
  typescriptreact: scriptWithTags,
  html: markup,
  vue: markup,
  svelte: markup,
  css: styles,
  scss: stylesWithLines,
  sass: stylesWithLines,
  less: stylesWithLines,
  yaml,
  dockercompose: yaml,
  python: {
    comment: `#${rest}`,
    string: `(?<!\\w)"""(?:\\\\[\\s\\S]|[^\\\\])*?"""|(?<!\\w)'''(?:\\\\[\\s\\S]|[^\\\\])*?'''|${double}|${single}`,
    kept:
      '\\b[a-zA-Z]{1,2}"(?!"")(?:[^"\\\\\\n{]|\\{[^"\'\\\\\\n{}]*\\})*"|' +
      "\\b[a-zA-Z]{1,2}'(?!'')(?:[^'\\\\\\n{]|\\{[^\"'\\\\\\n{}]*\\})*'",
    plain: '(?:(?!\\b[a-zA-Z]{1,2}["\'])[^"\'#\\\\]|\\\\(?=\\n)){1,1000}',
    mark: '#',
    hasLineStrings: true,
  },
  ruby: {
    comment: `#${rest}`,
    string: `${double}|${single}`,
    plain: '(?:(?!^=begin|^__END__)[^"\'`/\\\\%?<$#]|<(?!<)|\\$(?!["\'`])|\\?(?=[\\s.()])){1,1000}',
    doubtful: /^".*#/,
    mark: '#',
  },
  php: {
    comment: `(?://|#(?!\\[))${rest}|${block}`,
    string: `${double}|${single}`,
    plain: `(?:(?<![\\s\\S])<\\?php\\b|[^"'\`/\\\\<?#]|<(?![<?!])|\\?(?!>)|#(?=\\[)|${division}){1,1000}`,
    doubtful: /^(?:\/\/|#).*\?>|^".*[${]/,
    mark: '//|#(?!\\[)',
  },
  shellscript: {
    comment: `(?<=^|[\\s;])#${rest}`,
    kept: '"[^"\\\\`$]*"|\'[^\']*\'',
    plain: '(?:(?<!^|[\\s;])#|[^"\'#\\\\`$<(]|\\$(?![{\'"(])|\\((?!\\()|<(?!<)){1,1000}',
    mark: '#',
  },
  lua: {
    comment: '--\\[(?<level>=*)\\[[\\s\\S]*?\\]\\k<level>\\]|--(?!\\[=*\\[)[^\\n]*',
    string: `\\[(?<long>=*)\\[[\\s\\S]*?\\]\\k<long>\\]|${double}|${single}`,
    plain: '(?:[^"\'\\[\\\\-]|\\[(?!=*\\[)|-(?!-)){1,1000}',
    doubtful: /^["'][\s\S]*\\z/,
    mark: '--',
    hasLineStrings: true,
  },
  go: {
    ...c,
    string: `${double}|${character}|\`[^\`]*\``,
    plain: `(?:[^"'\`/\\\\]|${division}){1,1000}`,
  },
  c,
  cpp: c,
  'cuda-cpp': c,
  'objective-c': c,
  'objective-cpp': c,
  rust: {
    ...c,
    plain: `(?:[^"'/\\\\]|'\\w+(?!')|${division}){1,1000}`,
    doubtful: /^\/\*[\s\S]*\/\*|^\/[\s\S]*\\/,
    hasLineStrings: false,
  },
  // Without `#`: what stands behind a directive is read by other rules.
  csharp: { ...c, plain: `(?:[^"'/\\\\#]|${division}){1,1000}`, hasLineStrings: false },
  java: jvm,
  kotlin: jvm,
  groovy: slashes,
  scala: slashes,
};

const lexers = new Map(
  Object.entries(lexes).map(
    ([language, { comment, string = '(?!)', kept = '(?!)', plain, mark = '(?!)', ...more }]) => [
      language,
      {
        tokens: new RegExp(`(?<comment>${comment})|(?<string>${string})|(?<kept>${kept})|(?<plain>${plain})`, 'miy'),
        // Nothing that this could stand in goes on as code behind it without one of the characters that are left out.
        lineComment: new RegExp(`^((?:[^"'\`/\\\\#<-]*\\s)?)((?:${mark})[^"'\`*/\\\\{}<>?$\\]\\u0085\\u2028\\u2029]*)`),
        ...more,
      },
    ],
  ),
);

/** Whole lines in which all quotes are those of simple strings, whatever may have begun before them. */
const simpleStrings = /^(?:[^"'`/\\\n]|(?<=[\s(])"[^"'`\\/{}$*[\]<>#\n]*"(?!"))*$/;

/**
 * Takes out only what certainly is no code: from the start of the text what has one meaning; behind the first place
 * that could be read in two ways only what is no code on any reading of what stands before it.
 */
export function certainMask(language: string, text: string): Masked {
  const lexer = lexers.get(language);
  if (!lexer) {
    return { withStrings: text, code: text };
  }
  const { tokens, doubtful } = lexer;
  let [withStrings, code] = ['', ''];
  let end = 0;
  tokens.lastIndex = 0;
  for (let match = tokens.exec(text); match && match[0] !== ''; match = tokens.exec(text)) {
    const [token] = match;
    const { comment, string } = match.groups ?? {};
    if ((comment ?? string) !== undefined && doubtful?.test(token)) {
      break;
    }
    withStrings += comment === undefined ? token : blank(token);
    code += comment !== undefined ? blank(token) : string === undefined ? token : withoutContent(token);
    end = tokens.lastIndex;
  }
  const lines = text.slice(end).split('\n');
  const visible = lines.map((line) => line.replace(lexer.lineComment, (_, before, found) => before + blank(found)));
  const isString = (line: string, at: number) =>
    lexer.hasLineStrings && at > 0 && !lines[at - 1]?.endsWith('\\') && simpleStrings.test(line);
  const bare = visible.map((line, at) => (isString(line, at) ? line.replace(/"[^"]*"/g, withoutContent) : line));
  return { withStrings: withStrings + visible.join('\n'), code: code + bare.join('\n') };
}

function blank(token: string): string {
  return token.replace(/[^\n]/g, ' ');
}

function withoutContent(token: string): string {
  return token.charAt(0) + blank(token.slice(1, -1)) + token.slice(-1);
}
