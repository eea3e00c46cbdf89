import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { commitAll, discovered, folderWorkspace, git, never, put, useFolder } from './support';

describe('a git that misbehaves', () => {
  const folder = useFolder();
  const bin = useFolder();
  const path = process.env.PATH ?? '';
  beforeEach(() => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a.txt');
    commitAll(folder.path);
  });
  afterEach(() => {
    process.env.PATH = path;
  });

  /** Puts a git first on the PATH that runs a shell command before the real one. */
  function wrapGit(first: string): void {
    const wrapper = put(bin.path, 'git', `#!/bin/sh\n${first}\nPATH='${path}'\nexec git "$@"\n`);
    chmodSync(wrapper, 0o755);
    process.env.PATH = [bin.path, path].join(delimiter);
  }

  for (const command of ['rev-parse', 'ls-files', 'config', 'diff-index']) {
    it(`is not taken for one that answered when ${command} is killed`, async () => {
      wrapGit(`case " $* " in *" ${command} "*) kill -9 $$ ;; esac`);
      const found = await folderWorkspace(folder.path, { changedSince: 'HEAD' }).discover(never);
      assert.equal(found.kind, 'failed');
      assert.match(found.kind === 'failed' ? found.message : '', /git could not be run: it was killed/);
    });
  }

  it('cuts off a warning about a folder it cannot read', async () => {
    wrapGit(`case " $* " in *" ls-files "*) echo "warning: could not open directory 'very/long/" >&2 ;; esac`);
    assert.deepEqual(
      (await discovered(folder.path)).map((file) => file.path),
      ['a.txt', 'very/long/'],
    );
  });
});
