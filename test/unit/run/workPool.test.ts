import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { WorkPool } from '../../../src/core/run/workPool';

const clock = { now: () => 0, sleep: async () => {} };

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
          const pool = new WorkPool<number>({
            concurrency,
            compare: (a, b) => a - b,
            clock,
            signal: new AbortController().signal,
            work: async (item, worker) => {
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

  it('takes the best waiting item, whenever it came', async () => {
    const order: number[] = [];
    let release = () => {};
    const pool = new WorkPool<number>({
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
    const pool = new WorkPool<number>({
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
});
