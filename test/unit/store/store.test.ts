import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { longestWrite, removeTorn, writeFileAtomic } from '../../../src/store/atomicFile';
import { sha256 } from '../../../src/store/hash';
import { piecesOfOwnFile } from '../../../src/store/ownPlaces';
import { allRuns, createRun, findRun, runsOf } from '../../../src/store/runs';
import { openFolderState, stateRoot } from '../../../src/store/stateDir';
import { createTextStore } from '../../../src/store/textStore';
import { put, useFolder } from '../workspace/support';

describe('sha256', () => {
  it('is the usual one for texts', () => {
    assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('tells texts apart that UTF-8 does not', () => {
    assert.equal(new Set(['\ud800', '\udfff', '\ufffd'].map(sha256)).size, 3);
  });
});

describe('writeFileAtomic', () => {
  const folder = useFolder();

  it('replaces a file, leaves nothing beside it and follows no link', async () => {
    const file = join(folder.path, 'a.json');
    await writeFileAtomic(file, 'one');
    await writeFileAtomic(file, Buffer.from('two'));
    assert.equal(readFileSync(file, 'utf8'), 'two');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const target = put(folder.path, 'target', 'kept');
    symlinkSync(target, join(folder.path, 'link'));
    await writeFileAtomic(join(folder.path, 'link'), 'new');
    assert.equal(readFileSync(target, 'utf8'), 'kept');
    assert.deepEqual(readdirSync(folder.path), ['a.json', 'link', 'target']);
  });

  it('writes pieces as they come, and lets others have the thread in between', async () => {
    const file = join(folder.path, 'a.json');
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    });
    function* pieces() {
      for (let count = 0; count < 500; count++) {
        yield 'é'.repeat(10_000);
      }
    }
    await writeFileAtomic(file, pieces());
    clearInterval(timer);
    assert.equal(readFileSync(file, 'utf8'), 'é'.repeat(5_000_000));
    assert.ok(turns > 0);
    await writeFileAtomic(join(folder.path, 'copy'), await piecesOfOwnFile(file));
    assert.ok(readFileSync(join(folder.path, 'copy')).equals(readFileSync(file)));
    function* broken() {
      yield 'a';
      throw new Error('no more');
    }
    await assert.rejects(writeFileAtomic(file, broken()), /no more/);
    assert.equal(readFileSync(file, 'utf8').length, 5_000_000);
    assert.deepEqual(readdirSync(folder.path), ['a.json', 'copy']);
  });

  it('can be cut short by a kill, and what it leaves is removed later', async () => {
    const file = join(folder.path, 'a.json');
    const source = join(import.meta.dirname, '../../../src/store/atomicFile.ts');
    const script = `const { writeFileAtomic } = require(${JSON.stringify(source)});
      function* pieces() { yield 'new'; process.kill(process.pid, 'SIGKILL'); }
      writeFileAtomic(${JSON.stringify(file)}, pieces());`;
    await writeFileAtomic(file, 'old');
    spawnSync(process.execPath, ['--import', 'tsx', '-e', script]);
    assert.equal(readdirSync(folder.path).length, 2);
    put(folder.path, '.keep.tmp');
    await removeTorn(folder.path, longestWrite);
    assert.equal(readdirSync(folder.path).length, 3, 'somebody may be writing it');
    await removeTorn(folder.path);
    assert.deepEqual(readdirSync(folder.path), ['.keep.tmp', 'a.json']);
    assert.equal(readFileSync(file, 'utf8'), 'old');
  });

  it('leaves the old file and nothing else after a failure', async () => {
    mkdirSync(join(folder.path, 'taken/inner'), { recursive: true });
    await assert.rejects(writeFileAtomic(join(folder.path, 'taken'), 'x'));
    await assert.rejects(writeFileAtomic(join(folder.path, 'nowhere/x'), 'x'), { code: 'ENOENT' });
    assert.deepEqual(readdirSync(folder.path), ['taken']);
  });
});

describe('the state root', () => {
  it('is where the user or the platform says', () => {
    assert.equal(stateRoot('/x/y'), '/x/y');
    assert.equal(stateRoot(undefined, { XDG_STATE_HOME: '/s' }, 'linux'), '/s/folder-review');
    assert.equal(
      stateRoot(undefined, { XDG_STATE_HOME: 'relative' }, 'linux'),
      join(homedir(), '.local/state/folder-review'),
    );
    assert.equal(stateRoot(undefined, {}, 'linux'), join(homedir(), '.local/state/folder-review'));
    assert.equal(stateRoot(undefined, {}, 'darwin'), join(homedir(), 'Library/Application Support/folder-review'));
    assert.equal(stateRoot(undefined, { LOCALAPPDATA: '/l' }, 'win32'), '/l/folder-review');
  });
});

describe('the state of a folder', () => {
  const folder = useFolder();

  async function state(reviewed: string, root = join(folder.path, 'state')) {
    const outcome = await openFolderState(root, reviewed);
    if (outcome.kind === 'failed') {
      throw new Error(outcome.message);
    }
    return outcome.state;
  }

  it('is for the user alone, the same every time and another for every folder', async () => {
    const one = await state('/some/project');
    assert.deepEqual(await state('/some/project'), one);
    assert.notEqual((await state('/other/project')).path, one.path);
    assert.match(one.path, /\/state\/project-[0-9a-f]{16}$/);
    assert.equal(statSync(one.path).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder.path, 'state')).mode & 0o777, 0o700);
    assert.match((await state('/a/..odd name\n')).path, /\/state\/\.\.odd-name--[0-9a-f]{16}$/);
  });

  it('is never inside the reviewed folder, not even for a moment or through a link', async () => {
    const reviewed = join(folder.path, 'project');
    mkdirSync(reviewed);
    symlinkSync(reviewed, join(folder.path, 'link'));
    for (const root of [reviewed, join(reviewed, 'a/b'), join(folder.path, 'link/state')]) {
      const outcome = await openFolderState(root, reviewed);
      assert.match(outcome.kind === 'failed' ? outcome.message : '', /must not lie inside the reviewed folder/);
    }
    assert.deepEqual(readdirSync(reviewed), []);
    assert.equal((await openFolderState(join(folder.path, 'project-state'), reviewed)).kind, 'state');
  });

  it('says when it cannot be had', async () => {
    const file = put(folder.path, 'file');
    const outcome = await openFolderState(join(file, 'state'), '/some/project');
    assert.match(outcome.kind === 'failed' ? outcome.message : '', /cannot be used: /);
  });

  it('has runs, newest first, each in a folder of its own', async () => {
    const project = await state('/some/project');
    const time = Date.UTC(2025, 0, 31, 14, 25, 30, 123);
    const made = [
      await createRun(project, time),
      await createRun(project, time),
      await createRun(project, time + 5000),
    ];
    assert.deepEqual(
      made.map(({ id }) => id),
      ['20250131-142530-123', '20250131-142530-124', '20250131-142535-123'],
    );
    put(project.path, 'runs/stray file');
    put(project.path, 'runs/another folder/x');
    put(project.path, 'runs/99999999-999999-999/no date at all');
    const root = join(folder.path, 'state');
    const other = await createRun(await state('/other/project'), time + 1000);
    assert.equal(other.id, '20250131-142535-124', 'the clock was put back');
    assert.deepEqual(await allRuns(root), [other, made[2], made[1], made[0]]);
    assert.deepEqual(await runsOf(root, '/some/project'), made.toReversed());
    assert.deepEqual(await runsOf(root, '/never/reviewed'), []);
    assert.deepEqual(await allRuns(join(folder.path, 'nowhere')), []);
    assert.equal(statSync(made[0]?.path ?? '').mode & 0o777, 0o700);

    const runs = made.toReversed();
    assert.deepEqual(findRun(runs, 'last'), { kind: 'found', run: made[2] });
    assert.deepEqual(findRun(runs, '20250131-142530-123'), { kind: 'found', run: made[0] });
    assert.deepEqual(findRun(runs, '20250131-142535'), { kind: 'found', run: made[2] });
    assert.deepEqual(findRun(runs, '20250131-142530'), {
      kind: 'missing',
      message: '"20250131-142530" fits 2 runs: 20250131-142530-124, 20250131-142530-123',
    });
    const many = Array.from({ length: 32 }, (_, index) => ({ id: `20260101-${100_032 - index}-000`, path: '' }));
    const found = findRun(many, '2026');
    assert.match(
      found.kind === 'missing' ? found.message : '',
      /^"2026" fits 32 runs: (\S+ ){4}\S+ and 27 that began earlier$/,
    );
    assert.deepEqual(findRun(runs, '../x'), { kind: 'missing', message: 'there is no run "../x"' });
    assert.deepEqual(findRun([], 'last'), { kind: 'missing', message: 'there is no run yet' });
    assert.deepEqual(findRun([], 'last', ' of x'), { kind: 'missing', message: 'there is no run of x yet' });
  });

  it('has ids that grow from run to run, however many begin at once and whatever the clock says', async () => {
    const states = await Promise.all(['a', 'b', 'c', 'd'].map((name) => state(`/some/${name}`)));
    const begun: { readonly from: number; readonly to: number; readonly id: string }[] = [];
    let step = 0;
    const begin = async (index: number) => {
      for (let count = 0; count < 5; count++) {
        const from = step++;
        const { id } = await createRun(states[index % states.length] ?? assert.fail(), 1_000 * (5 - count));
        begun.push({ from, to: step++, id });
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => begin(index)));
    assert.equal(new Set(begun.map(({ id }) => id)).size, 40);
    for (const one of begun) {
      assert.ok(begun.every((other) => other.from < one.to || other.id > one.id));
    }
    assert.equal((await allRuns(join(folder.path, 'state'))).length, 40);
  });
});

describe('pre-images', () => {
  const folder = useFolder();

  it('are given back exactly, whatever the text', async () => {
    const images = createTextStore(join(folder.path, 'images'));
    for (const text of ['', 'a\nb', '\ufeff\u2028', '\ud800 half', 'x'.repeat(300_000)]) {
      assert.equal(await images.recall(await images.keep(text)), text);
    }
  });

  it('are kept once, and again when the kept one is damaged', async () => {
    const images = createTextStore(folder.path);
    const key = await images.keep('text');
    assert.equal(await images.keep('text'), key);
    assert.deepEqual(readdirSync(folder.path), [key]);
    writeFileSync(join(folder.path, key), '"texT"');
    assert.equal(await images.recall(key), undefined);
    assert.equal(await images.keep('text'), key);
    assert.equal(await images.recall(key), 'text');
  });

  it('are lost when they are not there, and no key leads elsewhere', async () => {
    const images = createTextStore(join(folder.path, 'images'));
    put(folder.path, 'secret', '"secret"');
    assert.equal(await images.recall('0'.repeat(64)), undefined);
    assert.equal(await images.recall('../secret'), undefined);
    assert.equal(existsSync(join(folder.path, 'images')), false);
  });
});
