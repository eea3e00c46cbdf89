import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { judge } from '../../../src/core/verify/judging/judge';
import type { Scene } from '../../../src/core/verify/judging/lostWords';
import { seen } from '../../../src/core/verify/judging/seenRun';
import { runOf } from './outputs';

const scene: Scene = {
  seams: { isLong: true },
  isOfTools: false,
  edits: { paths: ['src/a.js'], oldText: "  console.log('DEBUG adding', a);", newText: '' },
};
const npm: Scene = {
  ...scene,
  seams: { isLong: true, starts: { count: 2, is: (line) => line.startsWith('> ') || line === 'passed' } },
};

/** What is said of an output, exit code 0, that was another without the edits. */
function said(has: readonly string[], had: readonly string[], known: Scene | 'a control' = scene): string {
  const run = (lines: readonly string[]) => seen(runOf(lines.join('\n'), 0));
  const judgement = judge(run(has), run(had), [], known === 'a control' ? undefined : known);
  return judgement.kind === 'cannot be told' ? judgement.reason : judgement.kind;
}
const middle = /leaves out what it says in the middle without the edit, where a step of it may have ended early: /;

describe('an output that has less in the middle', () => {
  const had = ['begins', 'one holds in 3 ms', 'two holds', 'passed'];

  it('proves nothing where steps follow each other: one may have ended early', () => {
    assert.match(said(['begins', 'passed'], had), /: two holds$/);
    assert.match(said(['passed'], had), middle);
    assert.match(said(['begins', 'a new word', 'passed'], had), middle);
    const says: Scene = { ...scene, edits: { ...scene.edits, newText: "console.log('a new word');" } };
    assert.match(said(['begins', 'one holds in 2 ms', 'a new word', 'passed'], had, says), middle, 'its own words');
    assert.match(said(['begins', 'passed', 'over'], [...had, 'over']), middle);
    assert.equal(said(['begins', 'passed'], had, { ...scene, seams: { isLong: false } }), 'passes', 'one program');
    assert.equal(said(['begins', 'passed'], had, 'a control'), 'passes');
  });

  it('proves nothing where two steps ended early, or where lines are alike', () => {
    assert.match(said(['a', 'b', 'ok'], ['a', 'a ends', 'b', 'b ends', 'ok']), middle);
    assert.match(said(['on', 'on', 'done'], ['on', 'done', 'on', 'done']), middle);
  });

  it('proves nothing where the end of an output is kept, too, and not what stands between', () => {
    const cut = (head: readonly string[], tail: readonly string[]) => {
      const run = runOf('', 0);
      const output = { head: `${head.join('\n')}\nhal`, tail: `f a line\n${tail.join('\n')}`, omittedBytes: 9 };
      return seen({ ...run, output });
    };
    const told = (head: readonly string[], tail: readonly string[]) =>
      judge(cut(head, tail), cut(had, ['more', 'over']), [], scene);
    assert.equal(told(['begins', 'passed', 'and', 'so'], ['more', 'over']).kind, 'cannot be told');
    assert.equal(told(had, ['more']).kind, 'cannot be told');
    assert.equal(told([...had, 'and'], ['on', 'more', 'over']).kind, 'passes');
    assert.equal(told(had.slice(0, 3), ['over']).kind, 'passes', 'more was left out');
    assert.equal(told(had, ['more', 'over']).kind, 'passes');
  });

  it('is that of a step only where the next one begins behind it, where that is known', () => {
    const whole = ['> node a.js', 'begins', 'half', 'ends', '> node b.js', 'more', 'passed'];
    assert.equal(said(whole.toSpliced(2, 1), whole, npm), 'passes');
    assert.match(said(whole.toSpliced(2, 2), whole, npm), /: ends$/);
    assert.match(said(whole.toSpliced(5, 1), whole, npm), /: more$/);
    const silent = whole.filter((line) => !line.startsWith('> '));
    assert.match(said(silent.toSpliced(1, 1), silent, npm), middle, 'npm does not say what it runs');
  });

  it('is believed where the edit says why', () => {
    for (const lines of [
      ['src/a.js:3: x is never read'],
      ['b.js: Warning: add is old'],
      ['DEBUG adding 12'],
      ['src/a.js', '  3:5  never read', '1 problem'],
      ['In file a.js:', '    3 | int x;', '      |     ^'],
    ]) {
      assert.equal(said(had, ['begins', ...lines, ...had.slice(1)]), 'passes', lines.join('⏎'));
    }
    for (const line of ['PASS: warns of errors', 'no problems found', '12 passed, 0 failed', 'errors: 0', '✓ hints']) {
      assert.match(said(had, ['begins', line, ...had.slice(1)]), middle, line);
    }
    assert.equal(said(['passed', 'one holds in 1 ms', 'begins', 'two holds'], had), 'passes', 'in another order');
    assert.equal(said(['begins', 'other words', 'two holds', 'passed'], had), 'passes', 'in other words');
  });
});

describe('an output that has more, where the exit code of a step is lost', () => {
  const lost: Scene = { ...scene, lost: 'the exit code of “node a.js” is lost behind “;”' };
  const had = ['begins', 'holds in 3 ms', 'passed'];

  it('proves nothing', () => {
    const has = ['begins', 'does not hold', 'passed'];
    assert.match(
      said(has, had, lost),
      /^the exit code of .* is lost .*, and with the edit make check says: does not hold$/,
    );
    assert.match(said([...had, 'passed'], had, lost), /says: passed$/, 'once more');
    assert.equal(said(has, had), 'passes', 'no exit code is lost');
    assert.equal(said([' M src/a.js', ...had], had, lost), 'passes', 'a list of what has changed');
    assert.match(said(['not ok src/a.js', ...had], had, lost), /says: not ok src\/a\.js$/);
    assert.equal(said(['holds in 12 ms', 'begins', 'passed'], had, lost), 'passes', 'nothing is new');
    const edits = { ...lost.edits, oldText: 'print("holds in", ms)', newText: 'print(f"does not {word}")' };
    assert.equal(said(has, had, { ...lost, edits }), 'passes', 'the edit says it');
  });
});

describe('an output that says that something failed, of a program that ends as if nothing had', () => {
  const had = ['✓ adds', '2 passed, 0 failed', 'No errors', 'Errors: 0', 'expected noise: 3 retries'];

  it('proves nothing', () => {
    for (const line of [
      'Assertion failed: adds',
      '✗ adds',
      'FAIL: adds',
      'adds ... FAILED',
      'ERROR: expected 5 but got -1',
      'Test failed: -1 !== 5',
      '***Test Failed*** 1 failures.',
      '1 passed, 1 failed',
      'Errors: 3',
      'AssertionError: -1 !== 5',
    ]) {
      const reason = said([line, ...had.slice(1)], had);
      assert.equal(
        reason.endsWith(`ends as if nothing had failed, and says with the edit alone: ${line}`),
        true,
        reason,
      );
      assert.equal(
        said([line, ...had], had, { ...scene, isOfTools: true }),
        'passes',
        'test runners say it themselves',
      );
      assert.equal(said([line, ...had], [...had, line]), 'passes', 'it says so without the edit');
    }
  });

  it('is not meant by what the edit prints itself, nor by that nothing failed', () => {
    const edits = { ...scene.edits, newText: "console.warn('Error: negative', a);" };
    assert.equal(said(['Error: negative -1', ...had], had, { ...scene, edits }), 'passes');
    const kept = { ...scene.edits, oldText: "log(a > 0 ? 'PASS' : 'FAIL');", newText: "log(a < 0 ? 'PASS' : 'FAIL');" };
    assert.match(said(['FAIL', ...had], had, { ...scene, edits: kept }), /says with the edit alone: FAIL$/);
    for (const line of ['3 passed, 0 failed', '0 errors', 'failed: 0', 'without errors', 'unfailing', 'adds 5']) {
      assert.equal(said([line, ...had], had), 'passes', line);
    }
  });
});
