import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Bulk, isInBulk, type QueueEntry } from '../../../src/core/queue/queueEntry';
import type { Flag, ReviewerKind } from '../../../src/core/types';
import { reported, sha256, snapshotOf, toFindings } from '../fakes';

function entry(reviewer: ReviewerKind, anchoring: 'exact' | 'normalised', flags: readonly Flag[]): QueueEntry {
  const snapshot = snapshotOf('a.txt', 'old\n');
  const fix = { kind: 'edits', anchoring, edits: [{ start: 0, end: 3, newText: 'new' }] } as const;
  const [finding] = toFindings(snapshot, reviewer, [reported({ span: { start: 0, end: 3 }, fix })], sha256);
  assert.ok(finding?.proposal);
  const status = { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 } as const;
  const proposal = { ...finding.proposal, flags };
  return { file: { path: 'a.txt', bytes: 4, status, findings: [] }, finding: { ...finding, proposal } };
}

const takes = (...words: [ReviewerKind, 'exact' | 'normalised', ...Flag[]]): Bulk[] => {
  const [reviewer, anchoring, ...flags] = words;
  return (['safe', 'exact'] as const).filter((bulk) => isInBulk(bulk, entry(reviewer, anchoring, flags)));
};

describe('a bulk action', () => {
  it('takes what is placed exactly and carries no flag', () => {
    assert.deepEqual(takes('local', 'exact'), ['safe', 'exact']);
    assert.deepEqual(takes('editor', 'exact'), ['safe', 'exact']);
    assert.deepEqual(takes('local', 'normalised'), []);
    assert.deepEqual(takes('local', 'exact', 'protected path'), []);
  });

  it('calls nothing safe that a model made', () => {
    assert.deepEqual(takes('model', 'exact'), ['exact']);
    assert.deepEqual(takes('model', 'exact', 'starts a process'), []);
    assert.deepEqual(takes('model', 'normalised'), []);
  });
});
