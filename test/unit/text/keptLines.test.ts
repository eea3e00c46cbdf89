import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { KeptLines } from '../../../src/core/text/keptLines';

const line = fc.constantFrom('a', 'b', '}', '');
const text = fc.array(line, { minLength: 1, maxLength: 30 });
const joined = (lines: readonly string[]) => lines.join('\n');
const at = (startLine: number, endLine = startLine) => ({ startLine, endLine });

describe('lines of a text that were in an earlier one', () => {
  it('are the same lines, in the same order, each once', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const kept = new KeptLines(joined(before), joined(after));
        let last = 0;
        for (const [index, now] of after.entries()) {
          const earlier = kept.earlier(index + 1);
          if (earlier !== undefined) {
            assert.equal(before[earlier - 1], now);
            assert.ok(earlier > last);
            last = earlier;
          }
        }
      }),
    );
  });

  it('are never called untouched when they are among those that were inserted', () => {
    fc.assert(
      fc.property(text, fc.array(line, { minLength: 1, maxLength: 8 }), fc.nat(), (before, added, where) => {
        const place = where % (before.length + 1);
        const kept = new KeptLines(joined(before), joined(before.toSpliced(place, 0, ...added)));
        for (let index = 0; index < added.length; index++) {
          assert.ok(!kept.isUntouched(at(place + index + 1)), `line ${place + index + 1}`);
        }
      }),
    );
  });

  it('are untouched where nothing was taken away between them or beside them', () => {
    const kept = new KeptLines('one\ntwo\nthree\nfour\nfive\nsix', 'zero\none\ntwo\nfour\nfive\nSIX');
    const touched = [1, 2, 3, 4, 5, 6].filter((number) => !kept.isUntouched(at(number)));
    assert.deepEqual(touched, [1, 3, 4, 6]);
    assert.ok(kept.isUntouched(at(2)));
    assert.ok(!kept.isUntouched(at(3, 4)), 'what stood between them is gone');
    assert.ok(!new KeptLines('a\nb', 'b').isUntouched(at(1)), 'the first line is gone');
    assert.ok(!new KeptLines('a\nb', 'a').isUntouched(at(1)), 'the last line is gone');
  });

  it('are none between the first and the last difference of texts that have little in common', function () {
    this.timeout(20_000);
    const other = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
    const before = ['head', ...other('x', 30_000), 'tail'];
    const after = ['head', ...other('y', 30_000), 'tail'];
    const kept = new KeptLines(joined(before), joined(after));
    assert.deepEqual(
      [1, 2, 30_001, 30_002].map((number) => kept.earlier(number)),
      [1, undefined, undefined, 30_002],
    );
  });
});
