import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { acquireLock } from '../../../src/store/lock';
import { removeOldRuns, retention } from '../../../src/store/retention';
import { runLock } from '../../../src/store/runs';

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2025, 5, 30);
const limits = { runs: 3, age: 10 * day, bytes: 10_000 };

describe('old runs', () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'folder-review-retention-'));
    mkdirSync(join(path, 'runs'));
  });
  afterEach(() => rmSync(path, { recursive: true }));

  /** A run that began so many days ago; answers with its id. */
  const run = (daysAgo: number, { bytes = 10, hasChanged = false, changedDaysAgo = daysAgo } = {}) => {
    const id = new Date(now - daysAgo * day)
      .toISOString()
      .replace(/[-:]/g, '')
      .replace('T', '-')
      .replace('.', '-')
      .slice(0, -1);
    const folder = join(path, 'runs', id);
    mkdirSync(join(folder, 'outputs'), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'outputs', 'a'), 'x'.repeat(bytes));
    if (hasChanged) {
      mkdirSync(join(folder, 'pre-images'));
      writeFileSync(join(folder, 'pre-images', 'a'), 'x');
      const at = new Date(now - changedDaysAgo * day);
      writeFileSync(join(folder, 'journal.jsonl'), '');
      utimesSync(join(folder, 'journal.jsonl'), at, at);
    }
    return { id, path: folder };
  };
  const remove = (of = limits) => removeOldRuns({ folder: '/folder', path }, now, of);
  const left = () => readdirSync(join(path, 'runs')).sort().reverse();

  it('go when there are too many, the oldest first', async () => {
    const [a, b, c, d, e] = [1, 2, 3, 4, 5].map((days) => run(days).id);
    assert.deepEqual(await remove(), [d, e]);
    assert.deepEqual(left(), [a, b, c]);
    assert.deepEqual(await remove(), []);
  });

  it('go when they are too old or take too much room, but for the newest', async () => {
    const newest = run(20, { bytes: 50_000 });
    const older = run(21);
    assert.deepEqual(await remove(), [older.id]);
    assert.deepEqual(left(), [newest.id]);
    const [a, b, c] = [run(1, { bytes: 6_000 }), run(2, { bytes: 6_000 }), run(3, { bytes: 3_000 })];
    assert.deepEqual(await remove(), [b.id, newest.id]);
    assert.deepEqual(left(), [a.id, c.id]);
  });

  it('stay as long as what they changed may be taken back', async () => {
    const [a, b, c] = [1, 2, 3].map((days) => run(days).id);
    const changed = run(9, { hasChanged: true });
    const tooOld = run(11, { hasChanged: true });
    const changedLate = run(40, { hasChanged: true, changedDaysAgo: 9 });
    assert.deepEqual(await remove(), [tooOld.id]);
    assert.deepEqual(left(), [a, b, c, changed.id, changedLate.id]);
  });

  it('are ten, of 30 days and 200 MB, but for those whose edits are younger', async () => {
    const large = (daysAgo: number, megabytes: number, more = {}) => {
      const made = run(daysAgo, more);
      truncateSync(join(made.path, 'outputs', 'a'), megabytes * 1024 * 1024);
      return made.id;
    };
    const young = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((days) => large(days, 20));
    const tenth = large(10, 19);
    const tooMany = large(11, 1);
    const changed = large(29.9, 500, { hasChanged: true });
    const tooOld = large(30.1, 1, { hasChanged: true });
    assert.deepEqual(await remove(retention), [tooMany, tooOld]);
    assert.deepEqual(left(), [...young, tenth, changed]);
    const tooLarge = large(0.5, 3);
    assert.deepEqual(await remove(retention), [tenth], 'the eleventh');
    rmSync(join(path, 'runs', young[8] ?? ''), { recursive: true });
    truncateSync(join(path, 'runs', tooLarge, 'outputs', 'a'), 45 * 1024 * 1024);
    assert.deepEqual(await remove(retention), [young[7]], 'more than 200 MB');
    assert.deepEqual(left(), [tooLarge, ...young.slice(0, 7), changed]);
  });

  it('stay while somebody has them open', async () => {
    const [, , , open] = [1, 2, 3, 4].map((days) => run(days));
    const locked = await acquireLock(runLock(open ?? assert.fail()));
    assert.deepEqual(await remove(), []);
    assert.ok(locked.kind === 'held');
    await locked.lock.release();
    assert.deepEqual(await remove(), [open?.id]);
  });

  it('follow no link, and are gone in the end where a removal was cut short', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'folder-review-outside-'));
    writeFileSync(join(outside, 'sentinel'), '');
    const old = run(30);
    run(1);
    symlinkSync(outside, join(old.path, 'outputs', 'link'));
    const half = join(path, 'runs', `.leaving-${old.id.replace('2025', '2024')}`);
    mkdirSync(half);
    assert.deepEqual(await remove(), [old.id]);
    assert.ok(existsSync(join(outside, 'sentinel')) && !existsSync(half));
    assert.equal(left().length, 1);
    rmSync(outside, { recursive: true });
  });
});
