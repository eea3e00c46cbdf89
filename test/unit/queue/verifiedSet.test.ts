import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileReview } from '../../../src/core/fileReview';
import type { Proof } from '../../../src/core/proof';
import type { QueueEntry } from '../../../src/core/queue/queueEntry';
import { verifiedSet } from '../../../src/core/queue/verifiedSet';

import { recordsOf } from '../../../src/core/run/snapshot';
import { replay, reported, sha256, snapshotOf, storeOf, toFindings } from '../fakes';

const proof = (tree: string, together: number): Proof => ({
  result: { kind: 'verified', together },
  commands: ['make'],
  tree,
  baseTree: 'base',
});

function fileOf(count: number): FileReview {
  const text = 'old\n'.repeat(count);
  const snapshot = snapshotOf('a.txt', text);
  const found = Array.from({ length: count }, (_, line) => {
    const span = { start: line * 4, end: line * 4 + 3 };
    return reported({
      title: `t${line}`,
      span,
      fix: { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: 'new' }] },
    });
  });
  const status = { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 } as const;
  return { path: 'a.txt', bytes: text.length, status, findings: toFindings(snapshot, 'local', found, sha256) };
}

/** A store whose proposals are proven as told, and those of them that are. */
function proven(...proofs: readonly (Proof | undefined)[]) {
  const file = fileOf(proofs.length);
  const store = storeOf([file]);
  const byId = file.findings.flatMap(({ id }, index) => (proofs[index] ? [[id, proofs[index]] as const] : []));
  store.apply({ type: 'proofs', proofs: { ...Object.fromEntries(byId), 'not there': proof('x', 1) } });
  const now = store.file('a.txt');
  const entries = (now?.findings ?? [])
    .filter((finding) => finding.proposal?.proof)
    .map((finding) => ({ file: now, finding }) as QueueEntry);
  return { store, entries };
}

describe('what was proven together', () => {
  it('is one set while all of it waits', () => {
    const { entries } = proven(proof('t', 2), undefined, proof('t', 2));
    assert.deepEqual(verifiedSet(entries), { kind: 'set', entries, baseTree: 'base', tree: 't' });
    assert.deepEqual(verifiedSet(entries.slice(1)), { kind: 'broken', missing: 1, together: 2 });
    assert.deepEqual(verifiedSet([]), { kind: 'none' });
  });

  it('is none where each was tried in a tree of its own, but for those that cannot stand with others', () => {
    const { entries } = proven(proof('t', 1), proof('u', 1));
    assert.deepEqual(verifiedSet(entries), { kind: 'several', entries });
    const apart: Proof = { ...proof('u', 1), result: { kind: 'verified', together: 1, apart: 'it overlaps' } };
    const others = proven(apart, proof('t', 1)).entries;
    assert.deepEqual(verifiedSet(others), { kind: 'set', entries: others.slice(1), baseTree: 'base', tree: 't' });
  });

  it('is counted, outlives the process, and leaves what has no proof as it is', () => {
    const { store } = proven(proof('t', 1), undefined, {
      result: { kind: 'unverifiable', reason: 'no test ran' },
      commands: [],
    });
    assert.deepEqual(store.summary().proofs, { verified: 1, failed: 0, flaky: 0, unverifiable: 1 });
    assert.equal(store.hasProofs, true);
    const again = replay(recordsOf(store));
    assert.deepEqual([...(again?.files() ?? [])], [...store.files()]);
    assert.equal(again?.hasProofs, true);
    assert.equal(storeOf([fileOf(2)]).hasProofs, false);
  });
});
