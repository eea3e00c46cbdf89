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

  for (const command of ['version', 'rev-parse', 'ls-files', 'config', 'diff-index']) {
    it(`is not taken for one that answered when ${command} is killed`, async () => {
      wrapGit(`case " $* " in *" ${command} "*) kill -9 $$ ;; esac`);
      const found = await folderWorkspace(folder.path, { changedSince: 'HEAD' }).discover(never);
      assert.equal(found.kind, 'failed');
      assert.match(found.kind === 'failed' ? found.message : '', /git could not be run: it was killed/);
    });
  }

  for (const said of ['git version 2.21.4', 'git version 1.99.0', 'no version at all']) {
    it(`is refused when it says "${said}"`, async () => {
      chmodSync(put(bin.path, 'git', `#!/bin/sh\necho ${said}\n`), 0o755);
      process.env.PATH = [bin.path, path].join(delimiter);
      const found = await folderWorkspace(folder.path).discover(never);
      const message = `git 2.22 or newer is needed; ${bin.path}/git says “${said}”`;
      assert.deepEqual(found, { kind: 'failed', message });
    });
  }

  it('is not believed when its list is cut off', async () => {
    wrapGit(`case " $* " in *" ls-files "*) printf 'a.txt'; exit 0 ;; esac`);
    const found = await folderWorkspace(folder.path).discover(never);
    assert.deepEqual(found, { kind: 'failed', message: 'the list of files that git gave is cut off' });
  });

  it('is not believed when it lists files in spite of an error', async () => {
    wrapGit(`case " $* " in *" ls-files "*) echo "error: bad tree object" >&2 ;; esac`);
    const found = await folderWorkspace(folder.path).discover(never);
    const message = 'error: bad tree object\nAn object is missing in the repository, and a review fetches none.';
    assert.deepEqual(found, { kind: 'failed', message });
  });

  it('cuts off a warning about a folder it cannot read', async () => {
    wrapGit(`case " $* " in *" ls-files "*) echo "warning: could not open directory 'very/long/" >&2 ;; esac`);
    assert.deepEqual(
      (await discovered(folder.path)).map((file) => file.path),
      ['a.txt', 'very/long/'],
    );
  });
});
