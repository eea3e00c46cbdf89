import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChangedLines, type LineChange, standOnce, TextLines } from '../../../src/core/text/textLines';
import { scanningGrowth } from '../scanned';

const line = fc.constantFrom<string[]>('', 'a', 'b', 'c');
const lines = fc.array(line, { minLength: 1, maxLength: 12 });

/** Changes of a text with so many lines, in order, none of which shares a line with another. */
const changesOf = (count: number): fc.Arbitrary<LineChange[]> =>
  fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.array(line, { maxLength: 3 })), { maxLength: 4 }).map((parts) => {
    let next = 1;
    return parts.flatMap(([gap, more, brought]) => {
      const startLine = next + gap;
      const endLine = Math.min(count, startLine + more);
      next = endLine + 1;
      return startLine <= count ? [{ startLine, endLine, lines: brought }] : [];
    });
  });

describe('the lines of a text', () => {
  it('are known after changes as if the text was put together', () => {
    fc.assert(
      fc.property(
        lines.chain((before) => fc.tuple(fc.constant(before), changesOf(before.length))),
        ([before, changes]) => {
          const after = [...before];
          for (const { startLine, endLine, lines: brought } of changes.toReversed()) {
            after.splice(startLine - 1, endLine - startLine + 1, ...brought);
          }
          const changed = new ChangedLines(new TextLines(before.join('\n')), changes);
          assert.deepEqual(
            Array.from({ length: changed.count }, (_, index) => changed.at(index + 1)),
            after,
          );
          for (const wanted of ['', 'a', 'b', 'c', 'd']) {
            const expected = after.flatMap((content, index) => (content === wanted ? [index + 1] : []));
            assert.deepEqual(
              [...changed.like(wanted)].sort((a, b) => a - b),
              expected,
            );
            assert.ok(changed.most(wanted) >= expected.length);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('stand one below the other at all places, however many there are and however much they repeat', () => {
    const pattern = fc.array(line, { minLength: 1, maxLength: 4 });
    const odd = fc.array(fc.nat(149), { maxLength: 3 });
    fc.assert(
      fc.property(pattern, odd, fc.nat(60), fc.integer({ min: 1, max: 90 }), (repeated, others, start, height) => {
        const all = Array.from({ length: 150 }, (_, at) =>
          others.includes(at) ? 'x' : repeated[at % repeated.length],
        );
        const block = all.slice(start, start + height).map((said = '') => said);
        const places = all.flatMap((_, at) =>
          block.every((wanted, index) => all[at + index] === wanted) ? at + 1 : [],
        );
        assert.deepEqual(new TextLines(all.join('\n')).placesOf(block), places);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are found by an effort in proportion to their number where all are the same', () => {
    const growth = scanningGrowth((count) => {
      const all = Array.from({ length: 2 * count }, () => 'a');
      return () => assert.equal(new TextLines(all.join('\n')).placesOf(all.slice(count)).length, count + 1);
    }, 300);
    assert.ok(growth < 15, `ten times the lines take ${growth} times the effort`);
  });

  it('stand once or not, one below the other', () => {
    fc.assert(
      fc.property(lines, lines, (all, block) => {
        const places = all.filter((_, at) => block.every((wanted, index) => all[at + index] === wanted)).length;
        assert.equal(standOnce(new TextLines(all.join('\n')), block), places === 1);
      }),
      { numRuns: 2_000 },
    );
  });
});
