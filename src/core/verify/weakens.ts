import { applyEdits } from '../edits/applyEdits';
import { isProtectedPath } from '../gates/protectedPaths';
import { hasRisks } from '../gates/risks/riskCheck';
import { groupBy } from '../groupBy';
import { canonicalPath } from '../paths/canonicalPath';
import { roleOf } from '../paths/fileRole';
import { languageOf, languageOfScript } from '../text/language';
import { mask } from '../text/mask';
import type { TextEdit } from '../types';
import { tellsJudges } from './judgeFiles';
import { judgeWords } from './judgeWords';
import { perhapsTest } from './perhapsTest';

/** What an edit may do to the check that is to judge it. */
export type Weakening =
  | 'changes a test'
  | 'changes what tests read'
  | 'changes what builds, tests or checks the code'
  | 'changes what a command is made of'
  | (typeof judgeWords)[number]['weakening'];

/** The edits of one file. */
export interface EditedFile {
  /** Relative to the top of the repository, as roles and protection go by the folders on the way. */
  readonly path: string;
  /** In which the edits are placed. */
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

/**
 * How edits may make a command pass that should fail: then that it passes says nothing about them. By names and words
 * alone, so rather too often than too seldom. Empty when there is nothing of the kind.
 *
 * @param definitions the files that the commands are made of, relative to the top of the repository
 */
export function weakeningsOf({ path, text, edits }: EditedFile, definitions: readonly string[]): Weakening[] {
  const role = roleOf(path);
  const canonical = canonicalPath(path);
  const after = applyEdits(text, edits);
  return [
    ...(role === 'test' || perhapsTest(path, text) || touchesInnerTests(path, text, edits)
      ? (['changes a test'] as const)
      : []),
    ...(role === 'fixture' ? (['changes what tests read'] as const) : []),
    ...(isProtectedPath(path) || tellsJudges(path) ? (['changes what builds, tests or checks the code'] as const) : []),
    ...(definitions.some((other) => canonicalPath(other) === canonical)
      ? (['changes what a command is made of'] as const)
      : []),
    ...wordsAdded(path, text, after),
  ];
}

/** By the words of each kind, in the text or in its code alone. */
function wordsAdded(path: string, before: string, after: string): Weakening[] {
  const language = languageOf(path) === 'plaintext' ? (languageOfScript(after) ?? 'plaintext') : languageOf(path);
  const codeOf = (text: string) => (hasRisks(language) ? mask(language, text).code : '');
  const [codeBefore, codeAfter] = [codeOf(before), codeOf(after)];
  const added = judgeWords.filter((words) =>
    'inCode' in words ? isMoreIn(codeAfter, codeBefore, words.pattern) : isMoreIn(after, before, words.pattern),
  );
  return [...new Set(added.map(({ weakening }) => weakening))];
}

/** Tests that stand in the code that they test: those of Rust's modules, of Vitest's sources, and examples in docstrings. */
function touchesInnerTests(path: string, text: string, edits: readonly TextEdit[]): boolean {
  const begin = path.endsWith('.rs')
    ? text.indexOf('#[cfg(test)]')
    : /\.[cm]?[jt]sx?$/.test(path)
      ? text.indexOf('import.meta.vitest')
      : -1;
  return (
    (begin !== -1 && edits.some(({ end }) => end > begin)) ||
    (path.endsWith('.py') && edits.some((edit) => /^[ \t]*>>> /m.test(linesOf(text, edit))))
  );
}

/** The whole lines that an edit changes, the line above included: what an example is to print stands below it. */
function linesOf(text: string, { start, end }: TextEdit): string {
  const above = text.lastIndexOf('\n', text.lastIndexOf('\n', start - 1) - 1);
  const below = text.indexOf('\n', end);
  return text.slice(above + 1, below === -1 ? text.length : below);
}

/** Whether words stand in a text that stood in the other not at all, less often, or with something else behind them. */
function isMoreIn(after: string, before: string, pattern: RegExp): boolean {
  const earlier = countsOf(before, pattern);
  return [...countsOf(after, pattern)].some(([words, count]) => count > (earlier.get(words) ?? 0));
}

function countsOf(text: string, pattern: RegExp): Map<string, number> {
  const found = [...text.matchAll(pattern)].map(([words]) => words.trim());
  return new Map([...groupBy(found, (words) => words)].map(([words, all]) => [words, all.length]));
}
