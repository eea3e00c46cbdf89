import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Bulk, bulks, isInBulk, type QueueEntry } from '../../../src/core/queue/queueEntry';
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

const takenFrom = (waiting: QueueEntry, keepsLineEnds: boolean): Bulk[] =>
  bulks.filter((bulk) => isInBulk(bulk, waiting, { keepsLineEnds }));

const takes = (...words: [ReviewerKind, 'exact' | 'normalised', ...Flag[]]): Bulk[] => {
  const [reviewer, anchoring, ...flags] = words;
  return takenFrom(entry(reviewer, anchoring, flags), true);
};

describe('a bulk action', () => {
  it('takes what is placed exactly and carries no flag', () => {
    assert.deepEqual(takes('local', 'exact'), ['safe', 'exact']);
    assert.deepEqual(takes('editor', 'exact'), ['safe', 'exact']);
    assert.deepEqual(takes('local', 'normalised'), []);
    assert.deepEqual(takes('local', 'exact', 'protected path'), []);
  });

  it('leaves a file of mixed line ends alone where more than the edits would change', () => {
    const { file, finding } = entry('local', 'exact', []);
    const mixed: QueueEntry = { file, finding: { ...finding, proposal: { ...finding.proposal, mixedLineEnds: true } } };
    assert.deepEqual(takenFrom(mixed, true), ['safe', 'exact']);
    assert.deepEqual(takenFrom(mixed, false), []);
    assert.deepEqual(takenFrom({ file, finding }, false), ['safe', 'exact']);
  });

  it('calls nothing safe that a model made', () => {
    assert.deepEqual(takes('model', 'exact'), ['exact']);
    assert.deepEqual(takes('model', 'exact', 'starts a process'), []);
    assert.deepEqual(takes('model', 'normalised'), []);
  });
});
