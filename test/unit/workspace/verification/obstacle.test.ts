import assert from 'node:assert/strict';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { verificationOf } from '../../../../src/cli/verification';
import { createVerifier } from '../../../../src/compose/verifier';
import { topOf } from '../../../../src/workspace/verification/askSource';
import { git, never, put, useFolder } from '../support';

describe('before a verification', () => {
  const folder = useFolder();
  const wish = { setUp: ['true'], commands: ['cat ../b.txt'], parallel: 1, timeLimitMs: 60_000 };

  /** What is said at once, and when a site is asked for all the same, of which nothing is made then. */
  async function said(more: { setUp?: string[]; commands?: string[]; shell?: string; stateRoot?: string }) {
    const { shell, stateRoot = folder.state, ...wishes } = more;
    const top = realpathSync.native(folder.path);
    git(top, 'init', '--quiet');
    put(top, 'src/a.txt');
    put(top, 'b.txt');
    const unsaved = async () => new Map<string, Uint8Array>();
    const world = { folder: join(top, 'src'), stateRoot, unsaved, ...(shell !== undefined && { shell }) };
    const verifier = createVerifier(world);
    const obstacle = await verifier.obstacle({ ...wish, ...wishes });
    const opened = await verifier.open({ ...wish, ...wishes }, never);
    if (opened.kind === 'site') {
      await opened.site.close();
    } else {
      assert.deepEqual(opened, { kind: 'failed', message: obstacle });
      assert.equal(existsSync(join(top, 'state')), false);
    }
    return obstacle?.replaceAll(top, 'TOP');
  }

  it('nothing is said where it can begin', async () => assert.equal(await said({}), undefined));

  for (const where of ['setUp', 'commands'] as const) {
    for (const path of ['src', 'b.txt', '']) {
      it(`it is told that one of the ${where} names the person’s own files: ${path}`, async () => {
        const command = `cat ${realpathSync.native(folder.path)}/${path}`;
        assert.equal(
          await said({ [where]: ['true', command] }),
          `the command “cat TOP/${path}” names your own folder or a file in it, and would test that instead of a copy: use paths relative to TOP`,
        );
      });
    }
  }

  it('it is told of a state inside the repository, above the reviewed folder', async () => {
    const state = join(realpathSync.native(folder.path), 'state');
    assert.match((await said({ stateRoot: state })) ?? '', /^the repository TOP holds TOP\/state, where/);
  });

  it('it is told of a shell that cannot be used', async () => {
    assert.match(
      (await said({ shell: '/no/such' })) ?? '',
      /^the shell, \/no\/such, cannot be used: it does not exist/,
    );
    assert.match((await said({ shell: 'sh' })) ?? '', /absolute path/);
  });

  it('it is told that there is no git, also in a folder without a repository', async () => {
    const path = process.env.PATH;
    process.env.PATH = folder.state;
    try {
      const world = { folder: folder.path, stateRoot: folder.state, unsaved: async () => new Map() };
      assert.match((await createVerifier(world).obstacle(wish)) ?? '', /^there is no git on the PATH/);
    } finally {
      process.env.PATH = path;
    }
  });

  /** What is said of a folder below the top. */
  function saidOf(path: string, more: { commands?: string[]; directory?: string; include?: string[] }) {
    const world = { folder: join(folder.path, path), stateRoot: folder.state, unsaved: async () => new Map() };
    return createVerifier(world).obstacle({ ...wish, ...more });
  }

  it('what is copied is the folder alone where git ignores it: commands run there, and may name what is around it', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, '.gitignore', 'work/\n');
    put(folder.path, 'work/app/test/a.js');
    const top = join(folder.path, 'work/app');
    assert.deepEqual(await topOf(top), { kind: 'top', top });
    assert.deepEqual(await topOf(join(folder.path)), { kind: 'top', top: folder.path });
    assert.equal(await saidOf('work/app', { directory: 'test', commands: [`cat ${folder.path}/b.txt`] }), undefined);
    const flags = { verify: ['node a.js'], verifyIn: join(top, 'test') };
    assert.equal((await verificationOf(flags, top))?.directory, 'test');
    const opened = await createVerifier({
      ...{ folder: top, stateRoot: folder.state, unsaved: async () => new Map() },
    }).open(wish, never);
    assert.ok(opened.kind === 'site');
    assert.deepEqual([opened.site.top, opened.site.prefix], [top, '']);
    await opened.site.close();
  });

  for (const [what, directory, include] of [
    ['git ignores', 'build', []],
    ['is empty', 'empty', []],
    ['is a submodule', 'sub', []],
    ['is copied only in part, and not there', 'build/other', ['build/out/a.txt']],
  ] as const) {
    it(`it is told of a folder to run in that ${what}`, async () => {
      makeFolders();
      const reason = await saidOf('', { directory, include: [...include] });
      assert.match(
        reason ?? '',
        /^(build|build\/other|empty|sub), where the commands are to run, is not in the copies: /,
      );
    });
  }

  for (const [directory, include] of [
    ['src', []],
    ['build', ['build/']],
    ['build/out', ['build/']],
    ['build', ['build/out/a.txt']],
    ['node_modules/x', []],
  ] as const) {
    it(`nothing is said of one that is: ${directory} with ${include.join()}`, async () => {
      makeFolders();
      assert.equal(await saidOf('', { directory, include: [...include] }), undefined);
    });
  }

  function makeFolders() {
    git(folder.path, 'init', '--quiet');
    put(folder.path, '.gitignore', 'build/\nnode_modules/\n');
    put(folder.path, 'src/a.txt');
    put(folder.path, 'build/out/a.txt');
    put(folder.path, 'build/other/b.txt');
    put(folder.path, 'node_modules/x/index.js');
    mkdirSync(join(folder.path, 'empty'));
    mkdirSync(join(folder.path, 'sub'));
    git(join(folder.path, 'sub'), 'init', '--quiet');
    put(folder.path, 'sub/a.txt');
  }

  it('programs that are installed in a home folder may be named where that is a repository, and what git keeps of it not', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, '.gitignore', '.cargo/\n');
    put(folder.path, '.cargo/bin/cargo');
    put(folder.path, '.config/app/a.txt');
    const home = process.env.HOME;
    process.env.HOME = folder.path;
    try {
      assert.equal(await saidOf('.config/app', { commands: ['~/.cargo/bin/cargo test'] }), undefined);
      for (const command of ['~/.cargo/bin/cargo test ~/.config', 'cat ~/.config/app/a.txt', 'ls ~/']) {
        assert.match((await saidOf('.config/app', { commands: [command] })) ?? '', /names your own folder/, command);
      }
    } finally {
      process.env.HOME = home;
    }
  });
});
