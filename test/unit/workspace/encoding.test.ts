import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decode, type Encoding, encode, encodingNamed, utf8Or } from '../../../src/workspace/encoding';

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

  // The bytes as the standards have them, not as the package makes them.
  const others: readonly (readonly [string, string, string])[] = [
    ['gbk', '中文語', 'd6d0cec4d55a'],
    ['gb18030', '中𝄞', 'd6d09432be34'],
    ['shiftjis', '日本語表', '93fa967b8cea955c'],
    ['eucjp', '日本語', 'c6fccbdcb8ec'],
    ['euckr', '한글', 'c7d1b1db'],
    ['big5hkscs', '中文', 'a4a4a4e5'],
    ['windows1251', 'Привет', 'cff0e8e2e5f2'],
    ['koi8r', 'Привет', 'f0d2c9d7c5d4'],
    ['iso88592', 'žluť', 'be6c75bb'],
    ['macroman', 'é', '8e'],
  ];
  for (const [name, raw, hex] of others) {
    it(`reads and writes ${name} as told`, () => {
      const encoding = { name, byteOrderMark: false };
      assert.deepEqual(decode(Buffer.from(hex, 'hex'), name), { kind: 'text', raw, encoding });
      assert.equal(encode(raw, encoding)?.toString('hex'), hex);
    });
  }

  it('knows encodings by the names people give them', () => {
    assert.deepEqual(
      ['GBK', 'Shift_JIS', 'EUC-KR', 'windows-1251', 'ISO-8859-15', 'utf7', 'hex', ''].map(encodingNamed),
      ['gbk', 'shiftjis', 'euckr', 'windows1251', 'iso885915', undefined, undefined, undefined],
    );
  });

  it('takes for another encoding only what is not UTF-8', () => {
    const gbk = utf8Or('gbk');
    assert.equal(gbk('a', Buffer.from('中文')), undefined);
    assert.equal(gbk('a', Buffer.from('ascii')), undefined);
    assert.equal(gbk('a', Buffer.from('d6d0cec4', 'hex')), 'gbk');
    assert.equal(utf8Or(undefined)('a', Buffer.from('d6d0cec4', 'hex')), undefined);
  });

  const skipped: readonly (readonly [string, Buffer, string | undefined, string, RegExp])[] = [
    ['NUL bytes', Buffer.from('ab\0c'), undefined, 'binary', /NUL/],
    ['NUL in UTF-16', Buffer.from('\ufeffab\0c', 'utf16le'), undefined, 'binary', /NUL/],
    ['broken UTF-8', Buffer.from([0x61, 0x62, 0xe9, 0x0a]), undefined, 'unknown encoding', /byte 3 \(0xe9\)/],
    ['cut-off UTF-8', Buffer.from('é').subarray(0, 1), undefined, 'unknown encoding', /not utf8 text/],
    ['odd UTF-16', Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x62]), undefined, 'unknown encoding', /utf16le/],
    ['half a pair in UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), undefined, 'unknown encoding', /utf16le/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), undefined, 'unknown encoding', /utf32le/],
    ['an encoding we do not have', Buffer.from('abc'), 'ebcdic', 'unknown encoding', /ebcdic/],
    ['what is a codec, but no encoding of text', Buffer.from('abc'), 'base64', 'unknown encoding', /base64/],
    ['a cut-off character of GBK', Buffer.from([0x61, 0xd6]), 'gbk', 'unknown encoding', /not gbk text/],
    ['bytes that Shift-JIS does not have', Buffer.from([0x61, 0xa0, 0xff]), 'shiftjis', 'unknown encoding', /shiftjis/],
    ['two codes for one character', Buffer.from([0xed, 0x40]), 'shiftjis', 'unknown encoding', /not shiftjis text/],
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
    const hints = fc.constantFrom(
      ...[undefined, 'utf16le', 'utf16be', 'iso88591', 'windows1252', 'gbk', 'gb18030', 'gb2312', 'shiftjis', 'eucjp'],
      ...['euckr', 'big5hkscs', 'cp950', 'windows1251', 'windows874', 'koi8r', 'macroman', 'cp437', 'iso885911'],
    );
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
    assert.equal(encode('한', { name: 'shiftjis', byteOrderMark: false }), undefined);
    assert.equal(encode('\ud800', { name: 'gb18030', byteOrderMark: false }), undefined);
    assert.equal(encode('\ud800', { name: 'utf16le', byteOrderMark: false }), undefined);
    assert.equal(encode('\ud800', { name: 'utf8', byteOrderMark: false }), undefined);
  });
});
