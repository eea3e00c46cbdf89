import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { Chunk } from '../../../src/core/parts';
import { placeReply } from '../../../src/core/prompt/placeReply';
import { noLine } from '../../../src/core/prompt/reply/modelFinding';
import type { LineRange } from '../../../src/core/types';
import { runs } from './arbitraries';
import { quotedEdit, type Written } from './written';

/** How the edits of a finding about some lines are placed and what becomes of the text; or why they are not. */
function outcome(text: string, about: number | LineRange, edits: readonly Written[], chunk?: Chunk): readonly string[] {
  const lines = typeof about === 'number' ? { startLine: about, endLine: about } : about;
  const said = {
    title: 'Division by zero',
    explanation: 'It may be 0.',
    edits: edits.map(quotedEdit),
    ...lines,
  } as const;
  const finding = { ...said, severity: 'error', category: 'bug', confidence: 'high' } as const;
  const [placed] = placeReply([finding], { text, shown: text, masked: [], source: 'm', chunk });
  const fix = placed?.reported.fix ?? assert.fail('lost');
  return fix.kind === 'rejected' ? ['rejected', fix.reason] : [fix.anchoring, applyEdits(text, fix.edits)];
}

const divide = '    return a / b';
const text = [
  ...['import os', 'def f(a, b):', divide, '', 'def g(a, b):', '    return a * b', '', 'def h(a, b):', divide],
  ...['', '', '', '', 'def i(a, b):', divide, ''],
].join('\n');
const fixed: Written = [3, divide, '    return a // b'];
const twoWays = ['rejected', 'the quoted text can be meant in two ways'];

describe('an edit that stands at other lines than its finding names', () => {
  it('is refused where what it changes stands at those, too', () => {
    assert.deepEqual(outcome(text, 9, [fixed]), twoWays);
    assert.deepEqual(outcome(text, { startLine: 8, endLine: 10 }, [fixed]), twoWays);
    assert.deepEqual(outcome(text, { startLine: 9, endLine: noLine }, [fixed]), twoWays);
    assert.deepEqual(outcome(text, 9, [fixed, [1, 'import os', 'import sys']]), twoWays);
    const chunk = { index: 1, count: 2, lines: { startLine: 1, endLine: 12 }, context: [] };
    assert.deepEqual(outcome(text, 9, [fixed], chunk), twoWays);
  });

  it('is not exact where it stands more than once, far from them, or where another edit of the finding is at them', () => {
    assert.equal(outcome(text, 11, [fixed])[0], 'normalised');
    const other: Written = [8, 'def h(a, b):', 'def h(a, c):'];
    assert.equal(outcome(text, { startLine: 8, endLine: 9 }, [fixed, other])[0], 'normalised');
  });

  it('is not exact where it stands as near on the other side of them', () => {
    const two = ['def f(a, b):', divide, '', 'def g(a, b):', divide, ''].join('\n');
    const above: Written = [2, divide, '    return a // b'];
    assert.equal(outcome(two, 4, [above])[0], 'normalised');
    assert.equal(outcome(two, 3, [above])[0], 'exact');
    assert.equal(outcome(two, 4, [[5, divide, '    return a // b']])[0], 'exact');
    assert.equal(outcome(`${two}\n${divide}`, 4, [[5, divide, '    return a // b']])[0], 'exact');
  });

  it('is not exact where it stands nearer to them on the same side', () => {
    const three = ['a', divide, divide, '', 'here', ''].join('\n');
    assert.equal(outcome(three, 5, [[2, divide, '    return a // b']])[0], 'normalised');
    assert.equal(outcome(three, 5, [[3, divide, '    return a // b']])[0], 'exact');
    const below = ['here', '', divide, divide, ''].join('\n');
    assert.equal(outcome(below, 1, [[4, divide, '    return a // b']])[0], 'normalised');
    assert.equal(outcome(below, 1, [[3, divide, '    return a // b']])[0], 'exact');
  });

  it('is not exact where it stands more than once, and the finding names a line that the file does not have', () => {
    for (const nowhere of [0, 99]) {
      assert.equal(outcome(text, nowhere, [fixed])[0], 'normalised', String(nowhere));
      assert.equal(outcome(text, nowhere, [[6, '    return a * b', '    return a * c']])[0], 'exact', String(nowhere));
    }
  });

  it('is exact where it stands once, near them, or along with the one at those lines', () => {
    const unique: Written = [6, '    return a * b', '    return a * c'];
    const made = text.replace('a * b', 'a * c');
    assert.deepEqual(outcome(text, 9, [unique]), ['exact', made]);
    assert.deepEqual(outcome(text, 2, [fixed]), ['exact', text.replace('a / b', 'a // b')]);
    assert.deepEqual(outcome(text, { startLine: 1, endLine: 9 }, [fixed])[0], 'exact');
    assert.deepEqual(outcome(text, 9, [fixed, [9, divide, '    return a // b']])[0], 'exact');
    assert.deepEqual(
      outcome(text, 9, [
        [1, 'import os', 'import sys'],
        [6, '    return a * b', ''],
      ])[0],
      'exact',
    );
    assert.deepEqual(outcome(text, noLine, [fixed])[0], 'exact');
  });

  it('is never exact at one place when the finding names another like it', () => {
    const lines = fc.array(fc.constantFrom('a();', 'b();', '  c();', '}'), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(lines, fc.nat(11), fc.nat(11), fc.integer({ min: 1, max: 2 }), (all, from, to, height) => {
        const [at, about] = [from % all.length, to % all.length];
        const old = all.slice(at, at + height);
        const isThere = all.some(
          (_, place) =>
            place <= about &&
            about < place + old.length &&
            (at + old.length <= place || place + old.length <= at) &&
            old.every((line, position) => line === all[place + position]),
        );
        const isInside = at <= about && about < at + old.length;
        const [how = '', made] = outcome(all.join('\n'), about + 1, [[at + 1, old.join('\n'), 'changed(1);']]);
        assert.ok(how !== 'exact' || isInside || !isThere, `${how} ${at} ${about}`);
        assert.ok(made !== twoWays[1] || isThere, `${how} ${at} ${about}`);
      }),
      { numRuns: runs },
    );
  });
});
