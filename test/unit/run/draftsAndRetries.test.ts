import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { markedEdits } from '../../../src/core/queue/drafting';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { eventually } from '../endpoints/support';
import { failed, memoryJournal, memoryWorkspace, replay, reported, reviewed, reviewer, sha256 } from '../fakes';
import { lane, type Review, runWith } from './support';

/** What a person has made of the proposal for `one` in `a.txt`. */
const draft = {
  textHash: sha256('one\n'),
  edits: markedEdits('a.txt', 'one\n', [{ start: 0, end: 3, newText: 'typed' }]),
};

/** A file of which local analysis finds `one`, with a proposal, and that models review as they are asked to. */
async function setUp(model: Review) {
  const files = new Map([['a.txt', 'one\n']]);
  const journal = memoryJournal();
  const local: Review = async (file) => {
    const edits = [{ start: 0, end: 3, newText: 'two' }];
    const one = reported({ span: { start: 0, end: 3 }, fix: { kind: 'edits', anchoring: 'exact', edits } });
    return reviewed(file, file.text.startsWith('one') ? [one] : []);
  };
  const { run } = runWith({
    workspace: memoryWorkspace(files),
    createStages: async () =>
      stagesOf([
        { kind: 'local', limit: 1, lanes: [{ ...lane('l', local), reviewer: reviewer('local', local) }] },
        { kind: 'model', limit: 1, lanes: [lane('m', model)] },
      ]),
    journal,
  });
  await run.start();
  const file = () => run.store.file('a.txt');
  const write = () => {
    const finding = file()?.findings[0]?.id ?? assert.fail('nothing found');
    const record = { type: 'draft', finding, draft } as const;
    journal.records.push(record);
    run.store.apply(record);
  };
  const rows = () => file()?.findings.map(({ proposal }) => proposal?.draft?.edits[0]?.newText);
  /** As it is when the run is read again, too. */
  const assertRows = (expected: readonly (string | undefined)[]) => {
    assert.deepEqual(rows(), expected);
    assert.deepEqual(replay(journal.records)?.file('a.txt')?.findings, file()?.findings);
  };
  return { run, files, file, write, assertRows };
}

describe('what a person makes of a proposal', () => {
  it('stays when its file is reviewed again, whether the finding comes back or not, and adds no row', async () => {
    const { run, files, file, write, assertRows } = await setUp(async () => failed('timed out'));
    write();
    assert.equal(file()?.status.kind, 'failed');
    for (const text of ['one\n', 'other\n', 'one\n']) {
      files.set('a.txt', text);
      await run.retry(['a.txt']);
      assertRows(['typed']);
    }
  });

  it('while its file is reviewed again stays when that is cancelled', async () => {
    let asked = 0;
    const { run, write, assertRows } = await setUp(async (file, { signal }) => {
      asked++;
      return asked === 1
        ? reviewed(file, [])
        : new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'cancelled' })));
    });
    const retry = run.retry(['a.txt']);
    await eventually(() => asked === 2);
    write();
    run.cancel();
    await retry;
    assertRows(['typed']);
  });
});
