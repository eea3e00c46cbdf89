import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type ModelRequests, type ModelUse, notTakenOrder, type Spent } from '../../../src/core/modelUse';
import { addSpent, credibleUsage, spentOn, spentOnRole } from '../../../src/core/run/spend/usage';

const tokens = fc.record(
  { promptTokens: fc.nat(99), completionTokens: fc.nat(99), thinkingTokens: fc.nat(9) },
  { requiredKeys: [] },
);
const asked: fc.Arbitrary<ModelRequests> = fc
  .record({
    model: fc.constantFrom('a', 'b'),
    requests: fc.integer({ min: 1, max: 9 }),
    sampling: fc.record(
      {
        temperature: fc.constant(0 as const),
        seed: fc.constant(1 as const),
        thinking: fc.constantFrom('off', 'low', 'high', 'on'),
        notTaken: fc.subarray([...notTakenOrder], { minLength: 1 }),
      },
      { requiredKeys: [] },
    ),
    tolerant: fc.nat(2),
    unread: fc.nat(2),
    uncounted: fc.nat(2),
    confirms: fc.boolean(),
  })
  .map(({ tolerant, unread, uncounted, confirms, ...asked }) => ({
    ...asked,
    ...(tolerant > 0 && { tolerant }),
    ...(unread > 0 && { unread }),
    ...(uncounted > 0 && { uncounted }),
    ...(confirms && { confirms }),
  }));
const spent: fc.Arbitrary<Spent> = fc.record({ kind: fc.constant('reviewed'), usage: tokens, asked }).map(spentOn);

describe('what was spent', () => {
  it('comes to the same in whatever order it is added up', () => {
    fc.assert(
      fc.property(
        fc
          .array(spent, { maxLength: 6 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const sum = (parts: readonly Spent[]) => parts.reduce(addSpent, {});
          assert.deepEqual(sum(shuffled), sum(all));
          const half = all.length >> 1;
          assert.deepEqual(addSpent(sum(all.slice(0, half)), sum(all.slice(half))), sum(all));
          for (const key of ['tolerant', 'unread', 'uncounted'] as const) {
            const total = (parts: readonly Spent[]) =>
              parts.flatMap(({ uses = [] }) => uses).reduce((count, one) => count + (one[key] ?? 0), 0);
            assert.equal(total([sum(all)]), total(all), key);
          }
          const confirming = (parts: readonly Spent[]) =>
            spentOnRole(
              parts.flatMap(({ uses = [] }) => uses),
              'confirms',
            );
          assert.deepEqual(confirming([sum(all)]), confirming(all), 'what confirming has cost is told apart');
        },
      ),
    );
  });

  it('is divided by model, thinking and what it was for, without rest', () => {
    fc.assert(
      fc.property(fc.array(spent, { minLength: 1, maxLength: 6 }), (all) => {
        const { usage, uses = [] } = all.reduce(addSpent, {});
        for (const key of ['promptTokens', 'completionTokens', 'thinkingTokens'] as const) {
          assert.equal(
            uses.reduce((sum, one) => sum + (one[key] ?? 0), 0),
            usage?.[key] ?? 0,
          );
        }
        const names = uses.map(({ model, sampling, confirms }) => `${model} ${sampling.thinking} ${confirms}`);
        assert.equal(new Set(names).size, names.length);
      }),
    );
  });

  it('has no more fixed than was fixed in every request, and tells all that was not taken', () => {
    const asked = (sampling: ModelUse['sampling']) => ({ uses: [{ model: 'a', requests: 1, sampling }] });
    const { uses } = addSpent(
      asked({ temperature: 0, seed: 1, notTaken: ['thinking'] }),
      asked({ seed: 1, notTaken: ['temperature'] }),
    );
    assert.deepEqual(uses, [{ model: 'a', requests: 2, sampling: { seed: 1, notTaken: ['temperature', 'thinking'] } }]);
  });

  it('has no more thinking in it than writing', () => {
    assert.deepEqual(credibleUsage({ completionTokens: 5, thinkingTokens: 6 }), { completionTokens: 5 });
    assert.deepEqual(credibleUsage({ completionTokens: 5, thinkingTokens: 5 }), {
      completionTokens: 5,
      thinkingTokens: 5,
    });
  });
});
