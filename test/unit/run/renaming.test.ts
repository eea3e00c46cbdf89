import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import { recording } from '../../../src/core/run/recording';
import type { RunRecord } from '../../../src/core/run/records';
import { recordsOf } from '../../../src/core/run/snapshot';
import { RunStore } from '../../../src/core/run/store';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  recordsOfFiles,
  replay,
  reported,
  sha256,
  snapshotOf,
  toFindings,
  virtualClock,
} from '../fakes';

const names = ['a.txt', 'in/b.txt', 'in/c.txt'];
const textOf = (name: string) => `first of ${name}\nsecond of ${name}\n`;

/** Files with two proposals each: the first word of each line in capitals. */
function setUp(written?: Promise<void>) {
  const files = new Map(names.map((name) => [name, textOf(name)]));
  const reviews = names.map((path) => {
    const snapshot = snapshotOf(path, textOf(path));
    const found = ['first', 'second'].map((word) => {
      const start = snapshot.text.indexOf(word);
      const span = { start, end: start + word.length };
      const edits = [{ ...span, newText: word.toUpperCase() }];
      return reported({ title: word, span, fix: { kind: 'edits', anchoring: 'exact', edits } });
    });
    return {
      ...{ path, bytes: snapshot.text.length, textHash: snapshot.textHash },
      findings: toFindings(snapshot, 'local', found, sha256),
      status: { kind: 'reviewed', coverage: { reviewedLines: 2, totalLines: 2 }, durationMs: 1 } as const,
    };
  });
  const journal = memoryJournal();
  const made = recordsOfFiles(reviews);
  const beginning: RunRecord[] = [{ type: 'run', version: 2, run: header }, ...made];
  journal.records.push(...beginning);
  const store = new RunStore(header);
  for (const record of made) {
    store.apply(record);
  }
  const preImages = memoryPreImages();
  const slow = {
    append: async (record: RunRecord) => {
      await journal.append(record);
      await written;
    },
  };
  const { events, log } = memoryLog();
  const shared = { applier: memoryApplier(files), preImages, journal: slow, log, clock: virtualClock() };
  const queueOf = (run: RunStore) => new ProposalQueue({ ...shared, store: run, hash: sha256 });
  const ids = Object.fromEntries(reviews.map(({ path, findings }) => [path, findings.map(({ id }) => id)]));
  return { files, store, journal, slow, events, queue: queueOf(store), queueOf, ids };
}

const move = (files: Map<string, string>, from: string, to: string) => {
  files.set(to, files.get(from) ?? assert.fail());
  files.delete(from);
};

describe('a file that is renamed', () => {
  it('keeps its findings, and what was applied and dismissed, which can be applied and taken back by its new name', async () => {
    const { files, journal, queue, queueOf, store, ids } = setUp();
    const [first = '', second = ''] = ids['in/b.txt'] ?? [];
    await queue.apply(first);
    await queue.dismiss([second]);
    const summary = store.summary();
    move(files, 'in/b.txt', 'z.txt');
    assert.deepEqual(await queue.rename([{ from: 'in/b.txt', to: 'z.txt' }]), [{ from: 'in/b.txt', to: 'z.txt' }]);
    assert.deepEqual(store.summary(), summary);
    // After a reload, and after the record was written anew.
    const reloaded = replay(journal.records) ?? assert.fail();
    for (const run of [store, reloaded, replay([...recordsOf(reloaded)]) ?? assert.fail()]) {
      assert.equal(run.file('in/b.txt'), undefined);
      assert.deepEqual(
        [...run.files()].map(({ path }) => path),
        ['a.txt', 'in/c.txt', 'z.txt'],
      );
      assert.equal(run.finding(first)?.file.path, 'z.txt');
      assert.equal(run.changes('z.txt').length, 1);
      assert.deepEqual([...run.dismissed('z.txt').keys()], [second]);
    }
    const later = queueOf(reloaded);
    assert.equal((await later.restore('z.txt', [second])).kind, 'done');
    assert.equal((await later.apply(second)).kind, 'applied');
    assert.equal(files.get('z.txt'), 'FIRST of in/b.txt\nSECOND of in/b.txt\n');
    assert.equal((await later.revert(second)).kind, 'reverted');
    assert.equal((await later.revert(first)).kind, 'reverted');
    assert.equal(files.get('z.txt'), textOf('in/b.txt'));
  });

  it('does not take the place of another file of the run, and is not followed while it is reviewed', async () => {
    const { queue, store, journal } = setUp();
    const before = [...store.files()];
    const recorded = journal.records.length;
    await queue.rename([
      { from: 'a.txt', to: 'in/b.txt' },
      { from: 'gone.txt', to: 'new.txt' },
      { from: 'in/c.txt', to: 'in/c.txt' },
    ]);
    assert.equal(journal.records.length, recorded);
    assert.deepEqual([...store.files()], before);
    store.apply({ type: 'retry', paths: ['a.txt'] });
    assert.deepEqual(await queue.rename([{ from: 'a.txt', to: 'new.txt' }]), []);
  });

  it('is not followed, and not said to be, when a retry of it is on record first', async () => {
    let write = () => {};
    const written = new Promise<void>((resolve) => {
      write = resolve;
    });
    const { queue, store, journal, slow, events } = setUp(written);
    const retry = recording(slow, store).append({ type: 'retry', paths: ['a.txt'] });
    const renamed = queue.rename([
      { from: 'a.txt', to: 'in/b.txt' },
      { from: 'in/b.txt', to: 'a.txt' },
      { from: 'in/c.txt', to: 'z.txt' },
    ]);
    while (journal.records.at(-1)?.type !== 'renamed') {
      await new Promise(setImmediate);
    }
    write();
    await retry;
    assert.deepEqual(await renamed, [{ from: 'in/c.txt', to: 'z.txt' }]);
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'file.renamed' ? [event.from] : [])),
      ['in/c.txt'],
    );
    for (const run of [store, replay(journal.records, true) ?? assert.fail()]) {
      const files = [...run.files()].map(({ path, bytes, status }) => [path, bytes, status.kind]);
      assert.deepEqual(files, [
        ['a.txt', textOf('a.txt').length, 'queued'],
        ['in/b.txt', textOf('in/b.txt').length, 'reviewed'],
        ['z.txt', textOf('in/c.txt').length, 'reviewed'],
      ]);
    }
  });

  it('goes where it goes, whatever others go at once: none is lost, and each proposal still changes its own file', async () => {
    const name = fc.constantFrom(...names, 'x.txt', 'in/y.txt');
    const rename = fc.array(fc.record({ from: name, to: name }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(rename, { maxLength: 4 }), async (steps) => {
        const { files, journal, queue, queueOf, store, ids } = setUp();
        const now = new Map(names.map((path) => [path, path]));
        for (const step of steps) {
          const wanted = [...new Map(step.map((one) => [one.from, one])).values()];
          const followed = await queue.rename(wanted);
          const moved = followed.map(({ from, to }) => [to, files.get(from) ?? '', from] as const);
          for (const [, , from] of moved) files.delete(from);
          for (const [to, content] of moved) files.set(to, content);
          for (const [origin, at] of [...now]) now.set(origin, followed.find(({ from }) => from === at)?.to ?? at);
          assert.deepEqual(
            [...store.files()].map(({ path }) => path),
            [...now.values()].sort(),
          );
        }
        const later = queueOf(replay(journal.records) ?? assert.fail());
        for (const [origin, at] of now) {
          assert.equal((await later.apply(ids[origin]?.[1] ?? '')).kind, 'applied');
          assert.equal(files.get(at), textOf(origin).replace('second', 'SECOND'));
        }
      }),
      { numRuns: 300 },
    );
  });
});
