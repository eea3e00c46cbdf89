import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RunRecord } from '../../../src/core/run/records';
import { RunStore } from '../../../src/core/run/store';
import { header, replay } from '../fakes';

describe('the store of a run', () => {
  it('has it at work while a retry is that began before the end of the rest was on record, also when it was killed then', () => {
    const reviewed = { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 0 } as const;
    const records: Exclude<RunRecord, { type: 'run' }>[] = [
      { type: 'discovered', files: [{ kind: 'file', path: 'a.txt', bytes: 1 }] },
      { type: 'file', path: 'a.txt', status: reviewed },
      { type: 'retry', paths: ['a.txt'] },
      { type: 'state', state: { kind: 'finished' } },
    ];
    const store = new RunStore(header);
    for (const record of records) store.apply(record);
    assert.equal(store.state.kind, 'running');
    const killed = replay([{ type: 'run', version: 2, run: header }, ...records]);
    assert.deepEqual([killed?.state.kind, killed?.file('a.txt')?.status.kind], ['interrupted', 'reviewed']);
    store.apply({ type: 'file', path: 'a.txt', status: reviewed });
    store.apply({ type: 'state', state: { kind: 'finished' } });
    assert.equal(store.state.kind, 'finished');
  });
});
