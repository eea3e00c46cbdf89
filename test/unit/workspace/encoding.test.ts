import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decode, type Encoding, encode } from '../../../src/workspace/encoding';

describe('encoding', () => {
  const text = 'a é €\r\n';
  const cases: readonly (readonly [string, Buffer, string | undefined, Encoding])[] = [
    ['UTF-8', Buffer.from(text), undefined, { name: 'utf8', byteOrderMark: false }],
    ['UTF-8 with mark', Buffer.from(`\ufeff${text}`), undefined, { name: 'utf8', byteOrderMark: true }],
    [
      'UTF-16 LE with mark',
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      undefined,
      { name: 'utf16le', byteOrderMark: true },
    ],
    [
      'UTF-16 BE with mark',
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      'utf8',
      { name: 'utf16be', byteOrderMark: true },
    ],
    ['UTF-16 LE as told', Buffer.from(text, 'utf16le'), 'utf16le', { name: 'utf16le', byteOrderMark: false }],
    [
      'Windows-1252 as told',
      Buffer.from([0x61, 0x20, 0xe9, 0x20, 0x80, 0x0d, 0x0a]),
      'windows1252',
      { name: 'windows1252', byteOrderMark: false },
    ],
    ['utf8bom as told, without mark', Buffer.from(text), 'utf8bom', { name: 'utf8', byteOrderMark: false }],
  ];
  for (const [name, bytes, hint, encoding] of cases) {
    it(`reads and writes ${name}`, () => {
      const decoded = decode(bytes, hint);
      assert.deepEqual(decoded, { kind: 'text', raw: text, encoding });
      assert.deepEqual(encode(text, encoding), bytes);
    });
  }

  const skipped: readonly (readonly [string, Buffer, string | undefined, string, RegExp])[] = [
    ['NUL bytes', Buffer.from('ab\0c'), undefined, 'binary', /NUL/],
    ['NUL in UTF-16', Buffer.from('\ufeffab\0c', 'utf16le'), undefined, 'binary', /NUL/],
    ['broken UTF-8', Buffer.from([0x61, 0x62, 0xe9, 0x0a]), undefined, 'unknown encoding', /byte 3 \(0xe9\)/],
    ['cut-off UTF-8', Buffer.from('é').subarray(0, 1), undefined, 'unknown encoding', /not utf8 text/],
    ['odd UTF-16', Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x62]), undefined, 'unknown encoding', /utf16le/],
    ['half a pair in UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), undefined, 'unknown encoding', /utf16le/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), undefined, 'unknown encoding', /utf32le/],
    ['an encoding we do not have', Buffer.from('abc'), 'shiftjis', 'unknown encoding', /shiftjis/],
    ['an unused Windows byte', Buffer.from([0x61, 0x81]), 'windows1252', 'unknown encoding', /windows1252/],
  ];
  for (const [name, bytes, hint, reason, message] of skipped) {
    it(`skips ${name}`, () => {
      const decoded = decode(bytes, hint);
      assert.equal(decoded.kind, 'skipped');
      assert.equal(decoded.reason, reason);
      assert.match(decoded.message, message);
    });
  }

  it('never takes bytes for text that it cannot give back', () => {
    const hints = fc.constantFrom(undefined, 'utf16le', 'utf16be', 'iso88591', 'windows1252');
    const marks = fc.constantFrom([], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]);
    fc.assert(
      fc.property(hints, marks, fc.uint8Array({ maxLength: 40 }), (hint, mark, content) => {
        const bytes = Buffer.from([...mark, ...content]);
        const decoded = decode(bytes, hint);
        return decoded.kind === 'skipped' || encode(decoded.raw, decoded.encoding)?.equals(bytes) === true;
      }),
      { numRuns: 1000 },
    );
  });

  it('reads every well-formed text it has written', () => {
    const encodings = fc.constantFrom<Encoding>(
      { name: 'utf8', byteOrderMark: false },
      { name: 'utf8', byteOrderMark: true },
      { name: 'utf16le', byteOrderMark: true },
      { name: 'utf16be', byteOrderMark: true },
    );
    fc.assert(
      fc.property(encodings, fc.string({ unit: 'grapheme' }), (encoding, raw) => {
        fc.pre(!raw.includes('\0') && !raw.startsWith('\ufeff'));
        const bytes = encode(raw, encoding);
        assert.ok(bytes);
        assert.deepEqual(decode(bytes), { kind: 'text', raw, encoding });
      }),
    );
  });

  it('does not write characters the encoding does not have', () => {
    assert.equal(encode('€', { name: 'iso88591', byteOrderMark: false }), undefined);
    assert.equal(encode('語', { name: 'windows1252', byteOrderMark: false }), undefined);
    assert.equal(encode('\ud800', { name: 'utf8', byteOrderMark: false }), undefined);
  });
});
