import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import { includedPaths } from '../../../../src/workspace/verification/includedPaths';
import { lookAtIncluded, readWorktreeInclude } from '../../../../src/workspace/verification/worktreeInclude';
import { git, never, put, putAll, useFolder } from '../support';

describe('what a project wants copied of what git ignores', () => {
  const folder = useFolder();

  beforeEach(() => put(folder.path, '.worktreeinclude', '\ufeff# local\r\n\r\n.env\r\n!.env.local\r\n'));

  it('is read from its file, byte for byte', async () => {
    const read = await readWorktreeInclude(folder.path);
    assert.ok(read.kind === 'patterns');
    assert.deepEqual(read.patterns, ['.env', '!.env.local']);
    assert.equal(read.bytes.toString(), '\ufeff# local\r\n\r\n.env\r\n!.env.local\r\n');
  });

  it('is nothing without the file, and said to be unread where that is no plain file', async () => {
    const file = join(folder.path, '.worktreeinclude');
    rmSync(file);
    assert.deepEqual(await readWorktreeInclude(folder.path), { kind: 'none' });
    symlinkSync('/etc/passwd', file);
    assert.equal((await readWorktreeInclude(folder.path)).kind, 'failed');
    rmSync(file);
    mkdirSync(file);
    assert.equal((await readWorktreeInclude(folder.path)).kind, 'failed');
    rmSync(file, { recursive: true });
    put(folder.path, '.worktreeinclude', 'x'.repeat(65 * 1024));
    assert.equal((await readWorktreeInclude(folder.path)).kind, 'failed');
  });

  it('means what is ignored and not copied anyway, of the whole repository', async () => {
    git(folder.path, 'init', '--quiet');
    putAll(folder.path, {
      '.gitignore': '.env*\nnode_modules/\nsecrets/\n',
      '.env': 'A=1\n',
      '.env.local': 'A=2\n',
      'app/.env': 'A=3\n',
      'app/kept.txt': 'kept\n',
      'secrets/a': 'a',
      'secrets/b/c': 'bc',
      'node_modules/x/index.js': 'x',
    });
    const patterns = ['.env', 'secrets/', 'node_modules/', 'kept.txt'];
    assert.deepEqual(await lookAtIncluded(join(folder.path, 'app'), patterns, never), {
      kind: 'included',
      included: { paths: ['.env', 'app/.env', 'secrets'], files: 4, bytes: 11, lacks: [] },
    });
  });

  for (const [patterns, paths] of [
    [['*.key'], ['local/deep/er/b.key', 'local/deep/er/other.key', 'local/one.key', 'top.key']],
    [['local/*.key'], ['local/one.key']],
    [['/local/**/*.key'], ['local/deep/er/b.key', 'local/deep/er/other.key', 'local/one.key']],
    [['**/er/'], ['local/deep/er']],
    [['local/d??p/er/[ab].key'], ['local/deep/er/b.key']],
    [
      ['*.key', '!other.key'],
      ['local/deep/er/b.key', 'local/one.key', 'top.key'],
    ],
    [['deep/er/b.key', 'elsewhere/**'], []],
    [['LOCAL/Deep/er/b.key'], ['local/deep/er/b.key']],
    [['local/deep/er/b.key/', 'local/deep/er/b.key/c'], []],
    [['local/link/*', 'local/repository/.git/*'], []],
  ] as const) {
    it(`reaches into folders that are ignored as a whole: ${patterns.join(' ')}`, async () => {
      git(folder.path, 'init', '--quiet');
      put(folder.path, '.gitignore', 'local/\n*.key\n');
      for (const path of [
        'top.key',
        'local/one.key',
        'local/deep/er/b.key',
        'local/deep/er/other.key',
        'local/a.txt',
      ]) {
        put(folder.path, path);
      }
      put(folder.state, 'a.key');
      symlinkSync(folder.state, join(folder.path, 'local/link'));
      put(folder.path, 'local/repository/.git/config');
      const looked = await lookAtIncluded(folder.path, patterns, never);
      assert.ok(looked.kind === 'included');
      assert.deepEqual([looked.included.paths, looked.included.lacks], [paths, []]);
    });
  }

  it('says where it is not looked for, as more is ignored than anybody wrote, and finds it there by its path', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, '.gitignore', 'target/\n');
    for (let at = 0; at < 30; at++) {
      put(folder.path, `target/${at}/x/deep.env`);
    }
    const included = (patterns: readonly string[]) => includedPaths(folder.path, ['target/'], patterns, 50);
    const { paths, lacks } = await included(['*.env']);
    assert.ok(paths.length < 30);
    assert.match(lacks.join(), /^what \.worktreeinclude means in target\/\d+\/(x\/)?: /);
    assert.deepEqual(await included(['target/29/x/deep.env']), { paths: ['target/29/x/deep.env'], lacks: [] });
  });
});
