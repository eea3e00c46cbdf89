import assert from 'node:assert/strict';
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
});
