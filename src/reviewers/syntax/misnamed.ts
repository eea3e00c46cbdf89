import { languageOfScript } from '../../core/text/language';
import { languageName } from '../../core/text/languageName';

/*
 * What has the ending of a program and is something else, as its text says beyond doubt.
 */

const section = /^\[[^[\]]{1,80}\]$/;
const setting = /^[\w.-]{1,80}[ \t]*=/;
const comment = /^[#;]/;

/** Of a hundred lines that are neither empty nor comments, so many begin sections or give keys their values. */
const leastSettings = 90;

/** Which have sections of their own. */
const ownSections: ReadonlySet<string> = new Set(['ini', 'properties', 'toml']);

/**
 * Whether a text is an INI file: it begins with a section, and nearly all of it is keys with values. Programs have blocks,
 * and statements that end with a semicolon.
 */
export function isSettingsFile(language: string, text: string): boolean {
  if (ownSections.has(language) || !/^\s*(?:[#;][^\n]*\n\s*)*\[/.test(text.slice(0, longestHead))) {
    return false;
  }
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !comment.test(line));
  const settings = lines.filter((line) => section.test(line) || (setting.test(line) && !line.endsWith(';')));
  return section.test(lines[0] ?? '') && settings.length > 1 && settings.length * 100 >= lines.length * leastSettings;
}

/** UTF-16 code units in which the comments at the head of a file end. */
const longestHead = 10_000;

/** What stands alone in braces in front of all code is no statement in any of these, or one without effect. */
const withoutBareBraces: ReadonlySet<string> = new Set([
  ...['c', 'cpp', 'csharp', 'go', 'html', 'java', 'javascript', 'kotlin', 'lua', 'php', 'python', 'ruby', 'rust'],
  ...['shellscript', 'typescript'],
]);
const firstPlaceholder = /^(?:\s|#[^\n]*\n|\/\/[^\n]*\n|<\?php\b)*\{[A-Za-z_]\w{0,60}\}[ \t\r]*(?:\n|$)/;

/** Whether the first thing in a text is a name in braces on a line of its own: an editor or a generator puts a header there. */
export function startsWithPlaceholder(language: string, text: string): boolean {
  return withoutBareBraces.has(language) && firstPlaceholder.test(text.slice(0, longestHead));
}

/** Whose scripts may begin with the name of an interpreter. */
const interpreted: ReadonlySet<string> = new Set([
  ...['groovy', 'javascript', 'javascriptreact', 'lua', 'php', 'python', 'ruby', 'shellscript', 'typescript'],
  'typescriptreact',
]);

/**
 * The language whose interpreter the first line of a script names, where that is not the one that it is named for: Bundler
 * calls a Ruby script as the program it starts, `gprof2dot.py`. A shell may be there to start the right interpreter.
 */
export function otherInterpreter(language: string, text: string): string | undefined {
  const spoken = interpreted.has(language) ? languageOfScript(text) : undefined;
  const isScript = /^(?:java|type)script/.test(language) && spoken === 'typescript';
  return spoken === undefined || spoken === 'shellscript' || spoken === language || isScript
    ? undefined
    : languageName(spoken === 'typescript' ? 'javascript' : spoken);
}
