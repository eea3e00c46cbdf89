import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { share } from '../complete';

describe('a share of what is tried', () => {
  const kindOf = (item: string) => item;
  const items = fc.array(fc.constantFrom('a', 'b', 'c', 'd'));

  it('has some of each kind, no more than its part, in their order, and the same each time', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 9 }), (kinds, oneIn) => {
        const numbered = kinds.map((kind, number) => ({ kind, number }));
        const drawn = share(numbered, oneIn, ({ kind }) => kind);
        for (const kind of new Set(kinds)) {
          const all = kinds.filter((one) => one === kind).length;
          assert.equal(drawn.filter((one) => one.kind === kind).length, Math.ceil(all / oneIn));
        }
        assert.deepEqual(
          drawn,
          numbered.filter((one) => drawn.includes(one)),
        );
        assert.deepEqual(
          share(numbered, oneIn, ({ kind }) => kind),
          drawn,
        );
      }),
    );
  });

  it('is everything where it is one in one, and not always the first of a kind', () => {
    assert.deepEqual(share(['a', 'a', 'b'], 1, kindOf), ['a', 'a', 'b']);
    const first = ['a', 'b', 'c', 'd'].map((kind) => share([0, 1, 2, 3], 4, () => kind)[0]);
    assert.ok(new Set(first).size > 1);
  });
});
