import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { NotShown, WithheldBecause } from '../../../src/core/fileReview';
import { asRecord } from '../../../src/core/run/recordShape';
import { header, recordsOfFiles, reported, sha256, snapshotOf, toFindings } from '../fakes';

const findings = toFindings(snapshotOf('a', 'one\n'), 'local', [reported({ span: { start: 0, end: 3 } })], sha256);
const ended = { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 } as const;
const proof = { result: { kind: 'verified', together: 1 }, commands: ['npm test'] } as const;
const records = [
  { type: 'run', version: 2, run: header },
  ...recordsOfFiles([
    { path: 'a', bytes: 4, status: ended, findings, hidden: [{ ...findings[0], hiddenBy: { kind: 'bounds' } }] },
  ] as never),
  { type: 'retry', paths: ['a'] },
  { type: 'intent', finding: 'x', action: 'apply', before: '1', after: '2', pure: true, baseHash: '1', edits: [] },
  { type: 'proposal', finding: 'x', state: { kind: 'dismissed' } },
  { type: 'history', path: 'a', changes: [], states: { x: { kind: 'ready' } } },
  { type: 'proofs', proofs: { x: proof } },
  {
    ...{ type: 'repairs', kept: { y: 'budget used up' }, proofs: { z: proof } },
    replaced: {
      x: {
        ...{ edits: [], anchoring: 'exact', flags: [], state: { kind: 'ready' }, proof },
        repair: { kind: 'replaced', model: 'm', edits: [], proof },
      },
    },
  },
  { type: 'viewed', paths: ['a'], isViewed: true },
  { type: 'state', state: { kind: 'finished' } },
] as const;

describe('what is read as a record', () => {
  it('is one of each kind, and of kinds that later versions add', () => {
    for (const record of [...records, { type: 'answer', key: 'k' }]) {
      assert.equal(asRecord(record), record);
    }
    assert.equal(new Set(records.map(({ type }) => type)).size, 12, 'all kinds');
  });

  it('is one whatever kept an analyzer from a file', () => {
    const reasons: readonly WithheldBecause[] = [
      { kind: 'configuration', file: 'ruff.toml' },
      { kind: 'dialect', name: 'Flow' },
      { kind: 'override' },
      { kind: 'override', by: 'folder-review.yaml' },
      { kind: 'size', bytes: 2, limit: 1 },
    ];
    for (const because of reasons) {
      const looks = { analyzers: ['text'], language: 'go', withheld: [{ analyzer: 'ast-grep', because }] };
      const record = { type: 'file', path: 'a', status: { ...ended, looks } };
      assert.equal(asRecord(record), record);
      const { kind: _, ...bare } = because;
      assert.throws(() =>
        asRecord({ ...record, status: { ...ended, looks: { ...looks, withheld: [{ because: bare }] } } }),
      );
    }
  });

  it('is one whatever of other files was not shown along', () => {
    const left: readonly NotShown[] = [
      { kind: 'room', path: 'a.go', definitions: 3 },
      { kind: 'definitions', path: 'a.h', looked: 5_000 },
      { kind: 'files', files: 12, looked: 200 },
      { kind: 'builds', files: 2 },
      { kind: 'leads' },
    ];
    for (const one of left) {
      const looks = { analyzers: ['model'], language: 'go', notShown: [one] };
      const record = { type: 'file', path: 'a', status: { ...ended, looks } };
      assert.equal(asRecord(record), record);
      const { kind: _, ...bare } = one;
      assert.throws(() => asRecord({ ...record, status: { ...ended, looks: { ...looks, notShown: [bare] } } }));
    }
  });

  it('is one with what came of confirming a finding, today and in earlier versions', () => {
    const withOne = (more: object) => ({ type: 'found', path: 'a', findings: [{ ...findings[0], ...more }] });
    for (const more of [
      { confirmation: { verdict: 'not confirmed', reason: 'over the budget' } },
      { confirmation: { verdict: 'not asked', reason: 'names no lines' } },
      {
        confirmation: { verdict: 'unsure', reason: '', model: 'm', before: 'high' },
        named: { startLine: 1, endLine: 2 },
      },
    ]) {
      const record = withOne(more);
      assert.equal(asRecord(record), record);
    }
    for (const more of [
      { confirmation: { verdict: 'perhaps', reason: '' } },
      { confirmation: { verdict: 'unsure', reason: '', model: 1 } },
      { confirmation: { verdict: 'unsure', reason: '', before: 'certain' } },
      { named: { startLine: 1 } },
    ]) {
      assert.throws(() => asRecord(withOne(more)));
    }
  });

  it('is not without something that its kind has', () => {
    for (const record of records) {
      for (const key of Object.keys(record)) {
        const { [key]: _, ...rest } = record as Record<string, unknown>;
        const isNeeded = !['version', 'edits', 'pure', 'hidden', 'textHash', 'usage'].includes(key);
        if (isNeeded) {
          assert.throws(() => asRecord(rest), /no record/, `${record.type} without ${key}`);
        }
      }
    }
    for (const other of [null, 42, 'file', [], {}, { type: 7 }]) {
      assert.throws(() => asRecord(other), /no record/);
    }
  });
});
