import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineIndex, toText } from '../../../src/core/text/lines';

const text = fc.string({ unit: fc.constantFrom('a', '\n', '😀', 'e\u0301'), maxLength: 30 });

describe('LineIndex', () => {
  it('agrees with splitting the text', () => {
    fc.assert(
      fc.property(text, (subject) => {
        const index = new LineIndex(subject);
        const lines = subject.split('\n');
        assert.equal(index.count, lines.length);
        for (const [position, line] of lines.entries()) {
          assert.equal(subject.slice(index.startOf(position + 1), index.endOf(position + 1)), line);
        }
        for (let offset = 0; offset <= subject.length; offset += 1) {
          const before = subject.slice(0, offset).split('\n');
          assert.equal(index.lineAt(offset), before.length);
          assert.equal(index.columnAt(offset), before.at(-1)?.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('has no lines and offsets beyond the text', () => {
    const index = new LineIndex('a\n');
    assert.equal(index.count, 2);
    for (const line of [0, 3, -1, 1.5]) {
      assert.throws(() => index.startOf(line), RangeError);
      assert.throws(() => index.endOf(line), RangeError);
    }
    for (const offset of [-1, 3, Number.NaN]) {
      assert.throws(() => index.lineAt(offset), RangeError);
    }
  });
});

describe('toText', () => {
  it('makes every line end one \\n and says what they were', () => {
    assert.deepEqual(toText(''), { text: '', lineEnding: 'lf' });
    assert.deepEqual(toText('a\nb\n'), { text: 'a\nb\n', lineEnding: 'lf' });
    assert.deepEqual(toText('a\r\nb\r\n'), { text: 'a\nb\n', lineEnding: 'crlf' });
    assert.deepEqual(toText('a\rb'), { text: 'a\nb', lineEnding: 'cr' });
    assert.deepEqual(toText('a\r\rb\r\n'), { text: 'a\n\nb\n', lineEnding: 'mixed' });
    assert.deepEqual(toText('a\r\nb\n'), { text: 'a\nb\n', lineEnding: 'mixed' });
  });

  it('keeps a byte order mark, which is not its business', () => {
    assert.equal(toText('\ufeffa\r\n').text, '\ufeffa\n');
  });
});
