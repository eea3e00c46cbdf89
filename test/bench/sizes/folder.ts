import { compileGlobs } from '../../../src/core/paths/globs';
import { RuffPatterns } from '../../../src/reviewers/analyzers/ruffPatterns';
import { compileRules } from '../../../src/workspace/reviewIgnore';
import { skipByPathAndSize, skipByText } from '../../../src/workspace/skipRules';
import { tooDeepFolder } from '../../../src/workspace/walk';
import type { Step } from './step';

/** Patterns of their own for each try: what is compiled once is remembered. */
let tries = 0;

const numbered = (n: number, line: (index: number) => string) => Array.from({ length: n }, (_, index) => line(index));

const paths = numbered(300, (index) => `src/part${index % 7}/deep/er/file${index}.ts`);

function wildcards(n: number): string[] {
  tries++;
  return numbered(n, (index) => `src/*/generated${tries}-${index}`);
}

function matching(globs: readonly string[]): () => unknown {
  return () => {
    const compiled = compileGlobs(globs);
    return compiled.kind === 'globs' && paths.filter((path) => compiled.matches(path) || !compiled.mayMatchIn(path));
  };
}

/** What a folder decides: its files, and its patterns. */
export const folder: readonly Step[] = [
  {
    name: 'globs of folders',
    n: 2_000,
    prepare: (n) => matching(numbered(n, (index) => `src/generated${index}/**`)),
  },
  { name: 'globs of names', n: 2_000, prepare: (n) => matching(numbered(n, (index) => `name${index}`)) },
  { name: 'globs of endings', n: 2_000, prepare: (n) => matching(numbered(n, (index) => `*.ending${index}`)) },
  { name: 'globs with wildcards', n: 15, prepare: (n) => matching(wildcards(n)) },
  { name: 'too many globs', n: 2_000, prepare: (n) => matching(wildcards(n)) },
  {
    name: 'rules of an ignore file',
    n: 2_000,
    prepare: (n) => {
      const lines = numbered(n, (index) => (index % 2 === 0 ? `generated${index}/` : `/src/file${index}.ts`));
      return () => {
        const rules = compileRules(lines);
        return typeof rules === 'function' && paths.filter(rules);
      };
    },
  },
  {
    name: 'rules of an ignore file with wildcards',
    n: 15,
    prepare: (n) => {
      const lines = wildcards(n);
      return () => {
        const rules = compileRules(lines);
        return typeof rules === 'function' && paths.filter(rules);
      };
    },
  },
  {
    name: 'excludes of a Ruff configuration',
    n: 2_000,
    prepare: (n) => {
      const patterns = numbered(n, (index) => `folder${index}`);
      return () => {
        const excludes = new RuffPatterns(patterns);
        return paths.filter((path) => excludes.has(path));
      };
    },
  },
  {
    name: 'paths of files',
    n: 5_000,
    prepare: (n) => {
      const all = numbered(n, (index) => `src/part${index % 7}/deep/er/file${index}.ts`);
      return () => {
        const compiled = compileGlobs(['dist', '*.min.js', 'src/**/*.test.ts']);
        return all.filter(
          (path) =>
            compiled.kind === 'globs' &&
            !compiled.matches(path) &&
            !skipByPathAndSize(path, 100, { maxFileSize: 1_000 }),
        );
      };
    },
  },
  {
    name: 'deep paths',
    n: 200,
    prepare: (n) => {
      const path = `${'a/'.repeat(n)}file.ts`;
      return () => tooDeepFolder(path);
    },
  },
  {
    name: 'the text of a file, judged',
    n: 5_000,
    prepare: (n) => {
      const text = numbered(n, (index) => `let name${index} = ${index};`).join('\n');
      return () => skipByText(text, 'a.js', {});
    },
  },
];
