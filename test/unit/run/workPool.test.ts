import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { poolOf } from './poolOf';

const clock = { now: () => 0, sleep: async () => {} };
/** There is a place for everything. */
const anywhere = { room: () => Number.POSITIVE_INFINITY, take: () => 'here' };

describe('WorkPool', () => {
  it('never has more at work than its limit, works off everything once, and fills its slots', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }),
        fc.scheduler(),
        async (concurrency, retries, scheduler) => {
          let atWork = 0;
          let most = 0;
          const tries = retries.map(() => 0);
          const finished: number[] = [];
          const pool = poolOf<number, string>({
            ...anywhere,
            concurrency,
            compare: (a, b) => a - b,
            clock,
            signal: new AbortController().signal,
            work: async (item, _place, worker) => {
              assert.ok(worker >= 0 && worker < concurrency);
              most = Math.max(most, ++atWork);
              await scheduler.schedule(Promise.resolve());
              atWork--;
              tries[item] = (tries[item] ?? 0) + 1;
              return (tries[item] ?? 0) <= (retries[item] ?? 0) ? { kind: 'again', afterMs: 0 } : { kind: 'done' };
            },
          });
          const all = Promise.all(retries.map((_, item) => pool.run(item).then(() => finished.push(item))));
          await scheduler.waitFor(all);
          assert.equal(most, Math.min(concurrency, retries.length));
          assert.deepEqual(
            tries,
            retries.map((count) => count + 1),
          );
          assert.deepEqual(
            [...finished].sort((a, b) => a - b),
            retries.map((_, item) => item),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('begins nothing before its turn, and ends when all that it began has ended', async () => {
    const [begun, worked]: [number[], number[]] = [[], []];
    const atWork = new Set<number>();
    const pool = poolOf<number, string>({
      ...anywhere,
      concurrency: 2,
      compare: (a, b) => b - a,
      clock,
      signal: new AbortController().signal,
      work: async (item) => {
        worked.push(item);
        atWork.add(item);
        assert.deepEqual(begun, worked);
        await new Promise(setImmediate);
        atWork.delete(item);
        return { kind: 'done' };
      },
    });
    let ended = 0;
    await pool.eachInTurn([1, 5, 3, 4, 2, 6], async (item) => {
      // One that has come to its end before its turn asks for nothing.
      if (item !== 4) {
        begun.push(item);
        await pool.run(item);
      }
      ended++;
    });
    assert.deepEqual(worked, [6, 5, 3, 2, 1]);
    assert.equal(ended, 6);
    assert.equal(atWork.size, 0);
    await pool.eachInTurn([], async () => assert.fail());
  });

  it('gives what it begins the place of its file among what waits', async () => {
    const worked: number[] = [];
    const pool = poolOf<number, string>({
      ...anywhere,
      concurrency: 1,
      compare: () => 0,
      clock,
      signal: new AbortController().signal,
      work: async (item) => {
        worked.push(item);
        return { kind: 'done' };
      },
    });
    const files = pool.eachInTurn([1, 2, 3], (item) => pool.run(item));
    await Promise.all([files, pool.run(4)]);
    assert.deepEqual(worked, [1, 2, 3, 4]);
  });

  it('passes on that something could not be begun', async () => {
    const pool = poolOf<number, string>({
      ...anywhere,
      concurrency: 1,
      compare: () => 0,
      clock,
      signal: new AbortController().signal,
      work: async () => ({ kind: 'done' }),
    });
    await assert.rejects(
      pool.eachInTurn([1, 2], async (item) => {
        throw new Error(`not ${item}`);
      }),
      /not 1/,
    );
  });

  it('takes the best waiting item, whenever it came', async () => {
    const order: number[] = [];
    let release = () => {};
    const pool = poolOf<number, string>({
      ...anywhere,
      concurrency: 1,
      compare: (a, b) => b - a,
      clock,
      signal: new AbortController().signal,
      work: async (item) => {
        order.push(item);
        if (item === 0) {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        }
        return { kind: 'done' };
      },
    });
    const first = pool.run(0);
    await new Promise(setImmediate);
    const others = [3, 1, 9, 2].map((item) => pool.run(item));
    release();
    await Promise.all([first, ...others]);
    assert.deepEqual(order, [0, 9, 3, 2, 1]);
  });

  it('follows a changed limit at once', async () => {
    let atWork = 0;
    const releases: (() => void)[] = [];
    const pool = poolOf<number, string>({
      ...anywhere,
      concurrency: 1,
      compare: () => 0,
      clock,
      signal: new AbortController().signal,
      work: async () => {
        atWork++;
        await new Promise<void>((resolve) => releases.push(resolve));
        atWork--;
        return { kind: 'done' };
      },
    });
    const all = Promise.all([1, 2, 3, 4, 5, 6].map((item) => pool.run(item)));
    await new Promise(setImmediate);
    assert.equal(atWork, 1);
    pool.concurrency = 4;
    await new Promise(setImmediate);
    assert.equal(atWork, 4);
    pool.concurrency = 2;
    releases.shift()?.();
    releases.shift()?.();
    await new Promise(setImmediate);
    assert.equal(atWork, 2, 'running items finish, no new one starts until the lower limit is kept');
    while (releases.length > 0) {
      releases.shift()?.();
      await new Promise(setImmediate);
    }
    await all;
  });

  it('gives places only to items they suit, and keeps the order of the others', async () => {
    const free = new Map([
      ['left', 1],
      ['right', 1],
    ]);
    const order: string[] = [];
    const releases = new Map<string, () => void>();
    const pool = poolOf<string, string>({
      concurrency: 8,
      compare: () => 0,
      clock,
      signal: new AbortController().signal,
      room: () => [...free.values()].reduce((sum, count) => sum + count),
      kindOf: (item) => item[0],
      take: (item) => {
        const place = item.startsWith('l') ? 'left' : 'right';
        const count = free.get(place) ?? 0;
        free.set(place, Math.max(0, count - 1));
        return count > 0 ? place : undefined;
      },
      work: async (item, place) => {
        order.push(item);
        await new Promise<void>((resolve) => releases.set(item, resolve));
        free.set(place, (free.get(place) ?? 0) + 1);
        return { kind: 'done' };
      },
    });
    const all = ['l1', 'l2', 'r1', 'l3', 'r2'].map((item) => pool.run(item));
    for (const expected of [['l1', 'r1'], ['l2'], ['r2'], ['l3']]) {
      await new Promise(setImmediate);
      assert.deepEqual(order.slice(-expected.length), expected);
      releases.get(order.find((item) => releases.has(item)) ?? '')?.();
      releases.delete(order.find((item) => releases.has(item)) ?? '');
    }
    for (const release of releases.values()) {
      release();
    }
    await Promise.all(all);
    assert.deepEqual(order, ['l1', 'r1', 'l2', 'r2', 'l3']);
  });

  it('passes over all that have no place at once', async () => {
    let taken = 0;
    const order: string[] = [];
    const pool = poolOf<string, string>({
      concurrency: 1,
      compare: () => 0,
      clock,
      signal: new AbortController().signal,
      room: () => 1,
      kindOf: (item) => item[0],
      take: (item) => {
        taken++;
        return item.startsWith('l') && order.length < 1_000 ? undefined : item;
      },
      work: async (item) => {
        order.push(item);
        return { kind: 'done' };
      },
    });
    const names = (side: string) => Array.from({ length: 1_000 }, (_, n) => `${side}${n}`);
    await Promise.all([...names('left'), ...names('right')].map((name) => pool.run(name)));
    assert.deepEqual(order.slice(0, 1_000), names('right'));
    assert.ok(taken <= 4_000, `${taken} looks for a place`);
  });

  it('waits for places without spinning, and goes on when it is told of one', async () => {
    let room = 0;
    let asked = 0;
    const done: number[] = [];
    const pool = poolOf<number, string>({
      concurrency: 4,
      compare: (a, b) => a - b,
      clock,
      signal: new AbortController().signal,
      room: () => room,
      take: () => {
        asked++;
        return room > 0 ? `place ${room--}` : undefined;
      },
      work: async (item) => {
        done.push(item);
        return { kind: 'done' };
      },
    });
    const all = Promise.all([2, 1, 3].map((item) => pool.run(item)));
    await new Promise(setImmediate);
    assert.deepEqual([done, asked], [[], 0]);
    room = 2;
    pool.fill();
    await new Promise(setImmediate);
    assert.deepEqual(done, [1, 2]);
    room = 5;
    pool.fill();
    await all;
    assert.deepEqual(done, [1, 2, 3]);
  });

  it('takes what has become more urgent first', async () => {
    const urgency = new Map<string, number>();
    const order: string[] = [];
    let release = () => {};
    const pool = poolOf<string, string>({
      ...anywhere,
      concurrency: 1,
      compare: (a, b) => (urgency.get(b) ?? 0) - (urgency.get(a) ?? 0),
      clock,
      signal: new AbortController().signal,
      work: async (item) => {
        order.push(item);
        if (item === 'first') {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        }
        return { kind: 'done' };
      },
    });
    const all = ['first', 'a', 'b', 'c'].map((item) => pool.run(item));
    await new Promise(setImmediate);
    urgency.set('c', 1);
    pool.reorder();
    release();
    await Promise.all(all);
    assert.deepEqual(order, ['first', 'c', 'a', 'b']);
  });
});
