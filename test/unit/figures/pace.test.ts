import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { efficiencyOf, paceOf, type Try } from '../../../src/core/figures/pace';

describe('the pace of stages', () => {
  it('is what their workers were busy of the time that they had', () => {
    const made: Try[] = [
      { stage: 'local', worker: 0, at: 0, ms: 100 },
      { stage: 'model', worker: 0, at: 200, ms: 400 },
      { stage: 'model', worker: 1, at: 200, ms: 100 },
      { stage: 'model', worker: 1, at: 500, ms: 100 },
    ];
    const pace = paceOf(made);
    assert.deepEqual(pace, [
      { stage: 'local', workers: 1, ms: 100, busyMs: 100 },
      { stage: 'model', workers: 2, ms: 400, busyMs: 600 },
    ]);
    assert.deepEqual(pace.map(efficiencyOf), [1, 0.75]);
    assert.deepEqual(paceOf([]), []);
    assert.equal(efficiencyOf({ stage: 'a', workers: 1, ms: 0, busyMs: 0 }), undefined);
  });

  it('is never more than all, and the same in whatever order tries end', () => {
    const ms = fc.nat(1_000);
    const made = fc.array(fc.record({ stage: fc.constantFrom('a', 'b'), worker: fc.nat(3), at: ms, ms }));
    fc.assert(
      fc.property(made, (tries) => {
        const byName = (all: readonly Try[]) => [...paceOf(all)].sort((a, b) => (a.stage < b.stage ? -1 : 1));
        assert.deepEqual(byName(tries), byName(tries.toReversed()));
        for (const pace of paceOf(tries)) {
          const efficiency = efficiencyOf(pace);
          assert.ok(efficiency === undefined || (efficiency >= 0 && efficiency <= 1));
        }
      }),
    );
  });
});
