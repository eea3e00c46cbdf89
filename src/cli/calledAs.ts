import { basename, relative } from 'node:path';

/**
 * How the command line is called again, as it was this time: by its name where it is installed, else by its file, with the
 * same place for its records.
 *
 * @param script path as Node.js has it among the arguments
 * @param words what was typed behind it
 */
export function calledAs(script: string, from: string, words: readonly string[] = []): string {
  const stateDir = stateDirIn(words);
  return `${nameOf(script, from)}${stateDir === undefined ? '' : ` --state-dir ${quoted(stateDir)}`}`;
}

/** What was typed, with this run in the place of the last one. */
export function typedWith(run: string, script: string, from: string, words: readonly string[]): string {
  const named = words.map((word) => word.replace(/^(--resume=)?last$/, (_, flag: string = '') => `${flag}${run}`));
  return [nameOf(script, from), ...named.map(quoted)].join(' ');
}

function nameOf(script: string, from: string): string {
  if (basename(script) === 'folder-review') {
    return 'folder-review';
  }
  const [path = script] = [script, relative(from, script)].sort((one, other) => one.length - other.length);
  return `node ${quoted(path)}`;
}

/** The last one counts, as for whoever reads the flags. */
function stateDirIn(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => word === '--state-dir' || word.startsWith('--state-dir='));
  return words[at] === '--state-dir' ? words[at + 1] : words[at]?.slice('--state-dir='.length);
}

function quoted(word: string): string {
  return /^[\w./@+:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const [, script = 'folder-review', ...words] = process.argv;

/** What a person types for it, in what they are told to do next. */
export const program = calledAs(script, process.cwd(), words);

/** What was typed this time, with this run in the place of the last one. */
export function retyped(run: string): string {
  return typedWith(run, script, process.cwd(), words);
}
