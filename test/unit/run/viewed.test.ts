import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { recordsOf } from '../../../src/core/run/snapshot';
import { failed, memoryJournal, memoryWorkspace, replay, reported, reviewed } from '../fakes';
import { lane, type Review, runWith } from './support';

/** A run over two files that has come to its end. */
async function ended(review: Review = async (file) => reviewed(file, [reported()])) {
  const journal = memoryJournal();
  const { run } = runWith({
    workspace: memoryWorkspace(new Map(['a.txt', 'b.txt'].map((path) => [path, 'one\n']))),
    createStages: async () => stagesOf([{ kind: 'local', limit: 2, lanes: [lane('e', review)] }]),
    journal,
  });
  await run.start();
  const viewed = (store = run.store) => [...store.files()].flatMap(({ path, isViewed }) => (isViewed ? [path] : []));
  return { run, journal, viewed };
}

describe('a file that a person has looked at', () => {
  it('is so when the run is read again, from its journal and from the fewest records', async () => {
    const { run, journal, viewed } = await ended();
    await run.view(['a.txt', 'b.txt'], true);
    await run.view(['b.txt'], false);
    assert.deepEqual(viewed(), ['a.txt']);
    for (const records of [journal.records, recordsOf(run.store)]) {
      assert.deepEqual(viewed(replay([...records])), ['a.txt']);
    }
  });

  it('is not when it is reviewed anew, until that is cancelled', async () => {
    const { run, viewed } = await ended();
    await run.view(['a.txt'], true);
    await run.retry(['a.txt']);
    assert.deepEqual([viewed(), run.store.file('a.txt')?.status.kind], [[], 'reviewed']);
    await run.view(['a.txt'], true);
    const again = run.retry(['a.txt']);
    run.cancel();
    await again;
    assert.deepEqual(viewed(), ['a.txt']);
  });

  it('is as a person says while it is reviewed anew, if that is cancelled', async () => {
    const { run, journal, viewed } = await ended();
    await run.view(['a.txt'], true);
    const again = run.retry(['a.txt', 'b.txt']);
    await run.view(['a.txt'], false);
    await run.view(['b.txt'], true);
    run.cancel();
    await again;
    assert.deepEqual([viewed(), viewed(replay(journal.records))], [['b.txt'], ['b.txt']]);
  });

  it('is not when it gets other edits than those that the person has seen', async () => {
    const edits = [{ start: 0, end: 3, newText: 'two' }];
    const fix = { kind: 'edits', anchoring: 'exact', edits } as const;
    const { run, viewed } = await ended(async (file) =>
      reviewed(file, [reported({ span: { start: 0, end: 3 }, fix })]),
    );
    const [a, b] = ['a.txt', 'b.txt'].map((path) => run.store.file(path)?.findings[0] ?? assert.fail());
    const proposal = a?.proposal ?? assert.fail();
    await run.view(['a.txt', 'b.txt'], true);
    const other = { ...proposal, edits: proposal.edits.map((edit) => ({ ...edit, newText: 'three' })) };
    const kept = { [b?.id ?? '']: 'no other edits' };
    run.store.apply({ type: 'repairs', replaced: { [a?.id ?? '']: other }, kept, proofs: {} });
    assert.equal(run.store.file('a.txt')?.findings[0]?.proposal?.edits[0]?.newText, 'three');
    assert.deepEqual(viewed(), ['b.txt']);
  });

  it('has come to an end: of what is not reviewed yet there is nothing to look at', async () => {
    const { run, viewed } = await ended(async () => failed('timed out'));
    const again = run.retry(['a.txt']);
    await run.view(['a.txt', 'b.txt', 'none.txt'], true);
    await again;
    assert.deepEqual(viewed(), ['b.txt']);
  });
});
