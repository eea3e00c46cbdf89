import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Clock } from '../../../src/core/ports';
import { Deadlines } from '../../../src/core/run/schedule/deadline';

const lengthMs = 10_000;

/** A clock that a test sets; who sleeps wakes when it has come so far. */
function setClock() {
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve });
        signal.addEventListener('abort', () => resolve());
      }),
  };
  return {
    clock,
    timers: () => sleepers.length,
    set: async (to: number) => {
      now = to;
      for (const { at, wake } of sleepers) {
        if (at <= now) {
          wake();
        }
      }
      await new Promise(setImmediate);
    },
  };
}

describe('deadlines', () => {
  it('pass after their length, at most a hundredth of it early, and take one timer for what begins together', async () => {
    const { clock, timers, set } = setClock();
    const deadlines = new Deadlines(clock, new AbortController().signal, lengthMs);
    const first = deadlines.begin();
    await set(100);
    assert.equal(deadlines.begin().signal, first.signal);
    assert.equal(timers(), 1);
    await set(101);
    const later = deadlines.begin();
    assert.equal(timers(), 2);
    await set(10_000);
    assert.deepEqual([first.hasPassed, first.signal.aborted], [true, true]);
    assert.deepEqual([later.hasPassed, later.signal.aborted], [false, false]);
    await set(10_101);
    assert.equal(later.hasPassed, true);
  });

  it('are none that has passed for who begins later, also when the clock was set back', async () => {
    const { clock, set } = setClock();
    const deadlines = new Deadlines(clock, new AbortController().signal, lengthMs);
    await set(20_000);
    deadlines.begin();
    await set(30_000);
    assert.equal(deadlines.begin().hasPassed, false);
    const before = deadlines.begin();
    await set(5_000);
    assert.notEqual(deadlines.begin().signal, before.signal);
  });

  it('abort with the work they belong to, without having passed', async () => {
    const { clock, set } = setClock();
    const work = new AbortController();
    const deadlines = new Deadlines(clock, work.signal, lengthMs);
    const begun = [deadlines.begin()];
    await set(5_000);
    begun.push(deadlines.begin());
    work.abort();
    begun.push(deadlines.begin());
    await set(60_000);
    await set(70_000);
    begun.push(deadlines.begin());
    assert.ok(begun.every(({ signal, hasPassed }) => signal.aborted && !hasPassed));
  });
});
