import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { configText, parseSettings, type Setting } from '../../../src/workspace/gitConfig';
import { gitVersion } from './gitTraps';
import { commitAll, folderWorkspace, git, names, never, put, useFolder } from './support';

describe('a repository through the view that git gets of it', () => {
  const folder = useFolder();
  const home = useFolder();
  const before = { HOME: process.env.HOME, XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME };
  beforeEach(() => {
    process.env.HOME = home.path;
    delete process.env.XDG_CONFIG_HOME;
  });
  afterEach(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  });

  function repository(...options: string[]): string {
    const top = join(folder.path, 'top');
    mkdirSync(top);
    git(top, 'init', '--quiet', ...options);
    put(top, 'a.txt', 'one\n');
    put(top, 'sub/b.txt', 'one\n');
    commitAll(top);
    put(top, 'a.txt', 'two\n');
    commitAll(top);
    return top;
  }

  async function failure(path: string, changedSince?: string): Promise<string> {
    const found = await folderWorkspace(path, changedSince === undefined ? {} : { changedSince }).discover(never);
    return found.kind === 'failed' ? found.message : found.kind;
  }

  it('has the work trees and submodules that are linked to it', async () => {
    const top = repository();
    const linked = join(folder.path, 'linked');
    git(top, 'worktree', 'add', '--quiet', '-b', 'other', linked, 'HEAD~1');
    put(linked, 'new.txt');
    assert.deepEqual(await names(linked), ['a.txt', 'new.txt', 'sub/b.txt']);
    assert.deepEqual(await names(linked, { changedSince: 'main' }), ['a.txt', 'new.txt']);
    git(top, 'config', 'core.bare', 'true');
    assert.deepEqual(await names(join(linked, 'sub'), { changedSince: 'HEAD' }), []);
    assert.match(await failure(top, 'HEAD'), /git does not track/);
  });

  it('knows every name of a revision', async () => {
    const top = repository();
    git(top, 'tag', '-a', 'v1', '-m', 'x', 'HEAD~1');
    git(top, 'update-ref', 'refs/remotes/origin/main', 'HEAD~1');
    git(top, 'config', 'branch.main.remote', 'origin');
    git(top, 'config', 'branch.main.merge', 'refs/heads/main');
    git(top, 'config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
    const revisions = ['HEAD~1', 'HEAD^', 'main@{1}', 'HEAD@{1}', 'v1', 'v1^{}', 'origin/main', '@{upstream}'];
    const everywhere = async () => {
      for (const revision of revisions) {
        assert.deepEqual(await names(top, { changedSince: revision }), ['a.txt'], revision);
      }
    };
    await everywhere();
    git(top, 'pack-refs', '--all');
    git(top, 'gc', '--quiet');
    await everywhere();
  });

  it('heeds ignore rules from everywhere the user keeps them', async () => {
    const top = repository();
    for (const name of ['local', 'own', 'mine', 'xdg', 'seen']) {
      put(top, `${name}.log`);
    }
    put(top, '.git/info/exclude', 'local.log\n');
    put(home.path, '.config/git/ignore', 'own.log\n');
    assert.deepEqual(await names(top), ['a.txt', 'mine.log', 'seen.log', 'sub/b.txt', 'xdg.log']);
    process.env.XDG_CONFIG_HOME = join(home.path, 'xdg');
    put(home.path, 'xdg/git/ignore', 'xdg.log\n');
    assert.deepEqual(await names(top), ['a.txt', 'mine.log', 'own.log', 'seen.log', 'sub/b.txt']);
    put(home.path, 'rules', 'mine.log\n');
    put(home.path, '.gitconfig', '[include]\n\tpath = more\n');
    put(home.path, 'more', '[core]\n\texcludesFile = ~/rules\n');
    assert.deepEqual(await names(top), ['a.txt', 'own.log', 'seen.log', 'sub/b.txt', 'xdg.log']);
    git(top, 'config', 'core.excludesFile', 'sub/../.git/info/exclude');
    assert.deepEqual(await names(top), ['a.txt', 'mine.log', 'own.log', 'seen.log', 'sub/b.txt', 'xdg.log']);
    git(top, 'config', 'core.excludesFile', '~nobody/rules');
    assert.match(await failure(top), /core.excludesfile is "~nobody\/rules"; give it as an absolute path or with ~\//);
  });

  it('compares line ends as the settings say', async () => {
    const top = repository();
    put(top, 'a.txt', 'two\r\n');
    git(top, '-c', 'core.autocrlf=true', 'add', 'a.txt');
    utimesSync(join(top, 'a.txt'), 1, 1);
    assert.deepEqual(await names(top, { changedSince: 'HEAD' }), ['a.txt']);
    put(home.path, '.gitconfig', '[core]\n\tautocrlf = true\n');
    assert.deepEqual(await names(top, { changedSince: 'HEAD' }), []);
    git(top, 'config', 'core.autocrlf', 'false');
    assert.deepEqual(await names(top, { changedSince: 'HEAD' }), ['a.txt']);
    put(top, '.git/info/attributes', '*.txt text\n');
    assert.deepEqual(await names(top, { changedSince: 'HEAD' }), []);
  });

  it('runs no filter, the user’s own neither: a touched file with one counts as changed', async () => {
    const top = repository();
    put(home.path, '.gitconfig', '[filter "x"]\n\tclean = tr a-z A-Z\n\trequired = true\n');
    put(top, '.git/info/attributes', '*.txt filter=x\n');
    utimesSync(join(top, 'a.txt'), 1, 1);
    assert.deepEqual(await names(top, { changedSince: 'HEAD' }), []);
    put(top, 'a.txt', 'TWO\n');
    assert.deepEqual(await names(top, { changedSince: 'HEAD' }), ['a.txt']);
  });

  it('reads every format of the index, of objects and of references', async () => {
    const split = repository();
    git(split, 'update-index', '--split-index');
    put(split, 'new.txt');
    git(split, 'add', 'new.txt');
    assert.deepEqual(await names(split), ['a.txt', 'new.txt', 'sub/b.txt']);
    rmSync(split, { recursive: true });
    if (gitVersion >= 34) {
      const sparse = repository();
      git(sparse, 'sparse-checkout', 'init', '--cone', '--sparse-index');
      put(sparse, 'new.txt');
      assert.deepEqual(await names(sparse), ['a.txt', 'new.txt']);
      assert.deepEqual(await names(sparse, { changedSince: 'HEAD~1' }), ['a.txt', 'new.txt']);
      rmSync(sparse, { recursive: true });
    }
    const formats = [
      { since: 29, options: ['--object-format=sha256'] },
      { since: 45, options: ['--ref-format=reftable'] },
    ].filter(({ since }) => gitVersion >= since);
    for (const { options } of formats) {
      const top = repository(...options);
      git(top, 'tag', 'base', 'HEAD~1');
      assert.deepEqual(await names(top), ['a.txt', 'sub/b.txt'], options[0]);
      assert.deepEqual(await names(top, { changedSince: 'base' }), ['a.txt'], options[0]);
      rmSync(top, { recursive: true });
    }
  });

  it('is not made of a repository of a format that we do not know', async () => {
    const top = repository();
    put(top, '.git/config', '[extensions]\n\tfuture = x\n');
    assert.equal(await failure(top), 'found');
    put(top, '.git/config', '[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tfuture = x\n');
    assert.match(await failure(top), /it uses the extension future, which Folder Review does not know/);
    put(top, '.git/config', '[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\trefStorage = reftable:///x\n');
    assert.match(await failure(top), /keeps its references as "reftable:\/\/\/x"/);
  });

  it('is looked for as git does: through links, and past what is no repository', async () => {
    const top = repository();
    mkdirSync(join(top, 'sub/.git'));
    assert.deepEqual(await names(join(top, 'sub')), ['b.txt']);
    assert.deepEqual(await names(join(top, 'sub'), { changedSince: 'HEAD' }), []);
    const other = join(folder.path, 'other');
    mkdirSync(other);
    symlinkSync(join(top, '.git'), join(other, '.git'));
    put(other, 'a.txt', 'two\n');
    assert.deepEqual(await names(other), ['a.txt']);
    put(folder.path, 'third/.git', 'gitdirectory: x\n');
    assert.match(await failure(join(folder.path, 'third')), /does not say where the repository is/);
  });

  it('takes the settings of the user’s that hold for its place', async () => {
    const top = repository();
    put(top, 'mine.log');
    put(home.path, 'rules', '*.log\n');
    put(home.path, '.gitconfig', `[includeIf "gitdir:${folder.path}/"]\n\tpath = work\n`);
    put(home.path, 'work', `[core]\n\texcludesFile = ${home.path}/rules\n`);
    assert.deepEqual(await names(top), ['a.txt', 'sub/b.txt']);
  });

  it('has settings byte for byte, whatever is in them, and none that are not data', () => {
    const text = fc.string({ unit: 'binary' }).map((one) => one.replaceAll('\0', ''));
    const name = text.map((one) => one.replaceAll('\n', ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 5 }), (pairs) => {
        const settings = pairs.map(([branch, value]): Setting => ({ key: `branch.${branch}.merge`, value }));
        const others = pairs.map(([branch, value]): Setting => ({ key: `filter.${branch}.clean`, value }));
        const file = put(folder.path, 'config', configText([...settings, ...others], []));
        const list = git(folder.path, 'config', '--file', file, '-z', '--list');
        assert.deepEqual(parseSettings(Buffer.from(list)), settings);
      }),
      { numRuns: 50 },
    );
  });
});
