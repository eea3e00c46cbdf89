import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ReviewRun } from '../../../src/core/run/reviewRun';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { eventually } from '../endpoints/support';
import {
  header,
  memoryJournal,
  memoryLog,
  memoryWorkspace,
  replay,
  reported,
  reviewed,
  reviewer,
  sha256,
  virtualClock,
} from '../fakes';
import { lane, runWith } from './support';

describe('a run whose record cannot be written', () => {
  it('stops, says why, and begins no more work that a crash would lose', async () => {
    let reviews = 0;
    let appended = 0;
    const run = new ReviewRun({
      header,
      workspace: memoryWorkspace(new Map(Array.from({ length: 20 }, (_, n) => [`f${n}`, 'text\n']))),
      createStages: async () =>
        stagesOf([
          {
            kind: 'model',
            limit: Number.POSITIVE_INFINITY,
            lanes: [
              {
                maxConcurrency: Number.POSITIVE_INFINITY,
                reviewer: reviewer('model', async (file) => {
                  reviews++;
                  return reviewed(file, []);
                }),
              },
            ],
          },
        ]),
      maxParallelFiles: 1,
      journal: {
        append: async () => {
          if (++appended > 5) {
            throw new Error('ENOSPC: no space left on device');
          }
        },
      },
      log: memoryLog().log,
      clock: virtualClock(),
      hash: sha256,
      random: () => 0,
    });
    await run.start();
    assert.deepEqual(run.store.state, {
      kind: 'failed',
      message: 'The record of the review could not be written: ENOSPC: no space left on device',
    });
    assert.equal(reviews, 5, 'the run, what was found, three files; a fifth began while the fourth was to be recorded');
    assert.deepEqual(
      [...run.store.files()].slice(3).map(({ status }) => status),
      Array(17).fill({
        kind: 'failed',
        reason: 'not recorded',
        message: 'The record of the review could not be written: ENOSPC: no space left on device',
        phase: 'model',
      }),
    );
  });

  for (const how of ['one of its records', 'all from one of its records on'] as const) {
    it(`has no file taken for reviewed that is not, and goes on with the others, whatever it lacks: ${how}`, async () => {
      const paths = Array.from({ length: 4 }, (_, n) => `f${n}`);
      for (let missing = 1; ; missing++) {
        const disk = memoryJournal();
        let appended = 0;
        const { run } = runWith({
          workspace: memoryWorkspace(new Map(paths.map((path) => [path, `${path}\n`]))),
          createStages: async () =>
            stagesOf([
              {
                kind: 'model',
                limit: 2,
                lanes: [lane('e', async (file) => reviewed(file, [reported({ title: file.text.trim() })]))],
              },
            ]),
          journal: {
            append: async (record) => {
              appended++;
              if (how === 'one of its records' ? appended === missing : appended >= missing) {
                throw new Error('ENOSPC');
              }
              await disk.append(record);
            },
          },
        });
        await run.start();
        const again = replay(disk.records);
        assert.equal(again === undefined, missing === 1 && appended >= missing);
        for (const { path, status, findings } of again?.files() ?? []) {
          assert.ok(['reviewed', 'cancelled'].includes(status.kind), `${missing}: ${path} is ${status.kind}`);
          assert.deepEqual(
            status.kind === 'reviewed' ? findings.map(({ title }) => title) : [],
            status.kind === 'reviewed' ? [path] : [],
            `${missing}: ${path}`,
          );
        }
        if (appended < missing) {
          return;
        }
      }
    });
  }

  describe('where somebody can make room', () => {
    /** A run over many files, two at once, whose journal is full until somebody makes room. */
    function setUp() {
      const disk = memoryJournal();
      const asked: string[] = [];
      const state = { isFull: false, asked, disk };
      const names = Array.from({ length: 20 }, (_, n) => `f${n}`);
      const { run } = runWith({
        workspace: memoryWorkspace(new Map(names.map((path) => [path, `${path}\n`]))),
        createStages: async () =>
          stagesOf([
            {
              kind: 'model',
              limit: 2,
              lanes: [
                lane('e', async (file) => {
                  asked.push(file.path);
                  state.isFull ||= asked.length === 6;
                  return reviewed(file, [reported({ title: file.path })]);
                }),
              ],
            },
          ]),
        retryRecordMs: 5,
        clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
        journal: {
          append: (record) =>
            state.isFull ? Promise.reject(new Error('ENOSPC: no space left on device')) : disk.append(record),
        },
      });
      return { run, state, names };
    }

    it('pauses with the reason, begins nothing meanwhile, and goes on by itself', async () => {
      const { run, state, names } = setUp();
      const ended = run.start();
      await eventually(() => run.store.pause !== undefined);
      assert.equal(run.store.pause, 'ENOSPC: no space left on device');
      assert.equal(run.store.state.kind, 'running');
      const askedBefore = state.asked.length;
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(askedBefore <= 8 && state.asked.length === askedBefore, `${askedBefore}, ${state.asked.length}`);
      state.isFull = false;
      await ended;
      assert.deepEqual(
        [run.store.state.kind, run.store.pause, run.store.summary().reviewed],
        ['finished', undefined, 20],
      );
      assert.deepEqual(state.asked.toSorted(), names.toSorted());
      assert.deepEqual(
        [...(replay(state.disk.records)?.files() ?? [])].map(({ findings }) => findings[0]?.title).sort(),
        names.toSorted(),
      );
    });

    it('sends nothing either for what has begun, until there is room', async () => {
      const state = { isFull: false, sent: [] as string[] };
      const disk = memoryJournal();
      const { run } = runWith({
        workspace: memoryWorkspace(new Map(['a', 'b'].map((path) => [path, `${path}\n`]))),
        createStages: async () =>
          stagesOf([
            {
              kind: 'model',
              limit: 2,
              lanes: [
                lane('e', async (file, { reserve }) => {
                  const isFirst = !state.isFull;
                  state.isFull = true;
                  await (isFirst ? undefined : eventually(() => run.store.pause !== undefined));
                  await reserve?.(1);
                  state.sent.push(file.path);
                  return reviewed(file, [reported({ title: file.path })]);
                }),
              ],
            },
          ]),
        retryRecordMs: 5,
        clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
        journal: {
          append: (record) => (state.isFull ? Promise.reject(new Error('ENOSPC')) : disk.append(record)),
        },
      });
      const ended = run.start();
      await eventually(() => run.store.pause !== undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(state.sent.length, 1);
      state.isFull = false;
      await ended;
      assert.deepEqual([run.store.state.kind, state.sent.toSorted()], ['finished', ['a', 'b']]);
    });

    for (const how of ['cancel', 'interrupt'] as const) {
      it(`ends when told to ${how}, as what it is: not recorded`, async () => {
        const { run, state } = setUp();
        const ended = run.start();
        await eventually(() => run.store.pause !== undefined);
        run[how]();
        await ended;
        assert.equal(run.store.pause, undefined);
        assert.equal(run.store.state.kind, 'failed');
        assert.ok(state.asked.length <= 8);
        const kinds = new Set([...run.store.files()].map(({ status }) => status.kind));
        assert.deepEqual([...kinds].sort(), ['failed', 'reviewed']);
      });
    }
  });

  it('does not begin when there can be no stages', async () => {
    const run = new ReviewRun({
      header,
      workspace: memoryWorkspace(new Map([['a', 'text\n']])),
      createStages: async () => ({ kind: 'failed', reason: 'bad key', message: 'No key.' }),
      maxParallelFiles: 1,
      journal: { append: async () => {} },
      log: memoryLog().log,
      clock: virtualClock(),
      hash: sha256,
      random: () => 0,
    });
    await run.start();
    assert.deepEqual(run.store.state, { kind: 'failed', message: 'No key.' });
    assert.equal(run.store.summary().files, 0);
  });
});
