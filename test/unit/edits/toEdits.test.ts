import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import { minimise, toEdits } from '../../../src/core/edits/toEdits';
import { findWholeLines, newLines, oldLines } from '../../../src/core/edits/wholeLines';
import { LineIndex } from '../../../src/core/text/lines';
import { editsOf, runs, text } from './arbitraries';

const withEdits = text.chain((subject) => fc.tuple(fc.constant(subject), editsOf(subject)));

describe('toEdits', () => {
  it('keeps the effect and tells the truth about the text', () => {
    fc.assert(
      fc.property(withEdits, ([subject, given]) => {
        const edits = toEdits(subject, given);
        assert.equal(applyEdits(subject, edits), applyEdits(subject, given));
        const index = new LineIndex(subject);
        for (const edit of edits) {
          const first = index.lineAt(edit.start);
          const last = index.lineAt(edit.end);
          assert.equal(edit.startLine, first);
          assert.equal(edit.oldText, subject.slice(edit.start, edit.end));
          assert.notEqual(edit.oldText, edit.newText);
          assert.equal(edit.linePrefix, subject.slice(index.startOf(first), edit.start));
          assert.equal(edit.lineSuffix, subject.slice(edit.end, index.endOf(last)));
          assert.doesNotMatch(edit.oldText + edit.newText, /\p{Surrogate}/u);
          assert.ok(
            findWholeLines(subject, oldLines(edit), 20).includes(
              index.startOf(first) - (edit.linesBefore ?? '').length,
            ),
          );
        }
      }),
      { numRuns: runs },
    );
  });

  it('lets no two edits share a line', () => {
    fc.assert(
      fc.property(withEdits, ([subject, given]) => {
        const index = new LineIndex(subject);
        const edits = toEdits(subject, given);
        for (const [position, edit] of edits.entries()) {
          const next = edits[position + 1];
          assert.ok(next === undefined || index.lineAt(edit.end) < index.lineAt(next.start));
        }
      }),
      { numRuns: runs },
    );
  });

  it('gives a single edit lines that occur once, before and after', () => {
    fc.assert(
      fc.property(
        text.chain((subject) => fc.tuple(fc.constant(subject), editsOf(subject, 1))),
        ([subject, given]) => {
          const edits = toEdits(subject, given);
          for (const edit of edits) {
            assert.equal(findWholeLines(subject, oldLines(edit), 3).length, 1);
            assert.equal(findWholeLines(applyEdits(subject, edits), newLines(edit), 3).length, 1);
          }
        },
      ),
      { numRuns: runs },
    );
  });

  it('reduces, joins and drops', () => {
    assert.deepEqual(toEdits('let a = 1;\nlet b;', [{ start: 0, end: 10, newText: 'let a = 2;' }]), [
      { start: 8, end: 9, newText: '2', startLine: 1, oldText: '1', linePrefix: 'let a = ', lineSuffix: ';' },
    ]);
    assert.deepEqual(
      toEdits('f(a, b)', [
        { start: 5, end: 6, newText: 'd' },
        { start: 2, end: 3, newText: 'c' },
      ]).map(({ oldText, newText }) => [oldText, newText]),
      [['a, b', 'c, d']],
    );
    assert.deepEqual(toEdits('abc', [{ start: 0, end: 3, newText: 'abc' }]), []);
    assert.deepEqual(
      toEdits('a\nb', [{ start: 0, end: 1, newText: 'x\r\ny' }]).map(({ newText }) => newText),
      ['x\ny'],
    );
  });

  it('ties a line that comes or goes to both neighbours', () => {
    const [gone] = toEdits('a\nb\nc\nd', [{ start: 2, end: 4, newText: '' }]);
    assert.equal(gone && oldLines(gone), 'a\nb\nc\nd');
  });
});

describe('minimise', () => {
  it('never splits a surrogate pair', () => {
    assert.deepEqual(minimise('😀', { start: 0, end: 2, newText: '😁' }), { start: 0, end: 2, newText: '😁' });
    assert.deepEqual(minimise('a\u{1f600}', { start: 1, end: 3, newText: '\u{1fa00}' }), {
      start: 1,
      end: 3,
      newText: '\u{1fa00}',
    });
    assert.deepEqual(minimise('\u{1f600}', { start: 0, end: 2, newText: '\u{2f600}' }), {
      start: 0,
      end: 2,
      newText: '\u{2f600}',
    });
    assert.deepEqual(minimise('😀😀', { start: 0, end: 4, newText: '😀' }), { start: 2, end: 4, newText: '' });
  });
});
