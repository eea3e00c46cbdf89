import { posix } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { globProblem, mostPatterns } from '../../core/paths/globProblem';
import type { ConfigFile, FolderConfig } from './folderConfig';

/** https://github.com/igorshubovych/markdownlint-cli#ignoring-files */
const ignoreName = '.markdownlintignore';

const knownRules = new WeakMap<ConfigFile, Ignore>();

/**
 * The path of the file by which a project keeps markdownlint from a document, in gitignore's syntax; undefined where none
 * does. Lines that cannot be used are passed over, and a file with too many of them leaves nothing out.
 */
export function ignoringFile(path: string, config: FolderConfig): string | undefined {
  for (const file of config.governing(path, [ignoreName])) {
    const rules = knownRules.get(file) ?? rulesIn(file.text);
    knownRules.set(file, rules);
    if (rules.ignores(posix.relative(posix.dirname(file.path), path))) {
      return file.path;
    }
  }
  return undefined;
}

function rulesIn(text: string): Ignore {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const usable = lines.filter((line) => globProblem(line.replace(/^!/, '')) === undefined);
  return ignore().add(usable.length > mostPatterns ? [] : usable);
}
