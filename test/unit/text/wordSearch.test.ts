import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createWordSearch } from '../../../src/core/text/secretKinds/wordSearch';

describe('looking for many words at once', () => {
  it('finds what a look for each of them finds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '\n'), maxLength: 30 });
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), text, (words, searched) => {
        const present = words.filter((one) => searched.includes(one));
        assert.deepEqual([...createWordSearch(words)(searched)].sort(), [...new Set(present)].sort());
      }),
    );
  });

  it('takes no word that it could not find', () => {
    for (const word of ['', 'a', 'é!', 'aé']) {
      assert.throws(() => createWordSearch([word]), /does not begin/);
    }
  });
});
