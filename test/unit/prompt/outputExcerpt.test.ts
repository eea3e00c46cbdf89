import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { outputExcerpt } from '../../../src/core/prompt/outputExcerpt';

const tokensOf = (line: string) => line.length;
const lines = Array.from({ length: 300 }, (_, n) => `line ${n}`);
const failure = { tool: 'tap', test: 'adds two', message: 'expected 4, got 5' };
const withFailure = lines.toSpliced(150, 0, 'not ok 7 - adds two', '  expected 4, got 5').join('\n');

describe('what is shown of an output', () => {
  it('is all of it where there is room', () => {
    assert.equal(outputExcerpt('one\ntwo\n', [], tokensOf, 1_000), '> one\n> two');
    assert.equal(outputExcerpt('', [], tokensOf, 0), '');
  });

  it('is what stands around the failures first, then the end, and says what it leaves out', () => {
    const shown = outputExcerpt(withFailure, [failure], tokensOf, 400).split('\n');
    const at = shown.indexOf('> not ok 7 - adds two');
    assert.ok(at > 0, shown.join('\n'));
    assert.equal(shown[at - 1], '> line 149');
    assert.equal(shown[at + 1], '>   expected 4, got 5');
    assert.equal(shown[0], '[…]');
    assert.equal(shown.at(-1), '> line 299');
    assert.ok(!shown.includes('> line 0'));
  });

  it('is no longer than there is room for, and no line of it can pass for anything else', () => {
    const parts = fc.array(fc.oneof(fc.string(), fc.constantFrom('\u001b[31m', '\r', '\u202e', '\u0000', '\u2028')));
    fc.assert(
      fc.property(fc.array(parts), fc.nat(300), (texts, room) => {
        const shown = outputExcerpt(texts.map((text) => text.join('')).join('\n'), [failure], tokensOf, room);
        const all = shown === '' ? [] : shown.split('\n');
        assert.ok(all.every((line) => line === '[…]' || line.startsWith('> ')));
        assert.ok(!/(?![\t\n])\p{Cc}|\u202e|\u2028/u.test(shown));
        assert.ok(all.reduce((sum, line) => sum + tokensOf(line), 0) <= Math.max(room, 3));
      }),
    );
  });

  it('takes time in proportion to what there is', () => {
    const long = `${'x'.repeat(100)}\n`.repeat(200_000);
    assert.ok(outputExcerpt(long, Array(50).fill(failure), tokensOf, 2_000).length < 4_000);
  });
});
