import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { PriorityQueue } from '../../../src/core/run/schedule/priorityQueue';

describe('PriorityQueue', () => {
  it('gives out the best first, however they come and go', () => {
    const step = fc.oneof({ weight: 2, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.constant('take' as const) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new PriorityQueue<{ rank: number; number: number }>(
          (a, b) => a.rank - b.rank || a.number - b.number,
        );
        const expected: { rank: number; number: number }[] = [];
        for (const [number, action] of [...steps, ...steps.map(() => 'take' as const)].entries()) {
          if (action === 'take') {
            expected.sort((a, b) => a.rank - b.rank || a.number - b.number);
            assert.deepEqual(queue.pop(), expected.shift());
          } else {
            queue.push({ rank: action, number });
            expected.push({ rank: action, number });
          }
        }
      }),
    );
  });
});
