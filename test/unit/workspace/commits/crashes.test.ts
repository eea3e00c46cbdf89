import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { recoverCommits } from '../../../../src/compose/commits';
import { sha256 } from '../../../../src/store/hash';
import { folderStatePath } from '../../../../src/store/stateDir';
import { tagVariable } from '../../../../src/workspace/commands/environment';
import { makePlace } from '../../../../src/workspace/place';
import { isComplete } from '../../../complete';
import { commitAll, git, put, useFolder } from '../support';
import { crashGround } from './crashes';

describe('a commit and its landing that were killed', () => {
  const folder = useFolder();

  it('are whole or not there after the next start, wherever they were killed', async () => {
    const { calls, crash } = await crashGround(folder.path);
    const points = isComplete ? 12 : 6;
    for (let point = 0; point < points; point++) {
      // Most of what can be left is left by the last third.
      const call = point % 2 === 0 ? calls - point : 1 + Math.floor((point * calls) / points);
      await crash(call, point % 3 === 0 ? 1 + point : undefined);
    }
  });

  it('leave no git at work', async () => {
    put(folder.path, 'a.txt');
    const places = join(folderStatePath(folder.state, folder.path), 'commits');
    const place = join(places, '0123');
    mkdirSync(places, { recursive: true });
    await makePlace(place, {}, async () => true);
    const env = { PATH: process.env.PATH, [tagVariable]: sha256(place).slice(0, 32) };
    const left = spawn('sleep', ['60'], { env });
    const ended = once(left, 'exit');
    assert.deepEqual(await recoverCommits(folder.state, folder.path), []);
    assert.deepEqual(await Promise.race([ended, delay(1000, 'at work')]), [null, 'SIGTERM']);
    assert.deepEqual(readdirSync(places), []);
  });

  it('do not become the index where the branch was moved by somebody else', async () => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a.txt', 'one\n');
    commitAll(folder.path);
    const to = git(folder.path, 'rev-parse', 'HEAD').trim();
    const [index, own, lock] = ['index', 'index.folder-review-x', 'index.lock'].map((name) =>
      join(folder.path, '.git', name),
    );
    assert.ok(index && own && lock);
    const before = readFileSync(index);
    const place = join(folderStatePath(folder.state, folder.path), 'commits/0123');
    mkdirSync(dirname(place), { recursive: true });
    await makePlace(place, {}, async () => true);
    put(place, 'landing.json', JSON.stringify({ lock: { own, index, lock }, branch: 'refs/heads/main', to }));
    put(place, 'landing.index', before);
    // Killed before anything was written into the lock.
    put(folder.path, '.git/index.folder-review-x', '');
    linkSync(own, lock);
    assert.deepEqual(await recoverCommits(folder.state, folder.path), []);
    assert.ok(readFileSync(index).equals(before));
    assert.deepEqual([existsSync(own), existsSync(lock)], [false, false]);
  });
});
