/** How a text names files: a command line and scripts of shells, the rules of Makefiles, or settings with commands in them. */
export type CommandText = 'shell' | 'rules' | 'settings';

/** A word of a command, without the syntax around it. */
export interface Word {
  readonly text: string;
  /** Its last name without the ending of Windows: what is called. */
  readonly name: string;
  /** The word before it that is no option. */
  readonly after: string | undefined;
  /** The option right before it. */
  readonly option: string | undefined;
  /** The names of the words before it, in the same simple command. */
  readonly behind: ReadonlySet<string>;
  /** Whether a file that it names is given to a command: not, for example, what a rule of a Makefile is to make. */
  readonly isGiven: boolean;
}

/** Looked at in one text, each once. */
const maxWords = 2000;

/** Characters of a path with blanks. */
const longest = 300;

/** Without the syntax of shells, of whichever: what belongs to it ends a word. */
export function wordsOf(text: string, kind: CommandText): Word[] {
  const words = new Map<string, Word>();
  for (const { command, isGiven } of simpleCommands(text, kind)) {
    const behind = new Set<string>();
    let after: string | undefined;
    let option: string | undefined;
    const found = [...split(command), ...(isGiven ? withBlanks(command) : [])];
    for (const word of found) {
      const name = (word.split(/[/\\]/).at(-1) ?? word).replace(/\.(?:cmd|bat|exe)$/i, '');
      words.set(`${isGiven}\0${option}\0${after}\0${word}`, { text: word, name, after, option, behind, isGiven });
      behind.add(name);
      [after, option] = word.startsWith('-') ? [after, word] : [name, undefined];
      if (words.size === maxWords) {
        return [...words.values()];
      }
    }
  }
  return [...words.values()];
}

/**
 * The paths that a word may mean: itself, what is written right behind an option of one letter, a part between colons,
 * a module of Python, a module of JavaScript without its ending.
 */
export function pathsIn({ text, option, after }: Word): string[] {
  const short = /^-\w(.+)$/.exec(text)?.[1];
  const own = text.startsWith('-') ? [] : [text];
  const parts = text.includes(':') ? text.split(':') : [];
  const module = option === '-m' ? text : text.startsWith('-m') ? short : undefined;
  const way = module?.replaceAll('.', '/');
  const isScript = javaScript.has(after ?? '') || javaScriptOptions.has(option ?? '') || /^\.\.?[/\\]/.test(text);
  return [
    ...own,
    ...(short === undefined ? [] : [short]),
    ...parts,
    ...(way === undefined ? [] : [`${way}.py`, `${way}/__main__.py`]),
    ...(isScript && own.length > 0 ? endings.map((ending) => text + ending) : []),
  ].filter((path) => path !== '');
}

/** See https://nodejs.org/api/modules.html#all-together; the other runtimes know more endings. */
const endings = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.json', '/index.js', '/index.ts'];
const javaScript = new Set(['node', 'bun', 'deno', 'tsx', 'ts-node']);
const javaScriptOptions = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader']);

interface SimpleCommand {
  readonly command: string;
  readonly isGiven: boolean;
}

function* simpleCommands(text: string, kind: CommandText): Generator<SimpleCommand> {
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    if (/^\s*(?:@?#|::|rem\s)/i.test(line)) {
      continue;
    }
    const isGiven = kind === 'shell' || (kind === 'rules' && /^(?:\s|[-s]?include\s|import\s)/.test(line));
    for (const variant of new Set([line, line.replace(place, ' ')])) {
      for (const command of variant.split(/[;&|]+/)) {
        yield { command, isGiven };
      }
    }
  }
}

/** A variable or another command's answer, before a path that is looked for from here, too: `$(dirname "$0")/lib.sh`. */
const place = /"?\$(?:\w+|\{[^{}]*\}|\([^()]*\))"?[/\\]|%(?:~dp0|cd%)[/\\]?/gi;

function split(command: string): string[] {
  // Make takes an `@` before a command for not to print it.
  return [...command.matchAll(/@?([^\s;&|()<>"'`$={},]+)/g)].map(([, word = '']) => word);
}

/** Words that are one by quotation marks or backslashes, with the blanks and other signs in them. */
function withBlanks(command: string): string[] {
  const quoted = [...command.matchAll(/"([^"]+)"|'([^']+)'/g)].map(([, one, other]) => one ?? other ?? '');
  const escaped = [...command.matchAll(/(?:[^\s\\"']|\\.)+/g)]
    .filter(([word]) => word.includes('\\'))
    .map(([word]) => word.replace(/\\(.)/g, '$1'));
  return [...quoted, ...escaped].filter((word) => /[\s=,{}$()<>]/.test(word) && word.length <= longest);
}
