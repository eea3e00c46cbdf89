import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { StageMemory } from '../../../src/core/basis';
import type { PartPlanner } from '../../../src/core/parts';
import type { ReadOutcome, ReviewOutcome, Workspace } from '../../../src/core/ports';
import { toResults } from '../../../src/core/report/results';
import type { StageOptions } from '../../../src/core/run/schedule/stage';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { answersInMemory, failed, header, memoryWorkspace, reported, reviewed, reviewer, textOf } from '../fakes';
import { runWith } from './support';

const texts = { 'a.txt': 'first\nteh\n', 'b.txt': 'second\nteh\n', 'twin1.txt': 'same\n', 'twin2.txt': 'same\n' };
const plain = { of: () => '', holds: async () => true };

/** Folders that are reviewed one after another with one memory: by local reviewers, and by a model. */
function world(says: (path: string) => Partial<ReviewOutcome & { kind: 'failed' }> | undefined = () => undefined) {
  const store = answersInMemory();
  const memory: StageMemory = { store, version: '1', uses: () => true };
  const review = async (
    files: Readonly<Record<string, string>>,
    withMemory = true,
    reviewers: readonly ('local' | 'model')[] = ['local', 'model'],
    read: (path: string) => ReadOutcome | Promise<ReadOutcome> | undefined = () => undefined,
  ) => {
    const reads: string[] = [];
    const asked: string[] = [];
    const planned: string[] = [];
    const planner: PartPlanner = {
      plan: async ({ path, text }) => {
        planned.push(path);
        const lines = { startLine: 1, endLine: text.split('\n').length };
        return [{ pass: 0, chunk: { index: 1, count: 1, lines, context: [] }, promptTokens: 1 }];
      },
      split: async () => undefined,
    };
    const stage = (kind: 'local' | 'model'): StageOptions => ({
      kind,
      limit: 4,
      identity: { reviewers: kind, bases: [plain] },
      ...(kind === 'model' && { planner }),
      lanes: [
        {
          maxConcurrency: 4,
          reviewer: reviewer(kind, async (file) => {
            asked.push(`${kind} ${file.path}`);
            const failure = kind === 'model' ? says(file.path) : undefined;
            const finding = reported({ source: kind, title: `${kind} finds it`, span: { start: 0, end: 4 } });
            return failure ? failed('server error', failure) : reviewed(file, [finding]);
          }),
        },
      ],
    });
    const inMemory = memoryWorkspace(new Map(Object.entries(files)));
    const workspace: Workspace = {
      ...inMemory,
      read: async (path) => {
        reads.push(path);
        return read(path) ?? inMemory.read(path);
      },
    };
    const { run, events } = runWith({
      workspace,
      createStages: async () => ({
        ...stagesOf(reviewers.map(stage)),
        ...(withMemory && { memory }),
      }),
      header: { ...header, options: { ...header.options, reviewers } },
    });
    await run.start();
    return { results: textOf(toResults(run.store)), asked, planned, reads, events, run };
  };
  return { review, kept: store.kept };
}

describe('a folder that was reviewed before', () => {
  it('is not reviewed again as long as nothing has changed, with the same results', async () => {
    const { review } = world();
    const without = await review(texts, false);
    const first = await review(texts);
    assert.equal(first.results, without.results);
    assert.deepEqual(first.asked, without.asked);
    const again = await review(texts);
    assert.deepEqual([again.asked, again.planned], [[], []]);
    // Those whose answer goes to another have their turn in which they are read again.
    assert.deepEqual(again.reads.toSorted(), [...Object.keys(texts), 'twin2.txt']);
    assert.equal(again.results, first.results);
    const finished = again.events.filter(({ type }) => type === 'file.finished');
    assert.equal(finished.length, first.events.filter(({ type }) => type === 'file.finished').length);
  });

  it('is reviewed again in what has changed alone', async () => {
    const { review } = world();
    await review(texts);
    const changed = { ...texts, 'b.txt': 'second\nthe\n' };
    const { asked, results } = await review(changed);
    assert.deepEqual(asked, ['local b.txt', 'model b.txt']);
    assert.equal(results, (await world().review(changed)).results);
  });

  it('has what was found in one file for a new one of the same text', async () => {
    const { review } = world();
    await review(texts);
    const copied = { ...texts, 'copy.txt': texts['a.txt'] };
    const { asked, results } = await review(copied);
    assert.deepEqual(asked, ['local copy.txt']);
    assert.equal(results, (await world().review(copied, false)).results);
    assert.deepEqual((await review(copied)).asked, []);
  });

  it('is looked up before its turn comes only where something of it is kept', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${n}.txt`, `number ${n}\n`]));
    const { review } = world();
    const first = await review(many, true, ['local']);
    assert.equal(first.reads.length, 200 + 64);
    const again = await review({ ...many, '0.txt': 'another\n' }, true, ['local']);
    assert.deepEqual(again.asked, ['local 0.txt']);
    assert.equal(again.reads.length, 200 + 1);
  });

  it('is reviewed as it is when its turn comes, whatever it was when it was looked up', async () => {
    const { review } = world();
    await review(texts);
    const later = memoryWorkspace(new Map([['b.txt', 'third\n']]));
    let reads = 0;
    const changed = { ...texts, 'b.txt': 'second\nthe\n' };
    const { results } = await review(changed, true, ['local', 'model'], (path) =>
      path === 'b.txt' && ++reads > 1 ? later.read(path) : undefined,
    );
    assert.equal(results, (await world().review({ ...texts, 'b.txt': 'third\n' })).results);
  });

  it('has the others of the same text reviewed where the one that they wait for can no longer be read', async () => {
    const { review } = world();
    await review(texts, true, ['model']);
    const failure = { kind: 'failed', reason: 'unreadable file', message: 'It is gone.' } as const;
    let reads = 0;
    const { run, asked } = await review(texts, true, ['model'], (path) =>
      path === 'twin1.txt' && ++reads > 1 ? failure : undefined,
    );
    const ended = ['twin1.txt', 'twin2.txt'].map((path) => run.store.file(path)?.status.kind);
    assert.deepEqual([ended, asked], [['failed', 'reviewed'], []]);
  });

  it('is reviewed again where a review failed, and nowhere else', async () => {
    let isDown = true;
    const { review, kept } = world((path) => (path === 'b.txt' && isDown ? { server: 'served' } : undefined));
    const first = await review(texts);
    assert.match(first.results, /"status": "failed"/);
    assert.equal(kept.size, 2 * Object.keys(texts).length - 1);
    isDown = false;
    const again = await review(texts);
    assert.deepEqual(again.asked, ['model b.txt']);
    assert.equal(again.results, (await world().review(texts, false)).results);
  });
});
