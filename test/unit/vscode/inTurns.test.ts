import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { inTurns } from '../../../src/vscode/inTurns';

describe('going over very many', () => {
  it('takes all in their order, and lets others have their turn in between', async () => {
    const real = performance.now;
    let now = 0;
    performance.now = () => now;
    const done: (number | string)[] = [];
    try {
      const over = inTurns([1, 2, 3], (item) => {
        now += 1_000;
        done.push(item);
      });
      setTimeout(() => done.push('another'));
      await over;
    } finally {
      performance.now = real;
    }
    assert.deepEqual(done, [1, 'another', 2, 3]);
  });

  it('does so though several go over many at the same time', async () => {
    const real = performance.now;
    let now = 0;
    performance.now = () => now;
    const done: string[] = [];
    let isTaken = false;
    const act = (name: string) => {
      // The first of each is taken at once.
      if (done.length >= 3) {
        assert.equal(isTaken, false);
        isTaken = true;
        setImmediate(() => {
          isTaken = false;
        });
      }
      now += 1_000;
      done.push(name);
    };
    try {
      await Promise.all(
        ['a', 'b', 'c'].map((name) =>
          inTurns(
            [1, 2, 3].map(() => name),
            act,
          ),
        ),
      );
    } finally {
      performance.now = real;
    }
    assert.deepEqual(done, ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('takes few at once', () => {
    const done: number[] = [];
    void inTurns([1, 2], (item) => done.push(item));
    assert.deepEqual(done, [1, 2]);
  });
});
