import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type FramedCode, type FrameRow, frameRows } from '../../../src/core/report/frame';
import { cellsOf, widthOf } from '../../../src/core/text/columns';
import { LineIndex } from '../../../src/core/text/lines';

/** A stretch of a text as it is put into a frame. */
function framed(text: string, start: number, end: number): FramedCode {
  const index = new LineIndex(text);
  const lines = { startLine: index.lineAt(start), endLine: index.lineAt(end) };
  return {
    line: (number) => text.slice(index.startOf(number), index.endOf(number)),
    lineCount: index.count,
    lines,
    marked: { startColumn: index.columnAt(start), endColumn: index.columnAt(end) },
  };
}

/** What stands above the marks of a row. */
function pointedAt({ code, underline }: FrameRow): string {
  let column = 0;
  let text = '';
  for (const cell of cellsOf(code)) {
    text += underline.slice(column, column + cell.columns).includes('^') ? cell.text : '';
    column += cell.columns;
  }
  return text;
}

/** A frame as lines of code and of marks. */
const drawn = (rows: readonly FrameRow[]) =>
  rows.flatMap(({ code, underline }) => (underline === '' ? [code] : [code, underline]));

const quoted = (text: string, part: string, columns = 80) => {
  const start = text.indexOf(part);
  return frameRows(framed(text, start, start + part.length), columns);
};

/** Texts with all that makes trouble: wide characters, joined ones, tabs, controls, direction marks, halves of characters. */
const texts = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', ' ', '(', '\n', '\t'), maxLength: 30 }) },
      fc.constantFrom(
        '漢字',
        '한',
        '👩‍👩‍👧',
        '🇩🇪',
        'e\u0301',
        '\u0301'.repeat(80),
        '\u202e',
        '\u001b[2J',
        '\u009b31m',
        '\r',
      ),
      fc.constantFrom('\ud83d', '\u0000', '\u2028', 'ｱ', '\u200b', '✖️', '\u0007', '𝒳', 'مرحبا'),
      fc.nat(3_000).map((length) => 'x'.repeat(length)),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

describe('a frame of code', () => {
  it('has the lines around what is quoted, and marks below it', () => {
    const rows = quoted('one\ntwo\nlet a = b;\nfour\nfive\nsix\n', 'a = b');
    assert.deepEqual(
      rows.map(({ number }) => number),
      [1, 2, 3, 4, 5],
    );
    assert.deepEqual(drawn(rows), ['one', 'two', 'let a = b;', '    ^^^^^', 'four', 'five']);
  });

  it('leaves out empty lines at its ends', () => {
    assert.deepEqual(drawn(quoted('\n\nfoo\n\n\n', 'foo')), ['foo', '^^^']);
  });

  it('counts tabs, wide characters and characters that are spelled out as what the terminal makes of them', () => {
    assert.deepEqual(drawn(quoted('\tif (漢字 == 1) {', '== 1')), ['    if (漢字 == 1) {', '             ^^^^']);
    assert.deepEqual(drawn(quoted('a\tb', 'b')), ['a   b', '    ^']);
    assert.deepEqual(drawn(quoted('x = "\u202e"; // y', '; //')), ['x = "\\u{202E}"; // y', '              ^^^^']);
    assert.deepEqual(drawn(quoted('👩‍👩‍👧 = 1', '= 1')), ['👩‍👩‍👧 = 1', '   ^^^']);
    assert.deepEqual(drawn(quoted('漢字', '字')), ['漢字', '  ^^']);
  });

  it('points between two characters, and behind the last', () => {
    assert.deepEqual(drawn(frameRows(framed('ab', 1, 1), 80)), ['ab', ' ^']);
    assert.deepEqual(drawn(frameRows(framed('ab\n', 2, 2), 80)), ['ab', '  ^']);
    assert.deepEqual(drawn(frameRows(framed('', 0, 0), 80)), ['', '^']);
  });

  it('cuts all lines at the same column around what is quoted', () => {
    const text = `${'a'.repeat(60)}\n${'b'.repeat(60)}foo${'c'.repeat(60)}\nshort\n`;
    assert.deepEqual(drawn(quoted(text, 'foo', 21)), [
      `…${'a'.repeat(9)}`,
      `…${'b'.repeat(9)}foo${'c'.repeat(7)}…`,
      '          ^^^',
      '…',
    ]);
  });

  it('shows the first of many lines, and the last', () => {
    const text = Array.from({ length: 40 }, (_, n) => `  line ${n + 1};`).join('\n');
    const rows = frameRows(framed(text, text.indexOf('line 10'), text.indexOf(';\n  line 31')), 80);
    assert.deepEqual(
      rows.map(({ number }) => number),
      [8, 9, 10, 11, 12, undefined, 30, 31, 32],
    );
    assert.deepEqual(
      rows.map(({ underline }) => underline),
      ['', '', '  ^^^^^^^^', '  ^^^^^^^^', '  ^^^^^^^^', '', '  ^^^^^^^', '', ''],
    );
  });

  it('shows lines that a model named without a mark', () => {
    const { marked: _, ...named } = framed('a\nb\nc\n', 2, 3);
    assert.deepEqual(drawn(frameRows(named, 80)), ['a', 'b', 'c']);
  });

  it('is no wider than it may be, steers nothing, and points at what is quoted, whatever that is and wherever', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), fc.integer({ min: 8, max: 120 }), (text, from, length, columns) => {
        const start = from % (text.length + 1);
        const end = Math.min(text.length, start + (length % 60));
        const code = framed(text, start, end);
        const rows = frameRows(code, columns);
        assert.ok(rows.length <= 10, `${rows.length} rows`);
        for (const row of rows) {
          assert.ok(widthOf(row.code) <= columns, `${widthOf(row.code)} of ${columns}: ${row.code}`);
          assert.ok(row.underline.length <= columns);
          assert.match(row.underline, /^(?: *\^+)?$/);
          assert.doesNotMatch(row.code, /\p{Cc}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
          assert.ok(row.code.isWellFormed());
        }
        const first = rows.find(({ number }) => number === code.lines.startLine);
        const isOnOneLine = code.lines.startLine === code.lines.endLine;
        const quote = text.slice(start, end);
        if (isOnOneLine) {
          assert.match(first?.underline ?? '', /\^$/);
        }
        // Where every character is shown as it is, what stands above the marks is the quote, or as much of it as there is room for.
        if (isOnOneLine && first && quote !== '' && /^[ -~]*$/.test(code.line(code.lines.startLine))) {
          const above = pointedAt(first).replace(/…$/, '').trimEnd();
          assert.ok(quote.startsWith(above), `${above} of ${quote}`);
          assert.ok(above === quote.trimEnd() || quote.length > columns / 4, `${above} of ${quote}`);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('looks at no more of a line of megabytes than it shows', () => {
    const text = `${'\u0301'.repeat(2_000_000)}foo${'漢'.repeat(2_000_000)}`;
    const [row] = quoted(text, 'foo', 40);
    assert.ok(row && pointedAt(row).includes('foo'), row?.code.slice(0, 100));
  });
});
