import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll, git, put } from './support';

/** What a repository with two committed files, `a.txt` and `b.txt`, can become. */

/** A merge or a rebase of another branch that could not be brought to its end. */
export function stopIn(folder: string, how: 'merge' | 'rebase', file: string): void {
  git(folder, 'checkout', '--quiet', '-b', 'other');
  put(folder, file, 'theirs\n');
  commitAll(folder);
  git(folder, 'checkout', '--quiet', 'main');
  put(folder, file, 'ours\n');
  commitAll(folder);
  assert.throws(() => git(folder, how, '--quiet', 'other'));
}

/** Of two folders, `in` and `out`, the first is checked out. */
export function makeSparse(folder: string, ...init: readonly string[]): void {
  put(folder, 'in/x', 'one\n');
  put(folder, 'out/x', 'out\n');
  commitAll(folder);
  if (init.length > 0) {
    git(folder, 'sparse-checkout', 'init', ...init);
  }
  git(folder, 'sparse-checkout', 'set', 'in');
}

export const sparseIndex = ['--cone', '--sparse-index'];

/** Two repositories in a folder become a project with the other one, `library`, as its submodule. */
export function addSubmodule(folder: string): void {
  const project = join(folder, 'project');
  const allow = ['-c', 'protocol.file.allow=always'];
  git(project, ...allow, 'submodule', '--quiet', 'add', join(folder, 'library'), 'sub');
  commitAll(project);
}

/** Has git start a program on all occasions that it knows. */
export function startEverywhere(folder: string, program: string, attributes: string): void {
  put(folder, '.gitattributes', attributes);
  commitAll(folder);
  const filters = ['filter.x.clean', 'filter.x.smudge', 'filter.x.process', 'diff.x.command', 'diff.x.textconv'];
  for (const key of [...filters, 'merge.x.driver', 'core.fsmonitor', 'core.pager', 'gpg.program', 'diff.external']) {
    git(folder, 'config', key, program);
  }
  git(folder, 'config', 'commit.gpgSign', 'true');
  git(folder, 'config', 'filter.x.required', 'true');
  const commits = ['pre-commit', 'post-commit', 'commit-msg'];
  for (const name of [...commits, 'post-checkout', 'post-index-change', 'reference-transaction']) {
    put(folder, `.git/hooks/${name}`, `#!/bin/sh\n${program}\n`);
    chmodSync(join(folder, '.git/hooks', name), 0o755);
  }
}

/**
 * Makes a repository in a folder, with a program that leaves a mark when it is started.
 *
 * @returns where it is, and whether somebody has started the program since
 */
export function madeWithCanary(ground: string, make: (folder: string, canary: string) => void) {
  const [work, mark] = [join(ground, 'work'), join(ground, 'fired')];
  const canary = put(ground, 'canary', `#!/bin/sh\necho "$0 $*" >> ${mark}\ncat\n`);
  chmodSync(canary, 0o755);
  mkdirSync(work);
  make(work, canary);
  rmSync(mark, { force: true });
  return { work, hasFired: () => existsSync(mark) };
}
