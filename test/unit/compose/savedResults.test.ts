import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { createResultsSaver } from '../../../src/compose/savedResults';
import type { FileReview } from '../../../src/core/fileReview';
import { journalName } from '../../../src/store/runs';
import { readSummary } from '../../../src/store/summaryRecord';
import { put as addTo, storeOf } from '../fakes';
import { put, useFolder } from '../workspace/support';

const reviewed: FileReview = {
  ...{ path: 'a.ts', bytes: 1, findings: [] },
  status: { kind: 'reviewed', coverage: { reviewedLines: 3, totalLines: 3 }, durationMs: 1 },
};

describe('the results of a run on disk', () => {
  const folder = useFolder();

  /** A run whose journal is a file of so many bytes. */
  function runOf(bytes: number) {
    const store = storeOf([reviewed]);
    const journal = {
      get bytes() {
        return statSync(join(folder.path, journalName)).size;
      },
    };
    put(folder.path, journalName, 'x'.repeat(bytes));
    return { store, save: createResultsSaver(folder.path, store, journal), journal };
  }

  const results = () => join(folder.path, 'results.json');

  it('come with a summary, until the journal is another', async () => {
    const { save } = runOf(100);
    await save();
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(results(), 'utf8')).files), ['a.ts']);
    const summary = await readSummary(folder.path);
    assert.deepEqual(
      [summary?.folder, summary?.state, summary?.counts.reviewed, summary?.counts.reviewedLines],
      ['/folder', 'finished', 1, 3],
    );
    for (const bytes of [99, 101]) {
      put(folder.path, journalName, 'x'.repeat(bytes));
      assert.equal(await readSummary(folder.path), undefined);
    }
    put(folder.path, journalName, 'x'.repeat(100));
    assert.ok(await readSummary(folder.path));
    const record = join(folder.path, 'summary.json');
    for (const damaged of ['', '{', '{"version":1,"journalBytes":100}', '[]']) {
      writeFileSync(record, damaged);
      assert.equal(await readSummary(folder.path), undefined);
    }
  });

  it('are not written again while nothing happens, not even by a later process', async () => {
    const { save, store, journal } = runOf(100);
    await save();
    rmSync(results());
    await save();
    await createResultsSaver(folder.path, store, journal)();
    assert.ok(!existsSync(results()));
    put(folder.path, journalName, 'x'.repeat(101));
    await createResultsSaver(folder.path, store, journal)();
    assert.ok(existsSync(results()));
    rmSync(results());
    put(folder.path, journalName, 'x'.repeat(102));
    await save();
    assert.ok(existsSync(results()));
  });

  it('end as the run does, however many ask for them while they are written', async () => {
    const { save, store } = runOf(100);
    const saves: Promise<void>[] = [];
    for (let count = 0; count < 20; count++) {
      addTo(store, [{ ...reviewed, path: `f${count}` }]);
      put(folder.path, journalName, 'x'.repeat(101 + count));
      saves.push(save());
      await new Promise((resolve) => setTimeout(resolve, count % 3));
    }
    await Promise.all(saves);
    assert.equal(Object.keys(JSON.parse(readFileSync(results(), 'utf8')).files).length, 21);
    assert.equal((await readSummary(folder.path))?.counts.files, 21);
  });

  it('have a summary that leaves out nothing of the journal it speaks of', async () => {
    const { save, store } = runOf(100);
    await save();
    // As with a batch of records: the end of the first asks for the results, the second is on disk and not yet shown.
    put(folder.path, journalName, 'x'.repeat(101));
    const saved = save();
    for (let count = 0; count < 10; count++) {
      await Promise.resolve();
    }
    addTo(store, [{ ...reviewed, path: 'late' }]);
    await saved;
    assert.equal((await readSummary(folder.path))?.counts.files, 2);
  });

  it('can be written again after they could not be', async () => {
    const { save } = runOf(100);
    put(results(), 'in the way');
    await assert.rejects(save());
    assert.equal(await readSummary(folder.path), undefined);
    rmSync(results(), { recursive: true });
    await save();
    assert.ok(existsSync(results()));
  });
});
