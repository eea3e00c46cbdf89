import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { branchesIn } from '../../../src/workspace/branches';
import { commitAll, git, put, useFolder } from './support';

describe('the branches that changes are told against', () => {
  const folder = useFolder();
  const names = async () => {
    const branches = await branchesIn(folder.path, new AbortController().signal);
    assert.ok(!('kind' in branches), JSON.stringify(branches));
    return branches.map(({ name, isDefault, isCurrent }) =>
      [name, isDefault ? 'default' : '', isCurrent ? 'current' : ''].join(' ').trim().replace('  ', ' '),
    );
  };
  const commitOn = (branch: string, day: number) => {
    git(folder.path, 'checkout', '--quiet', '-B', branch);
    put(folder.path, `${branch.replace('/', '-')}.txt`, branch);
    git(folder.path, 'add', '--all');
    git(folder.path, 'commit', '--quiet', '--message', branch);
    // The committer's date is what tells.
    git(folder.path, 'update-ref', `refs/heads/${branch}`, committed(branch, day));
  };
  const committed = (branch: string, day: number) => {
    const tree = git(folder.path, 'rev-parse', `${branch}^{tree}`).trim();
    const raw = `tree ${tree}\nauthor T <t@e> 0 +0000\ncommitter T <t@e> ${1_700_000_000 + day * 86_400} +0000\n\nx\n`;
    put(folder.path, '.git/raw-commit', raw);
    return git(folder.path, 'hash-object', '-t', 'commit', '-w', '.git/raw-commit').trim();
  };

  it('are none outside a repository, and in one without a commit', async () => {
    assert.deepEqual(await names(), []);
    git(folder.path, 'init', '--quiet');
    assert.deepEqual(await names(), []);
  });

  it('begin with the usual one, then the latest; in a folder of the repository, too', async () => {
    git(folder.path, 'init', '--quiet');
    commitOn('old', 1);
    commitOn('main', 2);
    commitOn('feature/a', 9);
    commitOn('feature/b', 5);
    assert.deepEqual(await names(), ['main default', 'feature/a', 'feature/b current', 'old']);
  });

  it('begin with the one that is called so by settings, where no remote says it', async () => {
    git(folder.path, 'init', '--quiet');
    commitOn('main', 1);
    commitOn('production', 2);
    git(folder.path, 'config', 'init.defaultBranch', 'production');
    assert.deepEqual(await names(), ['production default current', 'main']);
  });

  it('begin with what the remote calls its own, here and as it was fetched', async () => {
    git(folder.path, 'init', '--quiet');
    commitOn('main', 1);
    commitOn('next', 2);
    git(folder.path, 'update-ref', 'refs/remotes/origin/next', 'next');
    git(folder.path, 'update-ref', 'refs/remotes/origin/other', 'next');
    git(folder.path, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/next');
    assert.deepEqual(await names(), ['next default current', 'origin/next default', 'main']);
    git(folder.path, 'checkout', '--quiet', 'main');
    git(folder.path, 'branch', '--quiet', '-D', 'next');
    assert.deepEqual(await names(), ['origin/next default', 'main current']);
  });

  it('are those that have commits, with a detached HEAD, too', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a');
    commitAll(folder.path);
    git(folder.path, 'checkout', '--quiet', '--detach');
    assert.deepEqual(await names(), ['main default']);
  });
});
