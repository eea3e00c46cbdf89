import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createPieceWords, wordsIn } from '../../../src/core/text/words';

const line = fc.array(
  fc.constantFrom('a', 'Name', '_x', '$', '1', '1st', 'größe', 'π2', '—', '“', '😀', '.', ' ', '²'),
  {
    maxLength: 20,
  },
);
const lines = fc.array(
  line.map((parts) => parts.join('')),
  { minLength: 1, maxLength: 8 },
);

/** What a name looks like, whatever else a text has in it. */
function named(text: string): Set<string> {
  return new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
}

describe('the words of a text', () => {
  it('are its names, in the order in which they first stand', () => {
    fc.assert(
      fc.property(lines, (some) => assert.deepEqual([...wordsIn(some.join('\n'))], [...named(some.join('\n'))])),
    );
  });

  it('are those of its pieces together, each of which is read once', () => {
    fc.assert(
      fc.property(lines, (some) => {
        let read = 0;
        const words = createPieceWords(
          some.map((piece) => () => {
            read++;
            return named(piece);
          }),
        );
        assert.equal(read, 0);
        assert.deepEqual(words.inAll(), named(some.join('\n')));
        assert.deepEqual(
          some.map((_, index) => words.in(index)),
          some.map(named),
        );
        assert.equal(read, some.length);
      }),
    );
  });
});
