import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { type OpenJournal, openJournal, readJournal, rewriteJournal } from '../../../src/store/journal';
import { put, useFolder } from '../workspace/support';

const source = join(import.meta.dirname, '../../../src/store/journal.ts');

describe('the journal', () => {
  const folder = useFolder();
  const file = () => join(folder.path, 'journal.jsonl');

  async function opened(): Promise<{ journal: OpenJournal<unknown>; records: readonly unknown[] }> {
    const records: unknown[] = [];
    const outcome = await openJournal<unknown>(file(), (record) => void records.push(record));
    assert.ok(outcome.kind === 'open' && outcome.records === records.length);
    return { journal: outcome.journal, records };
  }

  async function content() {
    const records: unknown[] = [];
    const ending = await readJournal(file(), (record) => void records.push(record));
    assert.equal(ending.records, records.length);
    return { ...ending, records };
  }

  async function written(...records: unknown[]): Promise<Buffer> {
    const { journal } = await opened();
    for (const record of records) {
      await journal.append(record);
    }
    await journal.close();
    return readFileSync(file());
  }

  it('gives back what was appended, in order, also after it was opened again', async () => {
    const first = [{ type: 'run', text: 'line\nend, é, \ud800, "quotes"' }, [], 'text', 0, null];
    await written(...first);
    const { journal, records } = await opened();
    assert.deepEqual(records, first);
    await journal.append({ more: true }, 'durable');
    await journal.close();
    const { records: all, state } = await content();
    assert.deepEqual(all, [...first, { more: true }]);
    assert.equal(state, 'complete');
    assert.equal(statSync(file()).mode & 0o777, 0o600);
  });

  it('keeps the order of appends nobody waited for', async () => {
    const { journal } = await opened();
    const numbers = Array.from({ length: 500 }, (_, number) => number);
    const urgencies = ['durable', undefined, undefined] as const;
    await Promise.all(numbers.map((number) => journal.append(number, urgencies[number % urgencies.length])));
    assert.deepEqual((await content()).records, numbers);
    await journal.close();
  });

  it('closes only when everything is written', async () => {
    const { journal } = await opened();
    const appended = [journal.append(1), journal.append(2)];
    await journal.close();
    await Promise.all(appended);
    assert.deepEqual((await content()).records, [1, 2]);
  });

  it('takes any cut for a torn end, keeps the whole records and goes on', async () => {
    const records = [{ a: 1 }, { b: 'two\n' }, { c: [3] }];
    const whole = await written(...records);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file(), whole.subarray(0, length));
      const { records: read, state, intactBytes } = await content();
      assert.deepEqual(read, records.slice(0, read.length));
      assert.ok(state === 'torn' || intactBytes === length);
      assert.ok(length - intactBytes < 60, 'no more than the last line is lost');
    }
    const cut = whole.subarray(0, whole.length - 5);
    writeFileSync(file(), cut);
    const { journal, records: kept } = await opened();
    assert.deepEqual(kept, records.slice(0, 2));
    await journal.append({ d: 4 });
    await journal.close();
    assert.deepEqual((await content()).records, [...records.slice(0, 2), { d: 4 }]);
    const [torn] = readdirSync(folder.path).filter((name) => name.includes('.torn-'));
    const kind = readFileSync(join(folder.path, torn ?? ''));
    assert.ok(cut.subarray(-kind.length).equals(kind), 'what was cut off is kept');
  });

  it('accepts no record with a flipped bit', async () => {
    const records = [{ a: 1 }, { b: 2 }, { c: 3 }];
    const whole = await written(...records);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      writeFileSync(file(), bytes);
      const { records: read, state } = await content();
      assert.notEqual(state, 'complete');
      assert.deepEqual(read, records.slice(0, read.length));
      // Intact records behind the damage are what tells it from an end that was never written.
      const lastIntact = bit >> 3 < whole.lastIndexOf('\n', -2);
      assert.equal(state === 'corrupt', lastIntact, `bit ${bit}`);
    }
  });

  it('notices lines that were left out, moved or put in twice', async () => {
    const lines = (await written(1, 2, 3, 4)).toString().split(/(?<=\n)/);
    const [heading = '', one = '', two = '', three = '', four = ''] = lines;
    for (const edited of [
      [heading, one, three, four],
      [heading, two, one, three, four],
      [heading, one, one, two],
      [one, two],
      ['folder-review journal 3\n', one],
      ['not a journal at all\n'],
    ]) {
      writeFileSync(file(), edited.join(''));
      assert.equal((await content()).state, 'corrupt', edited.join(''));
    }
  });

  it('leaves a damaged file as it is and lets nobody append to it', async () => {
    const whole = await written(1, 2, 3);
    const damaged = Buffer.from(whole);
    damaged.write('X', whole.indexOf('\n') + 4);
    writeFileSync(file(), damaged);
    const outcome = await openJournal(file(), () => {});
    assert.equal(outcome.kind, 'corrupt');
    assert.match(outcome.kind === 'corrupt' ? outcome.message : '', /damaged after 0 intact records; it was left/);
    assert.deepEqual(readFileSync(file()), damaged);
  });

  it('cuts off garbage behind the end, such as the zeros a power cut leaves', async () => {
    await written(1);
    appendFileSync(file(), Buffer.alloc(5000));
    const { journal, records } = await opened();
    assert.deepEqual(records, [1]);
    await journal.append(2);
    await journal.close();
    assert.deepEqual((await content()).records, [1, 2]);
  });

  it('is read in pieces, whatever the length of its lines', async () => {
    const records = [1, 100, 3_000_000, 10, 1_048_576, 1].map((length, index) => `${index}${'x'.repeat(length)}`);
    await written(...records);
    assert.deepEqual((await content()).records, records);
  });

  it('is read whatever its version, but appended to only when it is of today', async () => {
    const today = (await written(1, 2)).toString();
    writeFileSync(file(), today.replace('journal 2', 'journal 1'));
    const { version, records, state } = await content();
    assert.deepEqual([version, records, state], [1, [1, 2], 'complete']);
    const before = readFileSync(file());
    assert.deepEqual(await openJournal(file(), () => {}), { kind: 'earlier version' });
    assert.ok(readFileSync(file()).equals(before));
  });

  it('is written anew at once, with the one of before beside it', async () => {
    const before = await written('old', 'older');
    async function* fresh() {
      yield* ['new', 'newer'];
    }
    await rewriteJournal(file(), fresh(), `${file()}.version-1`);
    assert.deepEqual((await content()).records, ['new', 'newer']);
    assert.ok(readFileSync(`${file()}.version-1`).equals(before));
    const { journal } = await opened();
    await journal.append('more');
    await journal.close();
    assert.deepEqual((await content()).records, ['new', 'newer', 'more']);
    async function* broken() {
      yield 'one';
      throw new Error('no more');
    }
    await assert.rejects(rewriteJournal(file(), broken()), /no more/);
    assert.deepEqual((await content()).records, ['new', 'newer', 'more'], 'nothing is lost by a failure');
  });

  it('is not written anew when one of its records could not be', () => {
    const script = put(
      folder.path,
      'anew.mts',
      `import { openJournal, rewriteJournal } from ${JSON.stringify(source)};
      const { journal } = await openJournal(${JSON.stringify(file())}, () => {});
      await journal.append('first', 'durable');
      await journal.close();
      async function* records() {
        for (let number = 0; number < 600; number++) {
          yield number < 300 ? 'x'.repeat(1000) : number;
        }
      }
      const failure = await rewriteJournal(${JSON.stringify(file())}, records()).then(() => 'none', (error) => error.code);
      console.log(JSON.stringify({ failure }));`,
    );
    const limited = ['-c', 'ulimit -f 200; exec "$@"', 'sh', process.execPath, '--import', 'tsx', script];
    const { stdout, stderr } = spawnSync('sh', limited, {
      encoding: 'utf8',
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });
    assert.deepEqual(JSON.parse(stdout || stderr), { failure: 'EFBIG' });
    assert.match(readFileSync(file(), 'latin1'), /^folder-review journal 2\n0 7 \w+ "first"\n$/);
  });

  it('loses no acknowledged record when its writer is killed', async () => {
    const script = put(
      folder.path,
      'write.mts',
      `import { openJournal } from ${JSON.stringify(source)};
      const { journal } = await openJournal(${JSON.stringify(file())}, () => {});
      for (let number = 0; ; number++) {
        await journal.append({ number, filler: 'x'.repeat(number % 5000) });
        process.stdout.write(number + '\\n');
      }`,
    );
    const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    await new Promise((resolve) => {
      child.on('close', resolve);
      child.stdout.on('data', (data) => {
        output += data;
        if (output.length > 2000) {
          child.kill('SIGKILL');
        }
      });
    });
    const acknowledged = output.split('\n').slice(0, -1).map(Number);
    const { records, state } = await content();
    assert.notEqual(state, 'corrupt');
    assert.ok(acknowledged.length > 100 && records.length >= acknowledged.length);
    assert.deepEqual(
      records.map((record) => (record as { number: number }).number),
      records.map((_, index) => index),
    );
    const reopened = await opened();
    assert.equal(reopened.records.length, records.length);
    await reopened.journal.close();
  });

  it('rejects what does not fit on the disk, keeps the rest whole and goes on when there is room', () => {
    const script = put(
      folder.path,
      'fill.mts',
      `import { openJournal, readJournal } from ${JSON.stringify(source)};
      const { journal } = await openJournal(${JSON.stringify(file())}, () => {});
      await journal.append('first', 'durable');
      const failure = await journal.append('x'.repeat(200_000)).catch((error) => error.code);
      await journal.append('last', 'durable');
      const records = [];
      const { state } = await readJournal(${JSON.stringify(file())}, (record) => records.push(record));
      await journal.close();
      console.log(JSON.stringify({ failure, records, state }));`,
    );
    const limited = ['-c', 'ulimit -f 200; exec "$@"', 'sh', process.execPath, '--import', 'tsx', script];
    const { stdout, stderr } = spawnSync('sh', limited, {
      encoding: 'utf8',
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });
    assert.deepEqual(JSON.parse(stdout || stderr), { failure: 'EFBIG', records: ['first', 'last'], state: 'complete' });
  });
});
