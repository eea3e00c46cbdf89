import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ModelRequests, Usage } from '../../../src/core/modelUse';
import { requestTokens, Spending, TokenBudget } from '../../../src/core/run/spend/budget';

const estimates = fc.nat({ max: 5_000 });

describe('the token budget', () => {
  it('is never passed while no request costs more than its estimate', () => {
    // Each step sends a request, or ends one that is in flight, which costs a share of its estimate.
    const steps = fc.array(
      fc.oneof(
        fc.record({ send: estimates }),
        fc.record({ end: fc.nat(), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
        fc.record({ free: fc.nat() }),
      ),
      { maxLength: 200, size: 'max' },
    );
    fc.assert(
      fc.property(fc.nat({ max: 50_000 }), steps, (maxTokens, all) => {
        const budget = new TokenBudget(maxTokens);
        const inFlight: number[] = [];
        let actual = 0;
        for (const step of all) {
          if ('send' in step) {
            if (budget.reserve(step.send)) {
              inFlight.push(step.send);
            }
            continue;
          }
          const [estimate] = inFlight.splice(('end' in step ? step.end : step.free) % (inFlight.length + 1), 1);
          if (estimate === undefined) {
            continue;
          }
          if ('free' in step) {
            budget.release(estimate);
          } else {
            const promptTokens = Math.floor(estimate * step.share);
            actual += promptTokens;
            budget.settle(estimate, { promptTokens, completionTokens: 0 });
          }
          assert.ok(actual <= budget.spent && budget.spent <= maxTokens);
        }
        const rest = inFlight.reduce((sum, estimate) => sum + estimate, 0);
        assert.ok(budget.spent + rest <= maxTokens);
      }),
    );
  });

  it('has no bound without one', () => {
    const budget = new TokenBudget(undefined);
    assert.ok(budget.reserve(1e9) && budget.reserve(Number.NaN));
    budget.settle(1e9, { promptTokens: 5, completionTokens: 1 });
    budget.settle(Number.NaN, { promptTokens: 5, completionTokens: 1 });
    assert.equal(budget.spent, 12);
  });

  it('goes on from what was spent before', () => {
    const budget = new TokenBudget(1_000, 900);
    assert.ok(!budget.reserve(101) && budget.reserve(100));
    assert.equal(budget.spent, 900);
  });

  it('gives back what a request did not take, and keeps the estimate of one whose cost is unknown', () => {
    const budget = new TokenBudget(1_000);
    assert.ok(budget.reserve(600));
    assert.ok(!budget.reserve(600));
    budget.settle(600, { promptTokens: 300, completionTokens: 50 });
    assert.ok(budget.reserve(600));
    budget.settle(600, undefined);
    assert.equal(budget.spent, 950);
    assert.ok(!budget.reserve(51) && budget.reserve(50));
  });

  it('keeps the estimate of requests of which only some were counted, unless those alone took more', async () => {
    const budget = new TokenBudget(10_000);
    const usage = { promptTokens: 300, completionTokens: 50 };
    const asked: ModelRequests = { model: 'm', requests: 2, sampling: {} };
    for (const [uses, spent] of [
      [asked, 350],
      [{ ...asked, uncounted: 1 }, 950],
    ] as const) {
      const spending = new Spending(budget);
      await spending.reserve(600);
      spending.end({ kind: 'reviewed', usage, asked: uses });
      assert.equal(budget.spent, spent);
    }
  });

  it('gets as far with many requests at once as with one after another', async () => {
    const spend = async (atOnce: number) => {
      const budget = new TokenBudget(10_000);
      let granted = 0;
      const worker = async () => {
        // Each is estimated at 2,500 and costs 1,000: the ninth could pass the maximum.
        while (await budget.reserveOrWait(2_500)) {
          granted++;
          await Promise.resolve();
          budget.settle(2_500, { promptTokens: 900, completionTokens: 100 });
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      return granted;
    };
    assert.equal(await spend(1), 8);
    assert.equal(await spend(16), 8);
  });

  it('lets nobody wait for what will never fit', async () => {
    const budget = new TokenBudget(1_000);
    assert.equal(await budget.reserveOrWait(1_001), false);
    assert.ok(budget.reserve(900));
    const waiting = budget.reserveOrWait(200);
    budget.settle(900, undefined);
    assert.equal(await waiting, false);
  });

  const odd: readonly (readonly [string, Usage, number])[] = [
    ['negative', { promptTokens: -5, completionTokens: 2 }, 100],
    ['NaN', { promptTokens: Number.NaN, completionTokens: Number.NaN }, 100],
    ['broken', { promptTokens: 10.5, completionTokens: 1 }, 100],
    ['absurd', { promptTokens: 9e15, completionTokens: 1 }, 100],
    ['a prompt of nothing', { promptTokens: 0, completionTokens: 0 }, 100],
    ['absent', {}, 100],
    ['half of it', { promptTokens: 30 }, 100],
    ['half of it, but more than all was estimated', { promptTokens: 130 }, 130],
    ['more than estimated', { promptTokens: 130, completionTokens: 20 }, 150],
  ];
  for (const [what, usage, spent] of odd) {
    it(`counts ${spent} for a usage of ${what}`, () => {
      const budget = new TokenBudget(1_000);
      budget.reserve(100);
      budget.settle(100, usage);
      assert.equal(budget.spent, spent);
      assert.ok(budget.reserve(1_000 - spent) && !budget.reserve(1));
    });
  }

  it('reserves room for the reply, and for a server that counts more than we do', () => {
    assert.ok(requestTokens(1_000, 'go', 1) >= 2_000);
    assert.ok(requestTokens(1_000, 'go', 2) > requestTokens(1_000, 'go', 1));
    assert.equal(requestTokens(1_000, 'go', 1, 8_192) - requestTokens(1_000, 'go', 1), 8_192);
  });
});
