import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { locateGitDirectory, otherOwner } from '../../../src/workspace/gitDirectory';
import { addSubmodule } from './kinds';
import { commitAll, git, put, useFolder } from './support';

describe('the folder that a repository belongs to', () => {
  const folder = useFolder();

  async function ownerOf(path: string): Promise<string | undefined> {
    const found = await locateGitDirectory(path);
    assert.equal(found.kind, 'found');
    return found.kind === 'found' ? otherOwner(found) : undefined;
  }

  it('is no other for a repository beside its work tree, a submodule, a linked work tree', async () => {
    put(folder.path, 'work/a.txt', 'one\n');
    git(join(folder.path, 'work'), 'init', '--quiet', '--separate-git-dir=../kept');
    commitAll(join(folder.path, 'work'));
    git(join(folder.path, 'work'), 'worktree', 'add', '--quiet', '-b', 'side', join(folder.path, 'side'));
    put(folder.path, 'library/a.txt', 'one\n');
    git(join(folder.path, 'library'), 'init', '--quiet');
    commitAll(join(folder.path, 'library'));
    put(folder.path, 'project/a.txt', 'one\n');
    git(join(folder.path, 'project'), 'init', '--quiet');
    addSubmodule(folder.path);
    for (const path of ['work', 'side', 'library', 'project', 'project/sub']) {
      assert.equal(await ownerOf(join(folder.path, path)), undefined, path);
    }
    put(folder.path, 'other/.git', 'gitdir: ../kept/worktrees/side\n');
    assert.equal(await ownerOf(join(folder.path, 'other')), join(folder.path, 'side'));
  });
});
