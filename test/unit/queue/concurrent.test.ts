import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Journal } from '../../../src/core/ports';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import type { RunRecord } from '../../../src/core/run/records';
import { RunStore } from '../../../src/core/run/store';
import {
  header,
  memoryApplier,
  memoryLog,
  memoryPreImages,
  put,
  reported,
  sha256,
  snapshotOf,
  toFindings,
  virtualClock,
} from '../fakes';

const base = 'one = old\ntwo = old\nthree = old\n';

/** A queue with a proposal a line, and a disk that takes its time. */
function setUp() {
  const files = new Map([['a.txt', base]]);
  const snapshot = snapshotOf('a.txt', base);
  const spans = [...base.matchAll(/old/g)].map(({ index }) => ({ start: index, end: index + 3 }));
  const findings = toFindings(
    snapshot,
    'local',
    spans.map((span) =>
      reported({ span, fix: { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: 'new' }] } }),
    ),
    sha256,
  );
  const store = new RunStore(header);
  put(store, [{ path: 'a.txt', bytes: 1, textHash: snapshot.textHash, findings, status: { kind: 'cancelled' } }]);
  const journal: Journal<RunRecord> = { append: () => new Promise((resolve) => setTimeout(resolve, 2)) };
  const queue = new ProposalQueue({
    store,
    applier: memoryApplier(files),
    preImages: memoryPreImages(),
    journal,
    log: memoryLog().log,
    clock: virtualClock(),
    hash: sha256,
  });
  const ids = findings.map(({ id }) => id);
  return { files, store, queue, ids, stateOf: (id: string) => queue.entry(id)?.finding.proposal.state.kind };
}

describe('ProposalQueue, asked for several things at once', () => {
  it('applies once what is asked for twice, and can take it back', async () => {
    const { files, queue, ids, stateOf } = setUp();
    const [id = ''] = ids;
    const results = await Promise.all([
      queue.apply(id),
      queue.apply(id),
      queue.dismiss([id]),
      queue.expire(id, 'gone'),
    ]);
    assert.deepEqual(
      results.slice(0, 2).map((result) => (result as { kind: string }).kind),
      ['applied', 'failed'],
    );
    assert.equal(stateOf(id), 'applied');
    assert.deepEqual(await queue.revert(id), { kind: 'reverted' });
    assert.equal(files.get('a.txt'), base);
  });

  it('knows after several at once that the file holds them and nothing else', async () => {
    const { files, store, queue, ids } = setUp();
    await Promise.all(ids.map((id) => queue.apply(id)));
    assert.equal(files.get('a.txt'), base.replaceAll('old', 'new'));
    assert.equal(store.file('a.txt')?.editedHash, sha256(files.get('a.txt') ?? ''));
    await Promise.all(ids.map((id) => queue.revert(id)));
    assert.equal(files.get('a.txt'), base);
  });
});
