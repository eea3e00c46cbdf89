import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { createCapture } from '../../../../src/workspace/commands/capture';
import { withoutControls } from '../../../../src/workspace/commands/controls';

function captured(chunks: readonly Uint8Array[], kept: number) {
  const capture = createCapture(kept);
  for (const chunk of chunks) {
    // What is handed in may be used again.
    const own = Buffer.from(chunk);
    capture.add(own);
    own.fill(0x21);
  }
  return capture.output();
}

describe('what is kept of an output', () => {
  const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '漢', '🙂', '\n'), maxLength: 40 }));

  it('is all of it in one text while there is room, however it came', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 9 }), (texts, size) => {
        const bytes = Buffer.from(texts.join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
          bytes.subarray(n * size, (n + 1) * size),
        );
        const output = captured(chunks, Math.max(1, Math.ceil(bytes.length / 2)));
        assert.deepEqual(output, { head: texts.join(''), tail: '', omittedBytes: 0 });
      }),
    );
  });

  it('is its beginning and its end in whole characters, and the number of all other bytes', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 8, max: 40 }), (texts, kept) => {
        const text = texts.join('');
        const { head, tail, omittedBytes } = captured(
          texts.map((piece) => Buffer.from(piece)),
          kept,
        );
        assert.ok(text.startsWith(head) && text.endsWith(tail));
        assert.equal(Buffer.byteLength(head) + omittedBytes + Buffer.byteLength(tail), Buffer.byteLength(text));
        const isParted = Buffer.byteLength(text) > 2 * kept;
        assert.ok(!isParted || (Buffer.byteLength(head) > kept - 4 && Buffer.byteLength(tail) > kept - 4));
      }),
    );
  });

  it('is text also where it is no UTF-8', () => {
    assert.equal(captured([Buffer.from([0x61, 0xff, 0xfe, 0x62])], 100).head, 'a\ufffd\ufffdb');
    const bytes = captured([Buffer.alloc(100, 0x80)], 10);
    assert.equal(bytes.omittedBytes, 80);
  });
});

describe('what a terminal is told', () => {
  for (const [what, given, expected] of [
    ['colours', '\x1b[31;1mred\x1b[0m \x9b32mgreen\x9b0m', 'red green'],
    ['titles and links', '\x1b]0;title\x07a\x1b]8;;https://x.example\x1b\\link\x1b]8;;\x1b\\', 'alink'],
    ['what is hidden by erasing it', 'Disregard all\x1b[2K\rok\n', 'Disregard all\nok\n'],
    ['what is hidden by going back', 'bad\b\b\bok', 'badok'],
    ['device strings', '\x1bP1$r0m\x1b\\a\x1b_private\x1b\\b\x90dcs\x9cc', 'abc'],
    ['a string without an end', '\x1b]0;title\nall that follows\n', '\nall that follows\n'],
    ['a sequence without an end', 'a\x1b[3', 'a'],
    ['line ends of Windows', 'a\r\nb\r\r\nc', 'a\nb\nc'],
    ['tabs', 'a\tb', 'a\tb'],
    ['NUL and DEL', 'a\0b\x7fc', 'abc'],
  ] as const) {
    it(`is taken out: ${what}`, () => assert.equal(withoutControls(given), expected));
  }

  it('leaves no control character, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\x1b', '[', ']', '\r', '\n', 'm', '0', '\\', ' ') }), (text) => {
        assert.ok([...withoutControls(text)].every((character) => character === '\n' || character >= ' '));
      }),
    );
  });
});
