import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { CommandRun } from '../../../src/core/verify/ports';
import { keepBaseline, recallBaseline } from '../../../src/store/baselines';

const day = 24 * 60 * 60 * 1000;
const run = (command: string): CommandRun => ({
  command,
  end: { kind: 'exited', exitCode: 1 },
  output: { head: 'not ok 1', tail: '', omittedBytes: 0 },
  durationMs: 12,
});

describe('what commands said of a tree', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'folder-review-baselines-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is known for a day, by its key', async () => {
    await keepBaseline(folder, 'a', [run('make')], 1000);
    await keepBaseline(folder, 'b', [run('npm test')], 1001);
    assert.deepEqual(await recallBaseline(folder, 'a', 1000 + day - 1), [run('make')]);
    assert.equal(await recallBaseline(folder, 'a', 1000 + day), undefined);
    assert.deepEqual(await recallBaseline(folder, 'b', 1000 + day), [run('npm test')]);
    assert.equal(await recallBaseline(folder, 'c', 1001), undefined);
    assert.equal(await recallBaseline(folder, 'b', 1000), undefined, 'the clock was put back');
  });

  it('is not kept with a secret in a command or in what it printed', async () => {
    const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
    const said = { ...run('make'), output: { head: 'ok 1', tail: `token ${token}`, omittedBytes: 9 } };
    await keepBaseline(folder, 'a', [run(`GITHUB_TOKEN=${token} make`)], 1);
    await keepBaseline(folder, 'b', [run('lint'), said], 1);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is the latest of it, in a file for the user alone, and as many as may be needed again', async () => {
    await keepBaseline(folder, 'a', [run('old')], 1);
    for (let n = 0; n < 8; n++) {
      await keepBaseline(folder, `k${n}`, [run('other')], 2);
    }
    assert.equal(await recallBaseline(folder, 'a', 3), undefined);
    await keepBaseline(folder, 'k0', [run('new')], 3);
    assert.deepEqual(await recallBaseline(folder, 'k0', 3), [run('new')]);
    assert.equal(statSync(join(folder, 'baselines.json')).mode & 0o777, 0o600);
  });

  it('is like none where its file is damaged, and takes its place', async () => {
    await keepBaseline(folder, 'a', [run('make')], 1);
    const file = join(folder, 'baselines.json');
    for (const damaged of [readFileSync(file, 'utf8').slice(0, 40), '{"version":1,"baselines":[{"key":"a"}]}', '']) {
      writeFileSync(file, damaged);
      assert.equal(await recallBaseline(folder, 'a', 1), undefined);
    }
    await keepBaseline(folder, 'a', [run('make')], 1);
    assert.deepEqual(await recallBaseline(folder, 'a', 1), [run('make')]);
  });
});
