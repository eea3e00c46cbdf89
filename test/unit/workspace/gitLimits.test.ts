import assert from 'node:assert/strict';
import { chmodSync, truncateSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { findGit } from '../../../src/workspace/git';
import { standardLimits } from '../../../src/workspace/gitLimits';
import { gitVersion } from './gitTraps';
import { commitAll, folderWorkspace, git, names, never, put, useFolder } from './support';

describe('a git that needs too much', () => {
  const folder = useFolder();
  const bin = useFolder();
  const path = process.env.PATH ?? '';
  afterEach(() => {
    process.env.PATH = path;
  });

  function wrapGit(command: string, action: string): void {
    const script = `#!/bin/sh\ncase " $* " in *" ${command} "*) ${action} ;; esac\nPATH='${path}'\nexec git "$@"\n`;
    chmodSync(put(bin.path, 'git', script), 0o755);
    process.env.PATH = [bin.path, path].join(delimiter);
  }

  async function runIn(limits: typeof standardLimits, ...args: string[]) {
    const found = await findGit(folder.path, never, limits);
    assert.ok(found.kind === 'git');
    return found.git.run(args, { folder: folder.path, environment: {}, reads: [] }, never);
  }

  it('gets 4 GB and five minutes', async () => {
    wrapGit('ls-files', 'printf "limits %s %s\\0" "$(ulimit -v)" "$(ulimit -t)"; exit 0');
    git(folder.path, 'init', '--quiet');
    const asked = await runIn(standardLimits, 'ls-files');
    assert.equal(asked.kind === 'done' && asked.stdout.toString(), 'limits 4194304 300\0');
  });

  it('is ended when it uses up its memory, and says so', async () => {
    git(folder.path, 'init', '--quiet');
    truncateSync(put(folder.path, '.gitignore'), 1024 ** 3);
    if (gitVersion >= 46) {
      // Newer ones leave out rules of such a size, so that too much is listed.
      assert.deepEqual(await names(folder.path), ['.gitignore: too large']);
      return;
    }
    const limits = { ...standardLimits, memory: 512 * 1024 ** 2 };
    const asked = await runIn(limits, 'ls-files', '--others', '--exclude-standard');
    assert.match(asked.kind === 'failed' ? asked.message : asked.kind, /^git needed more than 0.5 GB of memory;/);
  });

  it('is ended when it uses up its processor time, and says what can be the cause', async () => {
    wrapGit('ls-files', 'while :; do :; done');
    const asked = await runIn({ ...standardLimits, processorTime: 1 }, 'ls-files');
    assert.match(
      asked.kind === 'failed' ? asked.message : asked.kind,
      /minutes of processor time; ignore rules with many/,
    );
  });

  const sinceSparse = gitVersion >= 36 ? it : () => undefined;
  sinceSparse('does not expand a folder that is in the index only', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'keep/a.js');
    put(folder.path, 'away/b.js');
    commitAll(folder.path);
    git(folder.path, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'keep');
    wrapGit('ls-files', `case " $* " in *" --sparse "*) ;; *) echo "fatal: expanded" >&2; exit 128 ;; esac`);
    for (const options of [{}, { changedSince: 'HEAD' }]) {
      put(folder.path, 'keep/a.js', 'changed\n');
      assert.deepEqual(await names(folder.path, options), ['keep/a.js']);
    }
    put(folder.path, 'away/evil.js');
    const found = await folderWorkspace(folder.path).discover(never);
    assert.ok(found.kind === 'found' && found.files.some((file) => file.path === join('away', 'evil.js')));
  });
});
