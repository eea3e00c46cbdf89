import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { analyzers } from '../../src/reviewers/analyzers/analyzers';

/** A public repository at one commit, on this machine. */
export interface Checkout {
  /** `owner/name`. */
  readonly repository: string;
  readonly commit: string;
  /** Absolute path. */
  readonly folder: string;
}

/**
 * What a folder is a checkout of: by git, or, where there is no history, by a line `owner/name<tab>commit…` in a file
 * `list.txt` beside it, for a folder called `owner+name`. Throws when neither tells.
 */
export function checkoutAt(path: string): Checkout {
  const folder = resolve(path);
  const named = basename(folder).replace('+', '/');
  const [, commit = ''] = listed(folder);
  if (isCommit(commit)) {
    return { repository: named, commit, folder };
  }
  const git = (...words: string[]) => spawnSync('git', ['-C', folder, ...words], { encoding: 'utf8' }).stdout.trim();
  if (existsSync(join(folder, '.git'))) {
    const commit = git('rev-parse', 'HEAD');
    const repository = /([^/:]+\/[^/]+?)(?:\.git)?$/.exec(git('remote', 'get-url', 'origin'))?.[1] ?? named;
    return { repository, commit, folder };
  }
  throw new Error(
    `What is ${folder} a checkout of? It has no .git, and ${listBeside(folder)} does not name ${named} and a commit.`,
  );
}

/** The command that runs a project's own tests, a field `tests: …` of its line in `list.txt`. Throws when there is none. */
export function testCommandOf({ folder, repository }: Checkout): string {
  const field = listed(folder).find((word) => word.startsWith('tests: '));
  if (field === undefined) {
    throw new Error(
      `How are the tests of ${repository} run? ${listBeside(folder)} has no field "tests: COMMAND" for it.`,
    );
  }
  return field.slice('tests: '.length);
}

function listBeside(folder: string): string {
  return join(dirname(folder), 'list.txt');
}

/** The fields of the line about a folder in the list beside it. */
function listed(folder: string): readonly string[] {
  const list = listBeside(folder);
  const named = basename(folder).replace('+', '/');
  const lines = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [];
  return lines.map((line) => line.split('\t')).find(([repository]) => repository === named) ?? [];
}

function isCommit(word: string): boolean {
  return /^[0-9a-f]{40}$/.test(word);
}

/** Of these only the part that is about a linter is taken out. */
const shared: Readonly<Record<string, (text: string) => string>> = {
  'package.json': withoutEslintConfig,
  'pyproject.toml': withoutRuffTables,
};

/** Copies a checkout, without its history. */
export function copyCheckout(folder: string, copy: string): void {
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true, filter: (from) => basename(from) !== '.git' });
}

/** Copies a checkout without its history and the configuration of linters. False when it has none: then the copy is the same. */
export function copyWithoutLintConfiguration(folder: string, copy: string): boolean {
  const names = new Set(analyzers.flatMap(({ configNames = [] }) => configNames));
  let isOther = false;
  cpSync(folder, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from, to) => {
      const name = basename(from);
      const strip = shared[name];
      if (strip) {
        const text = readFileSync(from, 'utf8');
        const stripped = strip(text);
        isOther ||= stripped !== text;
        rmSync(to, { force: true });
        writeFileSync(to, stripped);
        return false;
      }
      isOther ||= names.has(name);
      return name !== '.git' && !names.has(name);
    },
  });
  return isOther;
}

function withoutEslintConfig(text: string): string {
  try {
    const { eslintConfig, ...rest } = JSON.parse(text) as Record<string, unknown>;
    return eslintConfig === undefined ? text : `${JSON.stringify(rest, null, 2)}\n`;
  } catch {
    return text;
  }
}

function withoutRuffTables(text: string): string {
  return text.replace(/^\[+tool\.ruff\b.*\n(?:(?!\[).*\n)*/gm, '');
}
