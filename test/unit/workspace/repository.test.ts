import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { commitAll, folderWorkspace, git, names, never, put, useFolder } from './support';

describe('discovery in a repository', () => {
  const folder = useFolder();
  const elsewhere = useFolder();

  function repository(...paths: string[]): string {
    git(folder.path, 'init', '--quiet');
    for (const path of paths) {
      put(folder.path, path);
    }
    return folder.path;
  }

  async function failure(path: string, changedSince?: string): Promise<string> {
    const found = await folderWorkspace(path, changedSince === undefined ? {} : { changedSince }).discover(never);
    return found.kind === 'failed' ? found.message : found.kind;
  }

  it('goes as deep as a walk does, and stands a deeper folder for all that is in it', async () => {
    const deep = 'd/'.repeat(65);
    repository(`${'d/'.repeat(64)}last.ts`, `${deep}lost.ts`, `${deep}more/lost.ts`);
    commitAll(folder.path);
    assert.deepEqual(await names(folder.path), [`${'d/'.repeat(64)}last.ts`, `${deep}: too deep`].sort());
  });

  it('lists what git knows or would add, and not what was deleted', async () => {
    repository('tracked.ts', 'gone.ts', 'sub/a.ts');
    commitAll(folder.path);
    rmSync(join(folder.path, 'gone.ts'));
    put(folder.path, 'new.ts');
    put(folder.path, '.gitignore', 'ignored/\n');
    put(folder.path, 'ignored/x.ts');
    put(folder.path, 'staged.ts');
    git(folder.path, 'add', 'staged.ts');
    assert.deepEqual(await names(folder.path), ['.gitignore', 'new.ts', 'staged.ts', 'sub/a.ts', 'tracked.ts']);
    assert.deepEqual(await names(join(folder.path, 'sub')), ['a.ts']);
  });

  it('lists each file of an unfinished merge once', async () => {
    repository('a.ts');
    commitAll(folder.path);
    git(folder.path, 'checkout', '--quiet', '-b', 'other');
    put(folder.path, 'a.ts', 'other\n');
    commitAll(folder.path);
    git(folder.path, 'checkout', '--quiet', 'main');
    put(folder.path, 'a.ts', 'main\n');
    commitAll(folder.path);
    assert.throws(() => git(folder.path, 'merge', 'other'));
    assert.deepEqual(await names(folder.path), ['a.ts']);
  });

  it('gives the reason for every tracked file it skips', async () => {
    repository('third_party/lib/a.js', 'yarn.lock', 'a.ts');
    symlinkSync('/etc/passwd', join(folder.path, 'link'));
    put(folder.path, '.reviewignore', 'a.ts\n');
    commitAll(folder.path);
    assert.deepEqual(await names(folder.path), [
      '.reviewignore',
      'a.ts: ignored by .reviewignore',
      'link: symlink',
      'third_party/lib/a.js: vendored',
      'yarn.lock: lock file',
    ]);
  });

  it('takes every name as it is', async () => {
    const odd = ['new\nline', '"quotes"', '100%', '$(touch pwned)', '-rf', ' ', 'ü', ':(glob)x', '*'];
    repository(...odd);
    assert.deepEqual(await names(folder.path), odd.toSorted());
    commitAll(folder.path);
    assert.deepEqual(await names(folder.path), odd.toSorted());
    put(folder.path, 'ü', 'changed\n');
    assert.deepEqual(await names(folder.path, { changedSince: 'HEAD' }), ['ü']);
  });

  it('skips names that are not UTF-8', async () => {
    repository();
    writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/caf`), Buffer.from([0xe9])]), 'x');
    assert.deepEqual(await names(folder.path), ['caf\\xe9: unknown encoding']);
  });

  it('keeps nested repositories and submodules out unless asked for', async () => {
    const library = join(folder.path, 'library');
    mkdirSync(library);
    git(library, 'init', '--quiet');
    put(library, 'lib.ts');
    put(library, '.gitignore', 'secret\n');
    commitAll(library);
    const project = join(folder.path, 'project');
    mkdirSync(project);
    git(project, 'init', '--quiet');
    put(project, 'main.ts');
    git(project, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'module');
    commitAll(project);
    cpSync(library, join(project, 'nested'), { recursive: true });
    put(project, 'nested/secret');
    mkdirSync(join(project, 'fresh'));
    git(join(project, 'fresh'), 'init', '--quiet');
    put(project, 'fresh/a.ts');
    const top = ['.gitmodules', 'main.ts'];
    assert.deepEqual(await names(project), [
      '.gitmodules',
      'fresh/: nested repository',
      'main.ts',
      'module/: nested repository',
      'nested/: nested repository',
    ]);
    assert.deepEqual(await names(project, { nestedRepositories: true }), [
      ...top.slice(0, 1),
      'fresh/a.ts',
      ...top.slice(1),
      'module/.gitignore',
      'module/lib.ts',
      'nested/.gitignore',
      'nested/lib.ts',
    ]);
    assert.deepEqual(await names(project, { nestedRepositories: true, include: ['lib.ts'] }), [
      'module/lib.ts',
      'nested/lib.ts',
    ]);
    const clone = join(folder.path, 'clone');
    git(folder.path, 'clone', '--quiet', project, clone);
    assert.deepEqual(await names(clone, { nestedRepositories: true }), [...top, 'module/: nested repository']);
  });

  it('walks a folder that git ignores as a whole', async () => {
    repository('.gitignore');
    put(folder.path, '.gitignore', 'build/\n');
    put(folder.path, 'build/out/a.ts');
    assert.deepEqual(await names(join(folder.path, 'build', 'out')), ['a.ts']);
    assert.match(await failure(join(folder.path, 'build'), 'HEAD'), /git does not track/);
  });

  it('shows a folder that git cannot read as a file that fails', async () => {
    repository('a.ts');
    const name = 'n'.repeat(250);
    const script = `for (let i = 0; i < 17; i++) { fs.mkdirSync('${name}'); process.chdir('${name}'); }`;
    execFileSync(process.execPath, ['-e', script], { cwd: folder.path });
    const found = await names(folder.path);
    assert.equal(found.length, 2);
    assert.ok(found[1]?.endsWith('n/'));
  });

  it('says what git says when a repository cannot be used', async () => {
    put(folder.path, 'broken/.git', 'gitdir: /nowhere\n');
    assert.match(await failure(join(folder.path, 'broken')), /not a git repository: \/nowhere/);
    repository('a.ts');
    git(folder.path, 'config', 'core.worktree', '/etc');
    assert.match(await failure(folder.path), /puts its work tree elsewhere, to \/etc/);
    git(folder.path, 'config', '--unset', 'core.worktree');
    put(folder.path, '.git/config', '[core\n');
    assert.match(await failure(folder.path), /bad config line 1/);
  });

  describe('only what has changed', () => {
    it('is what differs from the revision and what is untracked', async () => {
      repository('same.ts', 'committed.ts', 'staged.ts', 'edited.ts', 'deleted.ts', 'touched.ts', 'sub/in.ts');
      commitAll(folder.path);
      git(folder.path, 'tag', 'base');
      put(folder.path, 'committed.ts', 'new\n');
      commitAll(folder.path);
      put(folder.path, 'staged.ts', 'new\n');
      git(folder.path, 'add', 'staged.ts');
      put(folder.path, 'edited.ts', 'new\n');
      put(folder.path, 'sub/in.ts', 'new\n');
      put(folder.path, 'sub/untracked.ts');
      put(folder.path, 'yarn.lock');
      rmSync(join(folder.path, 'deleted.ts'));
      utimesSync(join(folder.path, 'touched.ts'), 1, 1);
      const now = ['edited.ts', 'staged.ts', 'sub/in.ts', 'sub/untracked.ts', 'yarn.lock: lock file'];
      assert.deepEqual(await names(folder.path, { changedSince: 'HEAD' }), now);
      assert.deepEqual(await names(folder.path, { changedSince: 'base' }), ['committed.ts', ...now]);
      assert.deepEqual(await names(join(folder.path, 'sub'), { changedSince: 'base' }), ['in.ts', 'untracked.ts']);
    });

    it('is everything where nothing was committed yet', async () => {
      repository('a.ts', 'b.ts');
      git(folder.path, 'add', 'a.ts');
      assert.deepEqual(await names(folder.path, { changedSince: 'HEAD' }), ['a.ts', 'b.ts']);
    });

    it('is an error for a revision that git does not know, and outside of repositories', async () => {
      repository('a.ts');
      commitAll(folder.path);
      assert.equal(await failure(folder.path, 'nowhere'), 'git knows no revision "nowhere"');
      assert.equal(await failure(folder.path, '--output=pwned'), 'git knows no revision "--output=pwned"');
      assert.deepEqual(readdirSync(folder.path), ['.git', 'a.ts']);
      rmSync(join(folder.path, '.git'), { recursive: true });
      assert.match(await failure(folder.path, 'HEAD'), /git does not track/);
    });
  });

  describe('against a hostile folder', () => {
    const path = process.env.PATH;
    afterEach(() => {
      process.env.PATH = path;
    });

    /** A shell command that leaves a trace, and what to call to see whether it ran. */
    function canary(): { command: string; ran(): boolean } {
      const trace = join(folder.path, 'trace');
      return { command: `touch ${trace};`, ran: () => existsSync(trace) };
    }

    it('runs nothing that the configuration, the attributes or the hooks of a repository name', async () => {
      const { command, ran } = canary();
      const project = join(folder.path, 'project');
      mkdirSync(project);
      git(project, 'init', '--quiet');
      put(project, 'a.ts', 'one\n');
      put(project, 'b.ts', 'one\n');
      commitAll(project);
      put(project, '.gitattributes', '*.ts filter=evil diff=evil\nb.ts filter=a=b\n');
      put(
        project,
        '.git/config',
        `[core]\n\trepositoryformatversion = 0\n\tfsmonitor = "${command}"\n\tpager = "${command}"\n\teditor = "${command}"\n` +
          `[filter "evil"]\n\tclean = "${command} cat"\n\tsmudge = "${command} cat"\n\tprocess = "${command}"\n\trequired = true\n` +
          `[filter "a=b"]\n\tclean = "${command} cat"\n\trequired = true\n` +
          `[diff "evil"]\n\tcommand = "${command}"\n\ttextconv = "${command}"\n[diff]\n\texternal = "${command}"\n` +
          `[alias]\n\tls-files = "!${command}"\n[include]\n\tpath = more\n`,
      );
      put(project, '.git/more', `[filter "included"]\n\tclean = "${command} cat"\n`);
      for (const hook of [
        'post-index-change',
        'post-checkout',
        'reference-transaction',
        'pre-commit',
        'fsmonitor-watchman',
      ]) {
        chmodSync(put(project, `.git/hooks/${hook}`, `#!/bin/sh\n${command}\n`), 0o755);
      }
      // Same size and content, other times: only then git looks into the files, through the filters.
      for (const name of ['a.ts', 'b.ts']) {
        utimesSync(join(project, name), 1, 1);
      }
      assert.deepEqual(await names(project), ['.gitattributes', 'a.ts', 'b.ts']);
      assert.deepEqual(await names(project, { changedSince: 'HEAD' }), ['.gitattributes']);
      assert.equal(ran(), false);
      spawnSync('git', ['status'], { cwd: project });
      assert.equal(ran(), true, 'the trap itself must work');
    });

    it('does not take a planted bare repository for the repository', async () => {
      const { command, ran } = canary();
      git(folder.path, 'init', '--quiet');
      const bare = join(folder.path, 'src');
      git(folder.path, 'init', '--quiet', '--bare', bare);
      put(
        bare,
        'config',
        `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "${command}"\n`,
      );
      put(bare, 'info/exclude', 'a.ts\n');
      put(bare, 'code/a.ts');
      assert.deepEqual(await names(join(bare, 'code')), ['a.ts']);
      assert.ok((await names(folder.path)).includes('src/code/a.ts'));
      assert.equal(ran(), false);
      git(bare, 'status');
      assert.equal(ran(), true, 'the trap itself must work');
    });

    it('runs no git that lies in the folder or is found through a relative PATH', async () => {
      const { command, ran } = canary();
      git(folder.path, 'init', '--quiet');
      chmodSync(put(folder.path, 'bin/git', `#!/bin/sh\n${command}\n`), 0o755);
      put(folder.path, 'src/a.ts');
      process.env.PATH = ['.', '', 'bin', join(folder.path, 'bin'), path].join(delimiter);
      assert.deepEqual(await names(join(folder.path, 'src')), ['a.ts']);
      const outside = join(elsewhere.path, 'bin');
      mkdirSync(outside);
      symlinkSync(join(folder.path, 'bin/git'), join(outside, 'git'));
      process.env.PATH = [outside, path].join(delimiter);
      assert.deepEqual(await names(join(folder.path, 'src')), ['a.ts']);
      process.env.PATH = [join(folder.path, 'bin'), 'bin', outside].join(delimiter);
      assert.match(await failure(folder.path), /there is no git on the PATH/);
      assert.equal(ran(), false);
    });

    for (const [place, reviewed] of [
      ['pg/tools/git', 'pg'],
      ['pg/tools/git', 'pg/sub'],
      ['pg/node_modules/.bin/git', 'pg/sub'],
    ] as const) {
      it(`runs no ${place} when ${reviewed} is reviewed`, async () => {
        const { command, ran } = canary();
        const trap = put(elsewhere.path, place, `#!/bin/sh\n${command}\n`);
        chmodSync(trap, 0o755);
        const inner = join(elsewhere.path, 'pg/sub');
        mkdirSync(inner);
        git(inner, 'init', '--quiet');
        put(inner, 'a.ts');
        if (reviewed === 'pg/sub' && place.startsWith('pg/tools')) {
          git(dirname(inner), 'init', '--quiet');
        }
        process.env.PATH = [dirname(trap), path].join(delimiter);
        const listed = await names(join(elsewhere.path, reviewed), { nestedRepositories: true });
        assert.equal(ran(), false);
        assert.ok(listed.includes(reviewed === 'pg' ? 'sub/a.ts' : 'a.ts'), listed.join());
      });
    }

    it('heeds no GIT_ variable of its own environment', async () => {
      repository('a.ts');
      process.env.GIT_DIR = '/nowhere';
      process.env.GIT_CEILING_DIRECTORIES = '/';
      try {
        assert.deepEqual(await names(folder.path), ['a.ts']);
      } finally {
        delete process.env.GIT_DIR;
        delete process.env.GIT_CEILING_DIRECTORIES;
      }
    });

    it('leaves the repository as it was, byte for byte', async () => {
      repository('a.ts', 'b.ts');
      commitAll(folder.path);
      utimesSync(join(folder.path, 'a.ts'), 1, 1);
      const before = readFileSync(join(folder.path, '.git/index'));
      await names(folder.path);
      await names(folder.path, { changedSince: 'HEAD' });
      assert.deepEqual(readFileSync(join(folder.path, '.git/index')), before);
    });
  });
});
