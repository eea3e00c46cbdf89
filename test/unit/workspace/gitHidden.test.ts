import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { commitAll, git, names, put, useFolder } from './support';

describe('what the data of a repository would hide', () => {
  const folder = useFolder();

  it('a changed file that git is told to take for unchanged or missing', async () => {
    git(folder.path, 'init', '--quiet');
    for (const name of ['a.js', 'b.js', 'c.js', 'same.js']) {
      put(folder.path, name);
    }
    commitAll(folder.path);
    git(folder.path, 'update-index', '--assume-unchanged', 'a.js');
    git(folder.path, 'update-index', '--skip-worktree', 'b.js');
    put(folder.path, 'a.js', 'evil\n');
    put(folder.path, 'b.js', 'evil\n');
    assert.deepEqual(await names(folder.path, { changedSince: 'HEAD' }), ['a.js', 'b.js']);
  });

  it('an untracked file beside one whose name differs in case', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'evil.js');
    commitAll(folder.path);
    git(folder.path, 'config', 'core.ignorecase', 'true');
    put(folder.path, 'EVIL.js');
    put(folder.path, '.GIT/x');
    assert.ok((await names(folder.path)).includes('EVIL.js'));
  });

  it('a change that another commit in the place of HEAD contains', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a.js');
    commitAll(folder.path);
    const [first] = git(folder.path, 'rev-parse', 'HEAD').split('\n');
    put(folder.path, 'a.js', 'evil\n');
    commitAll(folder.path);
    const [second] = git(folder.path, 'rev-parse', 'HEAD').split('\n');
    git(folder.path, 'replace', first ?? '', second ?? '');
    assert.deepEqual(await names(folder.path, { changedSince: first ?? '' }), ['a.js']);
  });

  it('nothing: the view of a review that was killed goes after a day, but no link', async () => {
    const mark = `folder-review-git-${process.pid}`;
    const [old, fresh, link] = ['old', 'new', 'link'].map((name) => join(tmpdir(), `${mark}-${name}`));
    assert.ok(old && fresh && link);
    mkdirSync(old);
    mkdirSync(fresh);
    put(folder.path, 'kept/x');
    symlinkSync(join(folder.path, 'kept'), link);
    symlinkSync(join(folder.path, 'kept'), join(old, 'refs'));
    utimesSync(old, 1, 1);
    utimesSync(join(folder.path, 'kept'), 1, 1);
    git(folder.path, 'init', '--quiet');
    try {
      await names(folder.path);
      const left = [existsSync(old), existsSync(fresh), existsSync(link), existsSync(join(folder.path, 'kept/x'))];
      assert.deepEqual(left, [false, true, true, true]);
    } finally {
      for (const path of [old, fresh, link]) {
        rmSync(path, { recursive: true, force: true });
      }
    }
  });
});
