import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { readJournal, rewriteJournal } from '../../../src/store/journal';
import { readJournalInThread } from '../../../src/store/journalThread';
import { buildWorker, dist } from '../reviewers/support';
import { put, useFolder } from '../workspace/support';

const program = join(dist, 'journalWorker.js');

describe('a journal that a thread reads', () => {
  const folder = useFolder();
  before(buildWorker);
  const file = () => join(folder.path, 'journal.jsonl');

  type Read = (visit: (record: unknown, version: number) => void) => Promise<object>;

  /** All that a reader says of the journal as it lies there. */
  async function told(read: Read) {
    const visited: unknown[] = [];
    const ending = await read((record, version) => void visited.push([version, record]));
    return { ending, visited };
  }

  async function isSame(): Promise<void> {
    const here = await told((visit) => readJournal(file(), visit));
    const there = await told((visit) => readJournalInThread(program, file(), visit));
    assert.deepEqual(there, here);
  }

  async function write(records: readonly unknown[]): Promise<Buffer> {
    async function* each() {
      yield* records;
    }
    await rewriteJournal(file(), each());
    return readFileSync(file());
  }

  it('has the same records, of whatever length and letters, in order, as fast as they are taken', async () => {
    const long = 'x'.repeat(700_000);
    const records = Array.from({ length: 9_000 }, (_, n) => ({
      n,
      text: n % 3_000 === 7 ? long : `é ${'y'.repeat(300)}`,
    }));
    await write(records);
    await isSame();
    const slowly: unknown[] = [];
    await readJournalInThread(program, file(), async (record) => {
      await Promise.resolve();
      slowly.push(record);
    });
    assert.deepEqual(slowly, records);
  });

  it('says the same of one that is cut off, changed or none at all', async () => {
    const whole = await write([{ a: 1 }, ['two'], 'drei', { vier: 'ü' }]);
    const damaged = [...whole.keys()].filter((at) => at % 9 === 0).map((at) => whole.subarray(0, at));
    for (const at of [3, 30, 60, 90, whole.length - 2]) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      damaged.push(flipped);
    }
    for (const bytes of [...damaged, Buffer.from('something else\n')]) {
      writeFileSync(file(), bytes);
      await isSame();
    }
  });

  it('is read without one where none starts, and only where it has said nothing yet', async () => {
    await write([1, { two: 2 }]);
    const here = await told((visit) => readJournal(file(), visit));
    assert.deepEqual(await told((visit) => readJournalInThread(join(dist, 'none.js'), file(), visit)), here);
    const halfway = put(
      folder.path,
      'halfway.cjs',
      `require('node:worker_threads').parentPort.postMessage({ kind: 'records', version: 2, json: Buffer.from('[1]') });
       setTimeout(() => process.exit(), 100);`,
    );
    const visited: unknown[] = [];
    const reading = readJournalInThread(halfway, file(), (record) => void visited.push(record));
    await assert.rejects(reading, /ended/);
    assert.deepEqual(visited, [1]);
  });

  it('is refused where it is a link, and given up when whoever visits it gives up', async () => {
    await write([1, 2, 3]);
    symlinkSync(file(), join(folder.path, 'link'));
    const link = join(folder.path, 'link');
    const reason = await readJournal(link, () => {}).then(() => assert.fail(), String);
    await assert.rejects(
      readJournalInThread(program, link, () => {}),
      (error) => String(error) === reason,
    );
    const stop = () => {
      throw new Error('enough');
    };
    await assert.rejects(readJournalInThread(program, file(), stop), /enough/);
  });
});
