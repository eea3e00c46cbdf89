import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anchorEdits, placeFinding } from '../../../src/core/edits/anchor';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import { closestText } from '../../../src/core/edits/closestText';
import { findElision } from '../../../src/core/edits/elision';
import type { QuotedEdit } from '../../../src/core/edits/quotedEdit';
import { QuotedText } from '../../../src/core/edits/quotedText';
import { lines, runs } from './arbitraries';

function quoted(startLine: number, oldText: string, newText: string): QuotedEdit {
  return { startLine, endLine: startLine + oldText.split('\n').length - 1, oldText, newText, read: 'strictly' };
}

/** How the edits are placed and what becomes of the text, or why they are rejected. */
function outcome(text: string, ...edits: QuotedEdit[]): string {
  const result = anchorEdits(new QuotedText(text), edits);
  return result.kind === 'edits' ? `${result.anchoring}: ${applyEdits(text, result.edits)}` : result.reason;
}

describe('anchorEdits', () => {
  it('places any quoted lines exactly at their own hint', () => {
    const span = lines
      .filter((list) => list.length > 0)
      .chain((list) => fc.tuple(fc.constant(list), fc.nat(list.length - 1), fc.nat(list.length - 1), fc.boolean()));
    fc.assert(
      fc.property(span, ([list, one, other, isDeleted]) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)];
        const old = list.slice(first, last + 1);
        if (!/\S/.test(old.join('\n'))) {
          return;
        }
        const replacement = isDeleted ? [] : ['  new 😀', 'lines = 2'];
        const edit = quoted(first + 1, old.join('\n'), replacement.join('\n'));
        const expected = [...list.slice(0, first), ...replacement, ...list.slice(last + 1)].join('\n');
        assert.equal(outcome(list.join('\n'), edit), `exact: ${expected}`);
      }),
      { numRuns: runs },
    );
  });

  it('never replaces anything but the quoted lines, wherever the hint points', () => {
    const wild = lines.chain((list) =>
      fc.tuple(fc.constant(list), fc.nat(12), fc.integer({ min: -3, max: 20 }), fc.nat(3)),
    );
    fc.assert(
      fc.property(wild, ([list, from, hint, count]) => {
        const old = list.slice(from, from + count + 1).join('\n');
        const result = anchorEdits(new QuotedText(list.join('\n')), [quoted(hint, old, 'new()')]);
        if (result.kind === 'edits') {
          const [edit] = result.edits;
          assert.equal(list.join('\n').slice(edit?.start, edit?.end), old);
          const text = list.join('\n');
          // Occurrences may overlap.
          assert.ok(result.anchoring === 'exact' || text.indexOf(old) !== text.lastIndexOf(old));
        }
      }),
      { numRuns: runs },
    );
  });

  it('finds a unique quote far from its hint', () => {
    assert.equal(outcome('a\nb\nc', quoted(40, 'b', 'x')), 'exact: a\nx\nc');
  });

  it('chooses among several only what is clearly nearest, and says that it is a guess', () => {
    const text = ['x', '1', '2', '3', '4', 'x', '6'].join('\n');
    assert.equal(outcome(text, quoted(6, 'x', 'y')), `exact: ${text.replace(/x(?=\n6)/, 'y')}`);
    assert.equal(outcome(text, quoted(5, 'x', 'y')), `normalised: ${text.replace(/x(?=\n6)/, 'y')}`);
    assert.equal(outcome('x\n1\n2\nx', quoted(2, 'x', 'y')), 'the quoted text is in the file 2 times');
    assert.equal(outcome(`x${'\n.'.repeat(20)}\nx`, quoted(6, 'x', 'y')), 'the quoted text is in the file 2 times');
  });

  it('folds trailing white space, line ends and Unicode spaces, and leaves repeated lines as they are', () => {
    assert.equal(outcome('a  \nb\u00a0c\nd', quoted(1, 'a\nb c', 'a\nb  c!')), 'normalised: a  \nb  c!\nd');
    assert.equal(outcome('a\nb', quoted(1, 'a\r\nb', 'x\r\ny')), 'normalised: x\ny');
    assert.equal(outcome('a\nb', quoted(1, 'A', 'x')), 'the quoted text is not in the file');
  });

  it('indents new lines like the lines they replace', () => {
    assert.equal(
      outcome('if\n    a\n\n      b', quoted(2, 'a\n\n  b', 'a\n  c\n\n  b')),
      'normalised: if\n    a\n      c\n\n      b',
    );
    assert.equal(outcome('a\n\tb', quoted(1, '\ta\n\t\tb', '\ta\n\t\tc')), 'normalised: a\n\tc');
    assert.equal(
      outcome('a\nb', quoted(1, '  a\n  b', '  c\nd')),
      'the quoted text is indented differently, and the new text does not fit',
    );
    assert.equal(
      outcome('  a\n b', quoted(1, 'a\nb', 'c')),
      'the quoted text is indented differently, and the new text does not fit',
    );
  });

  it('takes off line numbers when all lines have them', () => {
    assert.equal(outcome('a\n\nb', quoted(1, '  1| a\n  2|\n  3| b', '1| x')), 'normalised: x');
    assert.equal(outcome('a\nb', quoted(1, '1| a\nb', 'x')), 'the quoted text is not in the file');
    assert.equal(outcome('1| a', quoted(1, '1| a', '2| b')), 'exact: 2| b');
  });

  it('takes a final line end for the end of a line where the hint says so', () => {
    assert.equal(outcome('a\n\nb', { ...quoted(1, 'a\n', 'x\n'), endLine: 1 }), 'exact: x\n\nb');
    assert.equal(outcome('a\nb', quoted(1, 'a\n', 'x\n')), 'normalised: x\nb');
    assert.equal(outcome('a\n\nb', quoted(1, 'a\n', 'x')), 'exact: x\nb');
  });

  it('takes none for it where the line with a blank one behind it stands elsewhere', () => {
    assert.equal(outcome('b\nb\n', quoted(1, 'b\n', 'x')), 'the quoted text can be meant in two ways');
    assert.equal(outcome('b\nc\nd\nb\n', quoted(1, 'b\n', 'x')), 'the quoted text can be meant in two ways');
    assert.equal(outcome('b\nb\n', { ...quoted(1, 'b\n', 'x'), endLine: 1 }), 'exact: x\nb\n');
  });

  it('removes lines with their line ends', () => {
    assert.equal(outcome('a\nb\nc', quoted(2, 'b', '')), 'exact: a\nc');
    assert.equal(outcome('a\nb', quoted(2, 'b', '')), 'exact: a');
    assert.equal(outcome('a\nb\n', quoted(2, 'b', '')), 'exact: a\n');
    assert.equal(outcome('a\nb', quoted(1, 'a', ''), quoted(2, 'b', '')), 'exact: ');
    assert.equal(outcome('a\nb\nc', quoted(2, 'b', 'x'), quoted(3, 'c', '')), 'exact: a\nx');
  });

  it('rejects what it cannot do as a whole', () => {
    assert.equal(outcome('a\nb', quoted(1, 'a', 'x'), quoted(2, 'z', 'y')), 'the quoted text is not in the file');
    assert.equal(outcome('a\nb\nc', quoted(1, 'a\nb', 'x'), quoted(2, 'b\nc', 'y')), 'its edits overlap');
    assert.equal(outcome('a\nb\nc', quoted(1, 'a', 'x'), quoted(1, 'a', 'y')), 'its edits overlap');
    assert.equal(outcome('a', quoted(1, 'a', 'a')), 'it changes nothing');
    assert.equal(outcome('a', quoted(1, '', 'a')), 'it quotes no text to replace');
    assert.equal(outcome('a\n\nb', quoted(1, ' \n', 'a')), 'it quotes no text to replace');
    assert.equal(outcome('a'), 'it has no edits');
    assert.equal(
      outcome('a\nb', quoted(1, 'a', '// ... existing code ...')),
      'it leaves code out: “// ... existing code ...”',
    );
    assert.deepEqual(anchorEdits(new QuotedText('a\nb'), [quoted(1, 'a', 'x'), quoted(2, 'z', 'y')]), {
      kind: 'rejected',
      reason: 'the quoted text is not in the file',
      index: 1,
    });
  });

  it('counts a repeated edit once and drops one that changes nothing', () => {
    assert.equal(outcome('a\nb', quoted(1, 'a', 'x'), quoted(1, 'a', 'x'), quoted(2, 'b', 'b')), 'exact: x\nb');
  });

  it('changes no lines that were not shown', () => {
    const visible = { startLine: 2, endLine: 3 };
    assert.deepEqual(anchorEdits(new QuotedText('a\nb\nc'), [quoted(1, 'a', 'x')], visible), {
      kind: 'rejected',
      reason: 'it changes lines that were not shown',
      index: 0,
    });
    assert.equal(anchorEdits(new QuotedText('a\nb\nc'), [quoted(2, 'b\nc', 'x')], visible).kind, 'edits');
    assert.equal(anchorEdits(new QuotedText('a\nb\nc'), [quoted(1, 'a\nb', 'x')], visible).kind, 'rejected');
    assert.equal(anchorEdits(new QuotedText('b\nx\nb'), [quoted(9, 'b', 'c')], visible).kind, 'edits');
  });
});

describe('findElision', () => {
  const markers = [
    '// ... existing code ...',
    '  # rest of the function',
    '/* ... */',
    '# ...',
    '<!-- ... rest of the file ... -->',
    '{/* ... existing code ... */}',
    '-- ... remaining columns unchanged',
    '// Rest of code here',
    '// ... (rest of the implementation remains the same)',
    '// other methods remain the same',
    '// code omitted for brevity',
    '// [existing code]',
    'foo(); // ... rest unchanged',
    '... existing code ...',
    '  …',
  ];
  for (const marker of markers) {
    it(`sees through ${marker}`, () => {
      assert.equal(findElision(`a\n${marker}\nb`, new QuotedText('a')), marker.trim());
      assert.equal(findElision(`a\n${marker}\nb`, new QuotedText(`x\n\t${marker.trim()}`)), undefined);
    });
  }

  it('is named where it stands in what is quoted', () => {
    const text = 'function f(a) {\n  b(a);\n  c(a);\n}';
    for (const [oldText, line] of [
      ['function f(a) {\n  // ... existing code ...\n}', '// ... existing code ...'],
      ['function f(a) {\n  ...\n}', '...'],
      ['function f(a) { … }', 'function f(a) { … }'],
      ['1| function f(a) {\n2|   ...\n4| }', '...'],
      ['// rest of the code', '// rest of the code'],
    ] as const) {
      assert.equal(outcome(text, quoted(1, oldText, 'x')), `its quote leaves code out: “${line}”`);
    }
    for (const oldText of ['f(...args)', 'b(b);', 'loading...']) {
      assert.equal(outcome(text, quoted(1, oldText, 'x')), 'the quoted text is not in the file');
    }
    assert.equal(outcome('a\n  ...\nb', quoted(1, 'a\n  ...\nb', 'a')), 'exact: a');
  });

  it('leaves real comments and code alone', () => {
    const real = [
      '// the rest of the arguments are forwarded',
      '# TODO: handle more cases...',
      'foo(...args);',
      '  ...rest,',
      '{ ...existing }',
      '// existing handlers stay registered when reconnecting',
      '// keep the existing connection alive',
      '# same as above',
      '## Code',
      '// loading...',
      'def f(self):\n    ...',
    ];
    for (const line of real) {
      assert.equal(findElision(line, new QuotedText('')), undefined, line);
    }
  });
});

describe('placeFinding', () => {
  it('gives the lines without the white space around them, or nothing', () => {
    const text = 'a\n  b c \nd';
    assert.deepEqual(placeFinding(new QuotedText(text), 2, 2), { start: 4, end: 7 });
    assert.deepEqual(placeFinding(new QuotedText(text), 1, 3), { start: 0, end: 10 });
    for (const [start, end] of [
      [0, 1],
      [2, 1],
      [3, 4],
      [1.5, 2],
      [Number.NaN, 1],
    ]) {
      assert.equal(placeFinding(new QuotedText(text), start ?? 0, end ?? 0), undefined);
    }
  });

  it('trusts a quote more than line numbers', () => {
    assert.deepEqual(placeFinding(new QuotedText('a\nb\nc'), 1, 1, 'c'), { start: 4, end: 5 });
    assert.equal(placeFinding(new QuotedText('a\nb\nc'), 1, 1, 'zzz'), undefined);
    assert.equal(placeFinding(new QuotedText('a\nb\na'), 2, 2, 'a'), undefined);
  });
});

describe('closestText', () => {
  it('finds lines that are nearly the quoted ones', () => {
    const text = ['function a() {', '  return userNames.length;', '}', 'const b = 2;'].join('\n');
    assert.deepEqual(closestText(text, 'return userName.length;', 4), {
      startLine: 2,
      endLine: 2,
      text: '  return userNames.length;',
    });
    assert.equal(closestText(text, 'import { x } from "y";', 2), undefined);
    assert.equal(closestText('', 'x', 1), undefined);
  });
});
