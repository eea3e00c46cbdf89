import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { cellsOf, fitted, widthOf, wrapped } from '../../../src/core/text/columns';

describe('columns of a terminal', () => {
  it('are two for a wide character, one for others, and none for what is joined to them', () => {
    for (const [text, width] of [
      ['abc', 3],
      ['漢字', 4],
      ['ｱ', 1],
      ['é', 1],
      ['e\u0301', 1],
      ['👩‍👩‍👧', 2],
      ['🇩🇪', 2],
      ['✖', 1],
      ['…', 1],
      ['', 0],
    ] as const) {
      assert.equal(widthOf(text), width, text);
    }
  });

  it('are never taken by a pile of accents, nor by half a character', () => {
    assert.deepEqual(cellsOf(`a${'\u0301'.repeat(100)}`), [{ text: '\u{fffd}', columns: 1 }]);
    assert.deepEqual(cellsOf('\ud83d'), [{ text: '\u{fffd}', columns: 1 }]);
  });

  it('are no more than there are for a fitted line, and each word of wrapped ones is there', () => {
    assert.equal(fitted('漢字漢字', 6), '漢字…');
    assert.equal(fitted('abcd', 4), 'abcd');
    assert.deepEqual(wrapped('  the first  words, and more ', 12), ['the first', 'words, and', 'more']);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        assert.ok(widthOf(fitted(text, columns)) <= columns);
        for (const line of wrapped(text, columns)) {
          assert.ok(widthOf(line) <= columns);
        }
      }),
    );
  });
});
