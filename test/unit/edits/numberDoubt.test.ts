import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runs } from './arbitraries';
import { outcome as outcomeOf, type Written } from './written';

const refusal = 'its new text may have line numbers';

/** How an edit of the lines from one on is placed and what becomes of the text; or why it is not. */
function outcome(text: string, ...edit: Written): readonly [how: string, made: string] {
  return outcomeOf(text, edit);
}

const ini = '[a]\n1 = x\n2 = y\n3 = z\n';
const list = '# T\n\n1. one\n2. two\n';
const lines = '1 alpha\n2 beta\n3 gamma\n';
const yaml = 'codes:\n  1: one\n  2: two\n';
const rust = 'fn f(a: u8) {\n  match a {\n    1 => 2,\n  }\n}\n';
const js = 'f();\n\nx = [\n1,\n2];\n';
const html = '<p>\none\n</p>\n';

describe('a new text with line numbers, of lines that begin with numbers themselves', () => {
  it('is refused, as nobody knows whether the first one is meant', () => {
    const refused: readonly (readonly [string, number, string, string])[] = [
      [ini, 3, '2 = y', '3 2 = yy'],
      [ini, 3, '2 = y', '3 | 2 = yy'],
      [ini, 3, '2 = y\n3 = z', '3 2 = yy\n4 3 = zz'],
      [list, 3, '1. one', '3. 1. One'],
      [list, 3, '1. one\n2. two', '3| 1. One\n4| 2. Two'],
      [lines, 3, '3 gamma', '3 3 GAMMA'],
      [lines, 1, '1 alpha', '1. 1 ALPHA'],
      [yaml, 3, '  2: two', '  3 2: deux'],
      [yaml, 3, '  2: two', '3|   2: deux'],
      [rust, 3, '    1 => 2,', '    3 | 1 => 3,'],
      [js, 4, '1,', '4|1,'],
      [js, 4, '1,', '4, 1,'],
      ['id,name\n1,one\n', 2, '1,one', '2|1,uno'],
      ['\n\n\n1. one\n2. two\n', 4, '1. one\n2. two', '1: 1. One\n2: 2. Two'],
    ];
    for (const [text, ...written] of refused) {
      assert.deepEqual(outcome(text, ...written), ['rejected', refusal], written[2]);
    }
  });

  it('is exact where those are the text’s own', () => {
    const own: readonly (readonly [string, number, string, string])[] = [
      [lines, 3, '3 gamma', '3 GAMMA'],
      [list, 3, '1. one', '1. One\n2. more'],
      [ini, 3, '2 = y', '3 = y'],
      [yaml, 2, '  1: one\n  2: two', '  1: uno\n  2: dos\n  3: tres'],
      [rust, 3, '    1 => 2,', '    3 => 2,'],
      [js, 4, '1,', '4,'],
      [js, 4, '1,', '4 + 1,'],
      ['1,a\n2,b\n3,x\n', 3, '3,x', '3,y'],
      ['a: {\n  3: "c",\n  3: "c",\n', 3, '  3: "c",', '  3: "d",'],
      ['1 2 3\n4 5 6\n', 1, '1 2 3', '1 2 3 4'],
    ];
    for (const [text, line, oldText, newText] of own) {
      assert.deepEqual(outcome(text, line, oldText, newText)[0], 'exact', newText);
    }
  });

  it('is not exact where another number is that of the line', () => {
    assert.deepEqual(outcome(list, 3, '1. one', '3. One'), ['normalised', list.replace('1. one', '3. One')]);
  });
});

describe('a new text with line numbers in words or brackets', () => {
  it('is refused', () => {
    for (const newText of [
      'L2: uno',
      'L1: uno',
      'Line 1) uno',
      'line 2: uno',
      'Line 2 uno',
      '[2] uno',
      '(2) uno',
      '#2 uno',
      '  2→uno',
      'L2 | uno',
    ]) {
      assert.deepEqual(outcome(html, 2, 'one', newText), ['rejected', refusal], newText);
    }
  });

  it('is exact where code begins so', () => {
    for (const newText of ['l1 = [2]', '(2, 3)', '2.times { f() }', '[2, 3],', '1 - ratio']) {
      assert.deepEqual(outcome(html, 2, 'one', newText)[0], 'exact', newText);
    }
  });
});

describe('a new text whose line numbers are taken off', () => {
  it('keeps the indentation of its lines, or is refused for its numbers', () => {
    const python = 'def f(n):\n    m = n - 1\n';
    const made = ['normalised', python.replace('1', '2')];
    for (const between of ['|', '| ', ' | ']) {
      assert.deepEqual(outcome(python, 2, '    m = n - 1', `2${between}    m = n - 2`), made, between);
    }
    for (const newText of ['2 | m = n - 2', '    2 | m = n - 2', '2: m = n - 2']) {
      assert.deepEqual(outcome(python, 2, '    m = n - 1', newText), ['rejected', refusal], newText);
    }
  });
});

const plain = [
  'alpha beta',
  '  return a[n];',
  '# T',
  '- item',
  'b=2',
  '"2": 2,',
  'RUN b',
  '\tx += 1',
  '.a { b }',
  ') c',
  ': d',
  '] = e',
  '<p>one</p>',
];
const beginningWithNumbers = ['1. one', '2 = y', '3 gamma', '  1 => 2,', '1,', '2,two', '  2: two', '10) ten', '4 | x'];
const someLines = fc.array(fc.constantFrom('', ...plain, ...beginningWithNumbers), { minLength: 1, maxLength: 8 });
const before = ['', 'L', 'l', 'line ', 'Line ', 'ln', '#', '[', '('];
const behind = ['|', '| ', ' | ', ':', ': ', '. ', '.', ')', ') ', '\t', ' ', '   '];

describe('line numbers in front of real changes', () => {
  it('are never written as exact, in whatever they are wrapped', () => {
    fc.assert(
      fc.property(
        someLines,
        fc.nat(7),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.constantFrom(...before),
        fc.constantFrom(...behind),
        fc.constantFrom(' changed', '1', ';'),
        (texts, at, count, isOfFile, ahead, between, change) => {
          const start = at % texts.length;
          const oldLines = texts.slice(start, start + count);
          fc.pre(oldLines.every((line) => line !== ''));
          const closer = ahead === '[' ? ']' : ahead === '(' ? ')' : '';
          const first = isOfFile ? start + 1 : 1;
          const bare = oldLines.map((line) => line + change);
          const written = bare.map((line, position) => `${ahead}${first + position}${closer}${between}${line}`);
          const [how, made] = outcome(texts.join('\n'), start + 1, oldLines.join('\n'), written.join('\n'));
          assert.ok(how === 'rejected' || how === 'normalised', `${how} ${JSON.stringify(made)}`);
        },
      ),
      { numRuns: runs },
    );
  });

  it('are exact where they are data that stays, whichever line they are on', () => {
    const item = fc.record({ number: fc.integer({ min: 1, max: 9 }), word: fc.constantFrom('one', 'two', 'a b', 'x') });
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...before, '"', '- '),
        fc.constantFrom(...behind, ',', ', ', '": "', ' = ', ' => '),
        fc.nat(5),
        fc.integer({ min: 1, max: 3 }),
        (items, ahead, between, at, count) => {
          const closer = ahead === '[' ? ']' : ahead === '(' ? ')' : '';
          const texts = items.map(({ number, word }) => `${ahead}${number}${closer}${between}${word}`);
          const start = at % texts.length;
          const oldLines = texts.slice(start, start + count);
          const newLines = oldLines.map((line) => `${line.replace(/[a-z]+$/, 'Changed')}`);
          const text = texts.join('\n');
          const expected = texts.toSpliced(start, oldLines.length, ...newLines).join('\n');
          assert.deepEqual(outcome(text, start + 1, oldLines.join('\n'), newLines.join('\n')), ['exact', expected]);
        },
      ),
      { numRuns: runs },
    );
  });
});

describe('a new text whose lines begin with words or signs that tell which line it is', () => {
  const code = 'const a = 1;\nlet total = 0;\nreturn total;\n';

  it('is not exact, in whatever form', () => {
    for (const label of [
      '3> ',
      '3 - ',
      'row 3: ',
      '3│',
      'n.txt:3:',
      '# 3: ',
      '<3> ',
      '/* 3 */ ',
      '3\t> ',
      'at 3 => ',
    ]) {
      const [how, made] = outcome(code, 3, 'return total;', `${label}return sum;`);
      assert.notEqual(how, 'exact', label);
      assert.ok(how === 'rejected' || made === code.replace('return total;', `${label}return sum;`), label);
    }
    const both = 'row 2: let total = 1;\nrow 3: return total;';
    assert.notEqual(outcome(code, 2, 'let total = 0;\nreturn total;', both)[0], 'exact');
    assert.notEqual(outcome('a {\n  b;\n}\n', 2, '  b;', 'row 2:   b + 1;')[0], 'exact');
  });

  it('is exact where the number is another, or the line begins as before', () => {
    for (const newText of ['return 3;', 'return total / 3;', 'row(4, total); return total;', 'if (a > 30) return 0;']) {
      assert.equal(outcome(code, 3, 'return total;', newText)[0], 'exact', newText);
    }
    assert.equal(outcome('a\nb\nv3 = 1\n', 3, 'v3 = 1', 'v3 = v3 + 1')[0], 'exact');
  });
});
