import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { acquireLock, isLocked, type Lock, type LockOwner, removeDeadLocks } from '../../../src/store/lock';
import { put, useFolder } from '../workspace/support';

const source = join(import.meta.dirname, '../../../src/store/lock.ts');

describe('the lock', () => {
  const folder = useFolder();
  const path = () => join(folder.path, 'lock');

  async function held(): Promise<Lock> {
    const outcome = await acquireLock(path());
    assert.equal(outcome.kind, 'held');
    return outcome.lock;
  }

  /** Leaves the lock as an owner with these properties would have. */
  async function leftBy(changes: Partial<LockOwner>): Promise<void> {
    await held();
    const file = join(path(), 'owner.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), nonce: 'other', ...changes }));
  }

  /** A pid that no process has. */
  function deadPid(): number {
    return spawnSync('true').pid;
  }

  it('is held by one at a time, who is told to the others', async () => {
    const lock = await held();
    const second = await acquireLock(path());
    assert.equal(second.kind, 'busy');
    assert.equal(second.owner?.pid, process.pid);
    assert.equal(await isLocked(path()), true);
    await lock.release();
    assert.equal(await isLocked(path()), false);
    assert.deepEqual(readdirSync(folder.path), []);
    await (await held()).release();
  });

  it('is held by exactly one of many who want it at once', async () => {
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => acquireLock(path())));
      const winners = outcomes.flatMap((outcome) => (outcome.kind === 'held' ? [outcome.lock] : []));
      assert.equal(winners.length, 1);
      await winners[0]?.release();
    }
  });

  it('is taken over from a dead owner, by exactly one', async () => {
    for (let round = 0; round < 10; round++) {
      await leftBy({ pid: deadPid() });
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => acquireLock(path())));
      const winners = outcomes.flatMap((outcome) => (outcome.kind === 'held' ? [outcome.lock] : []));
      assert.equal(winners.length, 1, `round ${round}`);
      assert.equal(await isLocked(path()), true);
      await winners[0]?.release();
      assert.deepEqual(readdirSync(folder.path), []);
    }
  });

  it('is taken over from a process whose number another has now, and from before a restart', async () => {
    await leftBy({ processStart: '1' });
    await (await held()).release();
    await leftBy({ boot: 'another' });
    await (await held()).release();
  });

  it('and what is left of one by who died with it go with all others of dead owners, those of living ones stay', async () => {
    const [tmp, gone, other] = ['lock.0123456789abcdef.tmp', 'lock.0123456789abcdef.gone', 'other.lock'];
    for (const name of [tmp, gone, 'lock-first', other]) {
      await leftBy({ pid: deadPid() });
      renameSync(path(), join(folder.path, name));
    }
    put(folder.path, 'lock.aaaaaaaaaaaaaaaa.tmp/owner.json', '{"pid"');
    mkdirSync(join(folder.path, 'lock.bbbbbbbbbbbbbbbb.gone'));
    for (const name of ['lock.aaaaaaaaaaaaaaaa.tmp', 'lock.bbbbbbbbbbbbbbbb.gone']) {
      utimesSync(join(folder.path, name), 1, 1);
    }
    const lock = await held();
    for (const name of ['lock.0000000000000000.tmp', 'pre-images']) {
      mkdirSync(join(folder.path, name));
    }
    put(folder.path, 'journal.jsonl', '');
    await removeDeadLocks(folder.path);
    // Somebody may be about to fill the one.
    assert.deepEqual(readdirSync(folder.path).sort(), [
      'journal.jsonl',
      'lock',
      'lock.0000000000000000.tmp',
      'pre-images',
    ]);
    await lock.release();
  });

  it('is taken over when whoever cleared it away died in the middle of it', async () => {
    await leftBy({ pid: deadPid(), nonce: 'first' });
    renameSync(path(), `${path()}-first`);
    await leftBy({ pid: deadPid(), nonce: 'first' });
    await (await held()).release();
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it('is never taken from an owner who may be alive', async () => {
    for (const changes of [{}, { host: 'elsewhere', pid: deadPid() }, { pidNamespace: 'other', pid: deadPid() }]) {
      await leftBy(changes);
      assert.equal((await acquireLock(path())).kind, 'busy', JSON.stringify(changes));
      rmSync(path(), { recursive: true });
    }
    put(path(), 'owner.json', 'damaged');
    assert.equal((await acquireLock(path())).kind, 'busy');
    rmSync(join(path(), 'owner.json'));
    put(path(), 'something else');
    assert.equal((await acquireLock(path())).kind, 'busy');
  });

  it('that was lost is not released for the new owner', async () => {
    const lock = await held();
    rmSync(path(), { recursive: true });
    const other = await held();
    await lock.release();
    assert.equal(await isLocked(path()), true);
    await other.release();
  });

  it('outlives no killed process', async () => {
    const script = put(
      folder.path,
      'hold.mts',
      `import { acquireLock } from ${JSON.stringify(source)};
      console.log((await acquireLock(${JSON.stringify(path())})).kind);
      setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = await new Promise((resolve) => child.stdout.once('data', (data) => resolve(String(data).trim())));
    assert.equal(said, 'held');
    assert.equal((await acquireLock(path())).kind, 'busy');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await (await held()).release();
  });
});
