import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { atLeastFailures, exitCodeOf } from '../../../src/cli/exitCode';
import type { RunState } from '../../../src/core/fileReview';
import type { RunStore } from '../../../src/core/run/store';
import type { Severity } from '../../../src/core/types';

/** A run that ended so, with as many files and failed ones, and a finding of each of those severities. */
function ended(kind: RunState['kind'], files: number, failed: number, found: readonly Severity[]): RunStore {
  const findings = { error: 0, warning: 0, info: 0 };
  for (const severity of found) {
    findings[severity]++;
  }
  return { state: { kind }, summary: () => ({ files, failed, findings }) } as unknown as RunStore;
}

describe('exit codes', () => {
  it('are the first that applies of cancelled, unusable, failures, findings and done', () => {
    const table: readonly [number, RunState['kind'], number, number, readonly Severity[], Severity | 'never'][] = [
      [130, 'cancelled', 3, 1, ['error'], 'error'],
      [130, 'cancelled', 0, 0, [], 'never'],
      [2, 'failed', 0, 0, [], 'error'],
      [3, 'failed', 3, 0, ['error'], 'error'],
      [3, 'finished', 3, 1, ['error'], 'error'],
      [3, 'finished', 3, 1, [], 'never'],
      [1, 'finished', 3, 0, ['error'], 'error'],
      [0, 'finished', 3, 0, ['warning', 'info'], 'error'],
      [1, 'finished', 3, 0, ['warning'], 'warning'],
      [1, 'finished', 3, 0, ['error'], 'warning'],
      [0, 'finished', 3, 0, ['info'], 'warning'],
      [1, 'finished', 3, 0, ['info'], 'info'],
      [0, 'finished', 3, 0, ['error', 'warning', 'info'], 'never'],
      [0, 'finished', 0, 0, [], 'info'],
    ];
    for (const [code, state, files, failed, found, failOn] of table) {
      const row = JSON.stringify([state, files, failed, found, failOn]);
      assert.equal(exitCodeOf(ended(state, files, failed, found), failOn), code, row);
    }
  });

  it('say that something was not done only where nothing worse is to be said', () => {
    assert.deepEqual([0, 1, 2, 3, 130].map(atLeastFailures), [3, 3, 2, 3, 130]);
  });
});
