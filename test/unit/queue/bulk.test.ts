import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withProof } from '../../../src/core/edits/proposalState';
import type { Proof } from '../../../src/core/proof';
import { type Bulk, bulks, flagsUnder, isInBulk, type QueueEntry } from '../../../src/core/queue/queueEntry';
import { type Flag, verdicts, withoutVerdict } from '../../../src/core/types';
import { reported, sha256, snapshotOf, toFindings } from '../fakes';

function entry(
  preservesBehaviour: boolean,
  anchoring: 'exact' | 'normalised',
  flags: readonly Flag[] = [],
): QueueEntry {
  const snapshot = snapshotOf('a.txt', 'old\n');
  const fix = {
    kind: 'edits',
    anchoring,
    edits: [{ start: 0, end: 3, newText: 'new' }],
    ...(preservesBehaviour && { preservesBehaviour }),
  } as const;
  const [finding] = toFindings(snapshot, 'local', [reported({ span: { start: 0, end: 3 }, fix })], sha256);
  assert.ok(finding?.proposal);
  const status = { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 } as const;
  const proposal = { ...finding.proposal, flags };
  return { file: { path: 'a.txt', bytes: 4, status, findings: [] }, finding: { ...finding, proposal } };
}

const takenFrom = (waiting: QueueEntry, keepsLineEnds: boolean, hasProofs = false): Bulk[] =>
  bulks.filter((bulk) => isInBulk(bulk, waiting, { keepsLineEnds }, hasProofs));

const takes = (preservesBehaviour: boolean, anchoring: 'exact' | 'normalised', ...flags: Flag[]): Bulk[] =>
  takenFrom(entry(preservesBehaviour, anchoring, flags), true);

describe('a bulk action', () => {
  it('takes what is placed exactly and carries no flag', () => {
    assert.deepEqual(takes(true, 'exact'), ['safe', 'exact']);
    assert.deepEqual(takes(true, 'normalised'), []);
    assert.deepEqual(takes(true, 'exact', 'protected path'), []);
  });

  it('leaves what was to be confirmed and was not, whatever the reason, and also where commands have proven it', () => {
    const { file, finding } = entry(true, 'exact');
    const proof: Proof = { result: { kind: 'verified', together: 1 }, commands: ['make'], tree: 'a', baseTree: 'b' };
    const proven = withProof(finding, proof) as QueueEntry['finding'];
    for (const verdict of [...verdicts, ...withoutVerdict]) {
      const asked = { confirmation: { verdict, reason: 'as it says' } };
      const taken = verdict === 'confirmed' ? ['safe', 'exact'] : [];
      assert.deepEqual(takenFrom({ file, finding: { ...finding, ...asked } }, true), taken, verdict);
      assert.deepEqual(takenFrom({ file, finding: { ...proven, ...asked } }, true, true), taken, verdict);
      assert.deepEqual(
        flagsUnder({ keepsLineEnds: true }, { ...finding, ...asked }),
        verdict === 'confirmed' ? [] : [verdict],
      );
    }
  });

  it('leaves a file of mixed line ends alone where more than the edits would change', () => {
    const { file, finding } = entry(true, 'exact');
    const mixed: QueueEntry = { file, finding: { ...finding, proposal: { ...finding.proposal, mixedLineEnds: true } } };
    assert.deepEqual(takenFrom(mixed, true), ['safe', 'exact']);
    assert.deepEqual(takenFrom(mixed, false), []);
    assert.deepEqual(takenFrom({ file, finding }, false), ['safe', 'exact']);
  });

  it('calls safe what is verified and nothing else, where there are proofs', () => {
    const proven = (proof: Proof | undefined, preserves: boolean, ...flags: Flag[]) => {
      const { file, finding } = entry(preserves, 'exact', flags);
      return takenFrom({ file, finding: withProof(finding, proof) as QueueEntry['finding'] }, true, true);
    };
    const proof = (result: Proof['result']): Proof => ({ result, commands: ['make'], tree: 'a', baseTree: 'b' });
    const verified = proof({ kind: 'verified', together: 2 });
    assert.deepEqual(proven(verified, false), ['safe', 'exact']);
    assert.deepEqual(proven(verified, false, 'protected path'), []);
    assert.deepEqual(proven(undefined, true), ['exact']);
    assert.deepEqual(proven(proof({ kind: 'unverifiable', reason: 'no test ran' }), true), ['exact']);
    assert.deepEqual(proven(proof({ kind: 'flaky', failures: [] }), true), ['exact']);
    assert.deepEqual(proven(proof({ kind: 'failed', failures: [], message: 'it fails', together: 1 }), true), []);
  });

  it('calls nothing safe that may change what the program does', () => {
    assert.deepEqual(takes(false, 'exact'), ['exact']);
    assert.deepEqual(takes(false, 'exact', 'starts a process'), []);
    assert.deepEqual(takes(false, 'normalised'), []);
  });
});
