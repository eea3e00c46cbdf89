import type { Break } from './brokenSyntax';

/** How a language writes what brackets and quotes in it do not count. */
interface Lexis {
  /** Comments, strings, characters; whole, each as one token. */
  readonly skipped: string;
  /** Quotes that begin a string which ends on its line, where it ends at all. */
  readonly quotes: string;
  /** Lines that begin with `#` are the preprocessor's. */
  readonly hasDirectives?: true;
}

const end = String.raw`(?![\s\S])`;
const slashes = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|${end})`;
const doubleQuoted = String.raw`"(?:\\[\s\S]|[^"\\\n])*"`;
const singleQuoted = String.raw`'(?:\\[\s\S]|[^'\\\n])*'`;
/** `1'000'000` of C++14 and C23. */
const separated = String.raw`(?<![\w.'])\d[\w.]*(?:'[\w.]+)+`;
const character = String.raw`'(?:\\[^\n]{1,9}?|[^'\\\n])'`;
/** With `${…}` in it, where strings may stand again. */
const withPlaces = String.raw`"(?:\\.|\$\{(?:[^{}"\n]|${doubleQuoted}|\{[^{}\n]*\})*\}|\$(?!\{)|[^"\\\n$])*"`;
const tripleQuoted = String.raw`"""[\s\S]*?(?:"""|${end})`;
const c: Lexis = {
  skipped: String.raw`${slashes}|R"(?<mark>[^()\\\s]{0,16})\([\s\S]*?(?:\)\k<mark>"|${end})|${doubleQuoted}|${separated}|${singleQuoted}`,
  quotes: '"',
  hasDirectives: true,
};

const lexes: Readonly<Record<string, Lexis>> = {
  c,
  cpp: c,
  csharp: {
    skipped: String.raw`${slashes}|"{3,}[\s\S]*?(?:"{3,}|${end})|(?:\$@|@\$?)"(?:""|[^"])*(?:"|${end})|${doubleQuoted}|${character}`,
    quotes: '"',
    hasDirectives: true,
  },
  go: { skipped: String.raw`${slashes}|\x60[^\x60]*(?:\x60|${end})|${doubleQuoted}|${character}`, quotes: '"' },
  java: { skipped: `${slashes}|${tripleQuoted}|${doubleQuoted}|${character}`, quotes: '"' },
  kotlin: { skipped: `${slashes}|${tripleQuoted}|${withPlaces}|${character}`, quotes: '"' },
  rust: {
    skipped: String.raw`${slashes}|\br(?<mark>#*)"[\s\S]*?(?:"\k<mark>|${end})|"(?:\\[\s\S]|[^"\\])*(?:"|${end})|${character}`,
    quotes: '',
  },
};

/** A bracket that is open, with those around it. */
interface Open {
  readonly bracket: string;
  readonly offset: number;
  readonly around: Open | undefined;
}

/** What brackets and quotes say about a text: whether they match, and where they do not. */
export type Balance = 'balanced' | 'unknown' | Break;

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * The first bracket that has no partner, or string that does not end. Of what a preprocessor chooses from, only the first
 * choice counts; `unknown` where the choices open and close different brackets.
 */
export function balanceOf(text: string, language: string): Balance {
  const lexis = lexes[language];
  if (!lexis) {
    return 'unknown';
  }
  const directive = lexis.hasDirectives ? String.raw`^[ \t]*#(?:\\\n|\/\*[\s\S]*?\*\/|[^\n])*` : '(?!)';
  const tokens = new RegExp(
    String.raw`(?<directive>${directive})|(?<skipped>${lexis.skipped})|[()[\]{}]|["'\x60]`,
    'gm',
  );
  let open: Open | undefined;
  const choices = preprocessorChoices();
  for (const { 0: token, index: offset, groups } of text.matchAll(tokens)) {
    if (groups?.directive !== undefined) {
      open = choices.follow(token, open);
    } else if (groups?.skipped === undefined && !choices.areOut) {
      const next = after(token, offset, open, lexis.quotes, text);
      if (next && 'span' in next) {
        return choices.areUneven || choices.areOpen ? 'unknown' : next;
      }
      open = next;
    }
  }
  return open ? (choices.areUneven ? 'unknown' : neverClosed(open)) : 'balanced';
}

const never = /^\s*(?:0|false|FALSE)\b/;
const onlyForCpp = /^\s*(?:defined\s*\(?\s*)?__cplusplus\b[\s)]*(?:\/[/*].*)?$/;

/** What a choice is made for: `guard` is around a whole header, `never` is `#if 0`. */
type ChoiceKind = 'guard' | 'c++' | 'never' | 'other';

/** Follows what a preprocessor chooses from: of several choices, what is open after the first one counts. */
function preprocessorChoices() {
  const choices: { readonly before: Open | undefined; readonly kind: ChoiceKind }[] = [];
  let count = 0;
  let areUneven = false;
  return {
    /** Whether choices open and close different brackets, or a macro has a part of a pair: nobody knows where it stands. */
    get areUneven() {
      return areUneven;
    },
    /** What opens `extern "C"` for C++ alone closes it for C++ further down, and what `#if 0` takes out is never compiled. */
    get areOut() {
      return choices.some(({ kind }) => kind === 'c++' || kind === 'never');
    },
    /** Whether it depends on something whether what stands here is compiled: it may be for nobody. */
    get areOpen() {
      return choices.some(({ kind }) => kind === 'other');
    },
    /** What is open after a directive. */
    follow(directive: string, open: Open | undefined): Open | undefined {
      const [, word = '', condition = ''] = /#[ \t]*(\w+)(.*)/.exec(directive) ?? [];
      areUneven ||= word === 'define' && hasUnpaired(directive);
      if (word.startsWith('if')) {
        const isGuard = word === 'ifndef' && count++ === 0 && !open;
        choices.push({ before: open, kind: isGuard ? 'guard' : kindOf(word, condition) });
        return open;
      }
      const choice = choices.at(-1);
      if (!choice || !/^(?:el|endif)/.test(word)) {
        return open;
      }
      choices.pop();
      if (word !== 'endif') {
        choices.push({ ...choice, kind: choice.kind === 'never' ? 'other' : choice.kind });
      }
      areUneven ||= choice.kind === 'other' && open !== choice.before;
      return word === 'endif' ? open : choice.before;
    },
  };
}

function kindOf(word: string, condition: string): ChoiceKind {
  return onlyForCpp.test(condition) ? 'c++' : word === 'if' && never.test(condition) ? 'never' : 'other';
}

function hasUnpaired(definition: string): boolean {
  const count = (brackets: RegExp) => definition.match(brackets)?.length ?? 0;
  return [[/\(/g, /\)/g] as const, [/\[/g, /\]/g] as const, [/\{/g, /\}/g] as const].some(
    ([opening, closing]) => count(opening) !== count(closing),
  );
}

/** What is open after a bracket or quote, unless it shows that something is wrong. */
function after(
  token: string,
  offset: number,
  open: Open | undefined,
  quotes: string,
  text: string,
): Break | Open | undefined {
  if (Object.hasOwn(closers, token)) {
    return { bracket: token, offset, around: open };
  }
  if (!/[)\]}]/.test(token)) {
    const lineEnd = text.indexOf('\n', offset);
    const span = { start: offset, end: lineEnd === -1 ? text.length : lineEnd };
    // What stands in its places may go on for several lines.
    const hasPlaces = text.slice(span.start, span.end).includes('${');
    return quotes.includes(token) && !hasPlaces ? { span, message: 'a string that is never closed' } : open;
  }
  if (!open) {
    return { span: { start: offset, end: offset + 1 }, message: `“${token}” closes nothing` };
  }
  return closers[open.bracket] === token ? open.around : neverClosed(open);
}

function neverClosed({ bracket, offset }: Open): Break {
  return { span: { start: offset, end: offset + 1 }, message: `“${bracket}” is never closed` };
}
