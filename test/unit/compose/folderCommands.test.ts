import assert from 'node:assert/strict';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import { openFolderCommands } from '../../../src/compose/folderCommands';
import type { FolderCommands } from '../../../src/core/verify/folderCommands';
import { git, put, useFolder } from '../workspace/support';

describe('the commands that a folder is verified with', () => {
  const folder = useFolder();
  const values = new Map<string, unknown>();
  const memory = {
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, value),
  };

  beforeEach(() => {
    values.clear();
    git(folder.path, 'init', '--quiet');
    put(folder.path, '.gitignore', '.env\nignored/\n');
    put(folder.path, 'package.json', '{"scripts":{"test":"node test.js"}}');
    put(folder.path, 'packages/app/package.json', '{"scripts":{"test":"node app.js"}}');
    put(folder.path, 'packages/lib/a.js');
  });

  async function open(path = '', shell = '/bin/sh'): Promise<FolderCommands> {
    const warn = (message: string) => assert.fail(message);
    const world = { folder: join(folder.path, path), stateRoot: folder.state, memory, shell, warn };
    const opened = await openFolderCommands(world);
    assert.ok(opened.kind === 'commands');
    return opened.commands;
  }

  async function answerIn(path = ''): Promise<boolean | undefined | 'no files'> {
    const found = await (await open(path)).wantedFiles();
    return found.kind === 'files' ? found.wanted.answer : 'no files';
  }

  async function answer(yes: boolean): Promise<void> {
    const found = await (await open()).wantedFiles();
    assert.ok(found.kind === 'files');
    await found.wanted.decide(yes);
  }

  it('run at the top, in the package that is reviewed, or where its tests are', async () => {
    for (const [path, home] of [
      ['', ''],
      ['packages/app', 'packages/app'],
      ['packages/lib', ''],
    ] as const) {
      const commands = await open(path);
      assert.deepEqual([commands.top, await commands.home()], [folder.path, home]);
    }
    put(folder.path, 'ignored/app/a.js');
    const ignored = await open('ignored/app');
    assert.deepEqual([ignored.top, await ignored.home()], [join(folder.path, 'ignored/app'), '']);
    assert.equal((await ignored.runsIn('..')).kind, 'failed');
  });

  it('run in no folder that copies do not have, unless the project wants it there', async () => {
    put(folder.path, 'ignored/app/a.js');
    const where = async (typed: string) => {
      const found = await (await open('packages/app')).runsIn(typed);
      return found.kind === 'folder' ? found.directory : found.message.replaceAll(folder.path, 'TOP');
    };
    assert.equal(await where('packages/lib'), 'packages/lib');
    assert.equal(await where(''), '');
    assert.match(await where('ignored/app'), /^ignored\/app, where the commands are to run, is not in the copies: /);
    put(folder.path, '.worktreeinclude', 'ignored/\n');
    assert.equal(await where('ignored/app'), 'ignored/app');
  });

  it('may run as they were approved: by the same words, in the same place, read by the same shell, with the same meaning', async () => {
    const test = [{ command: 'npm test', role: 'check' as const }];
    const consents = async (shell?: string, directory = '') =>
      (await (await open('', shell)).look(test, directory)).map(({ consent }) => consent);
    const commands = await open();
    await commands.approve(await commands.look(test, ''));
    assert.deepEqual(await consents(), ['approved']);
    assert.deepEqual(await consents('/bin/bash'), ['not approved']);
    assert.deepEqual(await consents(undefined, 'packages/app'), ['not approved']);
    put(folder.path, 'package.json', '{"scripts":{"test":"node other.js"}}');
    assert.deepEqual(await consents(), ['approved before its definition changed']);
    await commands.approve([]);
    put(folder.path, 'package.json', '{"scripts":{"test":"node test.js"}}');
    assert.deepEqual(await consents(), ['not approved']);
    assert.deepEqual(await (await open()).chosen(), []);
  });

  it('are chosen by what is remembered, which is no consent', async () => {
    const commands = await open();
    await commands.approve(await commands.look([{ command: 'npm test', role: 'check' }], ''));
    const [[key, chosen] = ['', undefined]] = [...values];
    values.set(key, [...(chosen as readonly unknown[]), { command: 'make', role: 'check' }]);
    assert.deepEqual(
      (await (await open()).chosen()).map(({ wish, consent }) => [wish.command, consent]),
      [
        ['npm test', 'approved'],
        ['make', 'not approved'],
      ],
    );
    values.set(key, [{ command: 'make', role: 'judge' }]);
    assert.deepEqual(await (await open()).chosen(), []);
  });

  it('find ignored files for which the person was asked: an answer counts for one folder, and for the lines as they were', async () => {
    assert.equal(await answerIn(), 'no files');
    put(folder.path, '.env', 'KEY=1\n');
    put(folder.path, '.worktreeinclude', '.env\n');
    assert.equal(await answerIn(), undefined);
    for (const yes of [true, false]) {
      await answer(yes);
      assert.equal(await answerIn(), yes);
      assert.equal(await answerIn('packages/app'), undefined);
    }
    await answer(true);
    put(folder.path, '.worktreeinclude', '.env\nignored/\n');
    assert.equal(await answerIn(), undefined);
  });
});
