import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ProofResult } from '../../../src/core/proof';
import { failureText, proofText, shortProofText, vouchersOf } from '../../../src/core/verify/proofText';

const text = (result: ProofResult, commands = ['npm test']) => proofText({ result, commands });

describe('what a row says of a proof', () => {
  it('says with how many others, and by which commands', () => {
    assert.equal(text({ kind: 'verified', together: 12 }), 'Verified with 11 others: npm test');
    assert.equal(text({ kind: 'verified', together: 2 }, ['tsc', 'npm test']), 'Verified with 1 other: tsc, npm test');
    assert.equal(text({ kind: 'verified', together: 1 }, ['a', 'b', 'c', 'd']), 'Verified: a, b and 2 more');
    assert.equal(
      text({ kind: 'verified', together: 1, apart: 'it weakens the check' }),
      'Verified alone (it weakens the check): npm test',
    );
    assert.equal(
      text({ kind: 'verified', together: 3, nothingNew: true }),
      'Verified with 2 others, nothing new fails: npm test',
    );
  });

  it('says which commands do not look at the file, and what the copy lacked', () => {
    const part: ProofResult = { kind: 'verified', together: 2, blind: ['npm test'] };
    const commands = ['lint', 'npm test'];
    assert.equal(text(part, commands), 'Verified with 1 other by 1 of 2 commands: lint; npm test does not look at it');
    assert.equal(shortProofText({ result: part, commands }), 'Verified with 1 other by 1 of 2 commands');
    assert.deepEqual(vouchersOf({ result: part, commands }), ['lint']);
    assert.equal(
      text({ kind: 'verified', together: 1, lacks: ['sub: a repository of its own', 'b', 'c'] }),
      'Verified: npm test; in a copy that lacks sub: a repository of its own and 2 others',
    );
  });

  it('names the command that failed, and why nothing is proven', () => {
    const failed = { kind: 'failed', failures: [], message: '2 tests', together: 1 } as const;
    assert.equal(text(failed, ['tsc', 'npm test']), 'Fails npm test: 2 tests');
    const adds = { tool: 'tap', file: 'a.js', line: 3, test: 'adds', message: '1 != 2' };
    const bad = { tool: 'gcc', file: 'a.c', line: 3, message: 'bad' };
    assert.equal(text({ ...failed, failures: [adds, bad] }), 'Fails npm test: 2 tests (a.js:3: adds, …)');
    assert.equal(text({ ...failed, failures: [bad], message: '1 error' }), 'Fails npm test: 1 error (a.c:3: bad)');
    assert.equal(
      text({ kind: 'unverifiable', reason: 'npm test ran no tests' }),
      'Not verifiable: npm test ran no tests',
    );
    const failures = [{ tool: 'tap', test: 'shaky', message: '' }];
    assert.equal(text({ kind: 'flaky', failures }), 'Flaky: shaky fails also without the edit, now and then');
    assert.equal(
      text({ kind: 'flaky', failures: [...failures, ...failures] }),
      'Flaky: shaky and 1 more fail also without the edit, now and then',
    );
    assert.equal(
      text({ kind: 'flaky', failures, moreFailures: 49 }),
      'Flaky: shaky and 49 more fail also without the edit, now and then',
    );
    assert.equal(text({ kind: 'flaky', failures: [] }), 'Flaky: the command fails also without the edit, now and then');
  });

  it('begins with what a title says', () => {
    const failures = [{ tool: 'tap', test: 'shaky', message: '' }];
    const results: readonly (readonly [ProofResult, string])[] = [
      [{ kind: 'verified', together: 1 }, 'Verified'],
      [{ kind: 'verified', together: 3, nothingNew: true }, 'Verified with 2 others, nothing new fails'],
      [{ kind: 'failed', failures, message: '2 tests', together: 1 }, 'Fails npm test'],
      [{ kind: 'unverifiable', reason: 'no test ran' }, 'Not verifiable'],
      [{ kind: 'flaky', failures }, 'Flaky'],
    ];
    for (const [result, short] of results) {
      assert.equal(shortProofText({ result, commands: ['tsc', 'npm test'] }), short);
      assert.ok(text(result, ['tsc', 'npm test']).startsWith(`${short}: `));
    }
    const alone: ProofResult = { kind: 'verified', together: 1, apart: 'it weakens the check' };
    assert.equal(shortProofText({ result: alone, commands: [] }), 'Verified alone');
  });

  it('keeps commands on a line of their own length', () => {
    assert.equal(text({ kind: 'verified', together: 1 }, [`make ${'x'.repeat(99)}`]).length, 'Verified: '.length + 40);
    assert.equal(text({ kind: 'verified', together: 1 }, ['a\nb']), 'Verified: a\\nb');
  });

  it('says where a failure is', () => {
    assert.equal(failureText({ tool: 'gcc', file: 'a.c', line: 3, message: 'bad' }), 'a.c:3: bad');
    assert.equal(failureText({ tool: 'tap', test: 'adds', message: '' }), 'adds');
  });
});
