import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { WithheldBecause } from '../../../src/core/fileReview';
import { asRecord } from '../../../src/core/run/recordShape';
import { header, recordsOfFiles, reported, sha256, snapshotOf, toFindings } from '../fakes';

const findings = toFindings(snapshotOf('a', 'one\n'), 'local', [reported({ span: { start: 0, end: 3 } })], sha256);
const ended = { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 } as const;
const records = [
  { type: 'run', version: 2, run: header },
  ...recordsOfFiles([
    { path: 'a', bytes: 4, status: ended, findings, hidden: [{ ...findings[0], hiddenBy: { kind: 'bounds' } }] },
  ] as never),
  { type: 'retry', paths: ['a'] },
  { type: 'intent', finding: 'x', action: 'apply', before: '1', after: '2', pure: true, baseHash: '1', edits: [] },
  { type: 'proposal', finding: 'x', state: { kind: 'dismissed' } },
  { type: 'history', path: 'a', changes: [], states: { x: { kind: 'ready' } } },
  { type: 'state', state: { kind: 'finished' } },
] as const;

describe('what is read as a record', () => {
  it('is one of each kind, and of kinds that later versions add', () => {
    for (const record of [...records, { type: 'answer', key: 'k' }]) {
      assert.equal(asRecord(record), record);
    }
    assert.equal(new Set(records.map(({ type }) => type)).size, 9, 'all kinds');
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
