import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type AnswersOptions, type OpenAnswers, openAnswers } from '../../../src/store/answers';
import { sha256 } from '../../../src/store/hash';
import { openJournal } from '../../../src/store/journal';

const isComplete = process.env.FOLDER_REVIEW_TESTS === 'complete';
const keyOf = (name: string | number) => sha256(String(name));

describe('the answers', () => {
  let root: string;
  const open: OpenAnswers[] = [];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'folder-review-answers-'));
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
    rmSync(root, { recursive: true });
  });

  const opened = async (options?: AnswersOptions) => {
    const store = await openAnswers(root, 'models', options);
    open.push(store);
    return store;
  };
  const files = (ending: string) =>
    readdirSync(join(root, 'answers'))
      .filter((name) => name.endsWith(ending))
      .sort();
  const kept = async (names: readonly (string | number)[], size = 10, options?: AnswersOptions) => {
    const store = await openAnswers(root, 'models', options);
    for (const name of names) {
      await store.keep(keyOf(name), `${name}`.padEnd(size, '.'));
    }
    await store.close();
    assert.equal(store.problem, undefined);
  };
  const known = async (names: readonly (string | number)[], store: OpenAnswers) => {
    const found: (string | number)[] = [];
    for (const name of names) {
      const value = await store.recall(keyOf(name));
      if (value !== undefined) {
        assert.ok(String(value).startsWith(String(name)));
        found.push(name);
      }
    }
    return found;
  };

  it('are there in this process and in later ones, whatever they are', async () => {
    const values = [{ text: 'ä\ud800 "x"\n', n: 0 }, [], 'text', { deep: [{ a: null }] }];
    const store = await opened();
    for (const [position, value] of values.entries()) {
      await store.keep(keyOf(position), value, position % 2 === 0 ? { urgency: 'durable' } : {});
      assert.deepEqual(await store.recall(keyOf(position)), value);
    }
    await store.close();
    const later = await opened();
    for (const [position, value] of values.entries()) {
      assert.deepEqual(await later.recall(keyOf(position)), value);
    }
    assert.equal(await later.recall(keyOf('other')), undefined);
  });

  it('are found in any order, however long they are, side by side', async () => {
    const sizes = [10, 300_000, 10, 100_000, 200_000, 262_144, 1, 70_000];
    const store = await opened();
    await Promise.all(sizes.map((size, position) => store.keep(keyOf(position), `${position}`.padEnd(size, '.'))));
    await store.close();
    for (const order of [sizes.keys(), [...sizes.keys()].reverse(), [6, 0, 4, 1, 7, 3, 5, 2]]) {
      const later = await opened();
      const found = await Promise.all(Array.from(order, async (name) => [name, await later.recall(keyOf(name))]));
      for (const [name, value] of found) {
        assert.equal(value, `${name}`.padEnd(sizes[Number(name)] ?? 0, '.'));
      }
    }
  });

  it('of models and of analyzers take no room of each other', async () => {
    await kept(['paid']);
    const store = await openAnswers(root, 'analyzers', { maxBytes: 100 });
    open.push(store);
    for (const name of ['a', 'b', 'c', 'paid']) {
      await store.keep(keyOf(name), 'analyzed'.padEnd(90, '.'));
    }
    await store.close();
    open.push(await openAnswers(root, 'analyzers', { maxBytes: 100 }));
    assert.equal(await (await opened()).recall(keyOf('paid')), 'paid......');
  });

  it('are the latest ones', async () => {
    const store = await opened();
    await store.keep(keyOf('a'), 1);
    await store.keep(keyOf('a'), 2);
    assert.equal(await store.recall(keyOf('a')), 2);
    await store.close();
    assert.equal(await (await opened()).recall(keyOf('a')), 2);
  });

  it('tell why there is none: never, another about the same, damaged, or gone to make room', async () => {
    const store = await opened();
    const { missing } = store;
    const others = (...texts: string[]) => ({ kind: 'others', answers: texts.map((text) => ({ text })) });
    assert.deepEqual(await missing(keyOf('a'), 'file'), { kind: 'none' });
    await store.keep(keyOf('a'), { text: 'first' }, { about: 'file' });
    await store.keep(keyOf('b'), { text: 'second' }, { about: 'file' });
    await store.keep(keyOf('c'), { text: 'third' }, { about: 'other' });
    assert.deepEqual(await missing(keyOf('d'), 'file'), others('second', 'first'));
    assert.equal(JSON.stringify(await store.recall(keyOf('a'))), '{"text":"first"}');
    await store.close();
    // That of which an answer was of use last is the last one.
    const later = await opened();
    assert.deepEqual(await later.missing(keyOf('d'), 'file'), others('first', 'second'));
    await later.keep(keyOf('d'), { text: 'fourth' }, { about: 'file' });
    for (const text of ['fifth', 'sixth']) {
      await later.keep(keyOf(text), { text }, { about: 'file' });
    }
    assert.deepEqual(await later.missing(keyOf('e'), 'file'), others('sixth', 'fifth', 'fourth', 'first'));
    await later.close();
    const small = await opened({ maxBytes: 40 });
    assert.deepEqual(await small.missing(keyOf('b'), 'file'), { kind: 'removed' });
    assert.deepEqual(await small.missing(keyOf('e'), 'file'), others('sixth'));
    await small.close();
    for (let time = 0; time < 3; time++) {
      const again = await opened({ maxBytes: 1 });
      assert.deepEqual(await again.missing(keyOf('b'), 'file'), { kind: 'removed' }, 'it is remembered');
      await again.close();
    }
    const damaged = await opened();
    await damaged.keep(keyOf('f'), { text: 'five' });
    await damaged.close();
    for (const name of files('.answers')) {
      const path = join(root, 'answers', name);
      writeFileSync(path, readFileSync(path, 'latin1').replaceAll('f', 'g'), 'latin1');
    }
    assert.deepEqual(await (await opened()).missing(keyOf('f'), 'file'), { kind: 'unreadable' });
  });

  it('can be kept by many at once, and by several processes', async () => {
    const [one, two] = [await opened(), await opened()];
    const numbers = Array.from({ length: 100 }, (_, number) => number);
    await Promise.all(numbers.map((n) => (n % 2 ? one : two).keep(keyOf(n), `${n}`, { urgency: 'durable' })));
    await Promise.all([one.close(), two.close()]);
    assert.deepEqual(await known(numbers, await opened()), numbers);
    assert.equal(files('.answers').length, 2);
  });

  it('are for the user alone, and follow no link', async () => {
    await kept(['a']);
    for (const name of readdirSync(join(root, 'answers'))) {
      assert.equal(statSync(join(root, 'answers', name)).mode & 0o777, 0o600, name);
    }
    assert.equal(statSync(join(root, 'answers')).mode & 0o777, 0o700);
    const other = mkdtempSync(join(tmpdir(), 'folder-review-answers-'));
    symlinkSync(join(root, 'answers'), join(other, 'answers'));
    await assert.rejects(openAnswers(other, 'models'), /symbolic link/);
    rmSync(other, { recursive: true });
  });

  it('are all or nothing: what is cut short or changed anywhere is not there, and the rest is', async () => {
    const names = ['a', 'b', 'c'];
    await kept(names);
    const step = isComplete ? 1 : 7;
    const whole = [...files('.answers'), ...files('.index')].map((name) => {
      const bytes = readFileSync(join(root, 'answers', name));
      return { name, bytes };
    });
    /** How many are there when one of the files is another. */
    const countWith = async (name: string, bytes: Buffer) => {
      const other = mkdtempSync(join(tmpdir(), 'folder-review-answers-'));
      mkdirSync(join(other, 'answers'));
      for (const file of whole) {
        writeFileSync(join(other, 'answers', file.name), file.name === name ? bytes : file.bytes);
      }
      const store = await openAnswers(other, 'models');
      // Each that is there is whole: `known` looks.
      const { length } = await known(names, store);
      await store.close();
      rmSync(other, { recursive: true });
      return length;
    };
    for (const { name, bytes } of whole) {
      assert.equal(await countWith(name, bytes), names.length);
      for (let at = 0; at < bytes.length; at += step) {
        assert.ok((await countWith(name, bytes.subarray(0, at))) < names.length, `${name} cut at ${at}`);
        for (const bit of isComplete ? [0, 1, 2, 3, 4, 5, 6, 7] : [at % 8]) {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ (1 << bit);
          assert.ok((await countWith(name, changed)) < names.length, `${name} changed at ${at}, ${bit}`);
        }
      }
    }
  });

  it('that were not used for longest go when there are too many', async () => {
    const maxBytes = 10_000;
    await kept(['old', 'used', 'new'], 3_000);
    const store = await openAnswers(root, 'models');
    assert.deepEqual(await known(['used'], store), ['used']);
    await store.close();
    await kept(['newest'], 3_000);
    const later = await opened({ maxBytes });
    assert.deepEqual(await known(['old', 'used', 'new', 'newest'], later), ['used', 'newest']);
    assert.deepEqual(await known(['old', 'used', 'new', 'newest'], await opened()), ['used', 'newest']);
    assert.equal(later.problem, undefined);
  });

  it('are put together when they are in many parts, but for parts that are being written', async () => {
    const writing = await opened();
    await writing.keep(keyOf('writing'), 'writing');
    const names = Array.from({ length: 20 }, (_, n) => n);
    for (const name of names) {
      await kept([name]);
    }
    const all = [...names, 'writing'];
    assert.deepEqual(await known(all, await opened()), all);
    assert.ok(files('.answers').length < 8, files('.answers').join());
    await writing.keep(keyOf('more'), 'more');
    assert.deepEqual(await known([...all, 'more'], await opened()), [...all, 'more']);
  });

  it('are found where another process has put them together while this one was at work', async () => {
    for (let part = 0; part < 15; part++) {
      await kept([part]);
    }
    const early = await opened();
    for (let part = 15; part < 20; part++) {
      await kept([part]);
    }
    assert.ok(files('.index').length < 15, 'they were put together');
    const all = Array.from({ length: 15 }, (_, n) => n);
    assert.deepEqual(await known(all, early), all);
    assert.equal(await early.recall(keyOf('never')), undefined);
  });

  it('of a part that ends while others are put together are not lost', async () => {
    for (let round = 0; round < 8; round++) {
      const writing = await openAnswers(root, 'models');
      await kept([`${round} old`], 10_000);
      const last = Array.from({ length: 8 }, (_, number) => `${round} ${number}`);
      const write = async () => {
        await Promise.all(last.map((name) => writing.keep(keyOf(name), name, { urgency: 'durable' })));
        await writing.close();
      };
      const makeRoom = async () => (await openAnswers(root, 'models', { maxBytes: 5_000 })).close();
      await Promise.all([write(), ...Array.from({ length: 12 }, makeRoom)]);
      assert.deepEqual(await known(last, await opened()), last);
    }
  });

  it('of which a kill has left half go when room is made', async () => {
    await kept(['a']);
    const [index = ''] = files('.index');
    rmSync(join(root, 'answers', index));
    assert.equal(files('.answers').length, 1);
    for (let part = 0; part < 17; part++) {
      await kept([part]);
    }
    assert.ok(!files('.answers').includes(index.replace('.index', '.answers')));
  });

  it('are not there where an index says what cannot be', async () => {
    await kept(['a', 'b', 'c']);
    const [part = ''] = files('.index').map((name) => name.replace('.index', ''));
    const noJson = '{not JSON';
    const check = (key: string) => sha256(`${key}\n${noJson}`).slice(0, 32);
    writeFileSync(join(root, 'answers', `${part.replace(/^0/, '1')}.answers`), noJson, { mode: 0o600 });
    const lying = await openJournal<unknown>(join(root, 'answers', `${part.replace(/^0/, '1')}.index`), () => {});
    assert.ok(lying.kind === 'open');
    const [a, b] = [keyOf('a'), keyOf('b')];
    const places = [
      [a, 0, 2 ** 50, 'x', ''],
      [b, 0, noJson.length, check(b), ''],
      [keyOf('d'), 2 ** 53 - 9, 9, 'x', ''],
    ];
    await lying.journal.append({ kept: places });
    await lying.journal.close();
    const store = await opened();
    assert.deepEqual(await known(['a', 'b', 'c', 'd'], store), ['c']);
    assert.deepEqual(await store.missing(a, 'about'), { kind: 'unreadable' });
  });

  it('are kept again when they can be', async () => {
    const store = await opened();
    const folder = join(root, 'answers');
    rmSync(folder, { recursive: true });
    await store.keep(keyOf('a'), 1);
    mkdirSync(folder, { mode: 0o700 });
    await store.keep(keyOf('b'), 2);
    await store.close();
    assert.deepEqual(files('.lock'), []);
    const later = await opened();
    assert.deepEqual([await later.recall(keyOf('a')), await later.recall(keyOf('b'))], [undefined, 2]);
  });

  it('that cannot be kept are asked for again, and the reason is told', async () => {
    const store = await opened();
    rmSync(join(root, 'answers'), { recursive: true });
    await store.keep(keyOf('a'), 1);
    assert.match(store.problem ?? '', /ENOENT/);
    assert.equal(await store.recall(keyOf('a')), undefined);
    assert.ok(!existsSync(join(root, 'answers')));
  });
});
