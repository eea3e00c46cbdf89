import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, applyEditsToRaw, editsProblem } from '../../../src/core/edits/applyEdits';
import { toText } from '../../../src/core/text/lines';
import { editedPieces, editsOf, rawText, runs, text } from './arbitraries';

const withEdits = text.chain((subject) => fc.tuple(fc.constant(subject), editsOf(subject)));
const rawWithEdits = rawText.chain((raw) => fc.tuple(fc.constant(raw), editsOf(toText(raw).text)));

describe('applyEdits', () => {
  it('does what an obvious implementation does', () => {
    fc.assert(
      fc.property(withEdits, ([subject, edits]) => {
        const expected = editedPieces(subject.split(''), edits, ({ newText }) => newText);
        assert.equal(applyEdits(subject, edits), expected.join(''));
      }),
      { numRuns: runs },
    );
  });

  it('refuses edits that overlap, lie outside or cut a character', () => {
    const bad = [
      [
        { start: 0, end: 2, newText: '' },
        { start: 1, end: 3, newText: '' },
      ],
      [
        { start: 1, end: 1, newText: 'x' },
        { start: 1, end: 1, newText: 'y' },
      ],
      [{ start: 0, end: 9, newText: '' }],
      [{ start: -1, end: 0, newText: '' }],
      [{ start: 2, end: 1, newText: '' }],
      [{ start: 0.5, end: 1, newText: '' }],
      [{ start: 4, end: 5, newText: '' }],
      [{ start: 0, end: 0, newText: '\ud83d' }],
    ];
    for (const edits of bad) {
      assert.notEqual(editsProblem('abc😀d', edits), undefined);
      assert.throws(() => applyEdits('abc😀d', edits), RangeError);
    }
    assert.equal(
      editsProblem('abc😀d', [
        { start: 3, end: 5, newText: '' },
        { start: 3, end: 3, newText: 'x' },
      ]),
      undefined,
    );
  });
});

describe('applyEditsToRaw', () => {
  it('changes no byte outside the edits', () => {
    fc.assert(
      fc.property(rawWithEdits, ([raw, edits]) => {
        const units = raw.match(/\r\n|./gs) ?? [];
        const ends = units.filter((piece) => /^[\r\n]/.test(piece));
        const usual = [...new Set(ends)].sort((a, b) => count(ends, b) - count(ends, a))[0] ?? '\n';
        const expected = editedPieces(units, edits, ({ start, newText }) => {
          const own = units.slice(start).find((piece) => /^[\r\n]/.test(piece)) ?? usual;
          return newText.split('\n').join(own);
        });
        let result = '';
        for (const content of expected.filter((piece) => piece !== '')) {
          // Two line ends that an edit brought together must stay two.
          const fused = result.endsWith('\r') && content.startsWith('\n');
          result += fused ? `\r${content}` : content;
        }
        assert.equal(applyEditsToRaw(raw, edits), result);
      }),
      { numRuns: runs },
    );
  });

  it('is applyEdits once read back', () => {
    fc.assert(
      fc.property(rawWithEdits, ([raw, edits]) => {
        assert.equal(toText(applyEditsToRaw(raw, edits)).text, applyEdits(toText(raw).text, edits));
      }),
      { numRuns: runs },
    );
  });

  it('gives new lines the line end of the line they are on, else the usual one', () => {
    assert.equal(applyEditsToRaw('a\r\nb\nc', [{ start: 0, end: 1, newText: 'x\ny' }]), 'x\r\ny\r\nb\nc');
    assert.equal(applyEditsToRaw('a\r\nb\nc', [{ start: 2, end: 3, newText: 'x\ny' }]), 'a\r\nx\ny\nc');
    assert.equal(applyEditsToRaw('a\r\nb\r\nc', [{ start: 5, end: 5, newText: '\nd' }]), 'a\r\nb\r\nc\r\nd');
    assert.equal(applyEditsToRaw('a', [{ start: 1, end: 1, newText: '\nd' }]), 'a\nd');
    assert.equal(applyEditsToRaw('a\rb\nc', [{ start: 2, end: 3, newText: '' }]), 'a\r\r\nc');
  });
});

function count(values: readonly string[], wanted: string): number {
  return values.filter((value) => value === wanted).length;
}
