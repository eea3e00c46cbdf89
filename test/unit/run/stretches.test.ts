import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Discovery, ReviewOutcome } from '../../../src/core/ports';
import type { RunRecord } from '../../../src/core/run/records';
import { ReviewRun } from '../../../src/core/run/reviewRun';
import type { RunDependencies } from '../../../src/core/run/runDependencies';
import { type StageOptions, stagesOf } from '../../../src/core/run/schedule/stage';
import type { FileSnapshot } from '../../../src/core/types';
import { header, memoryLog, memoryWorkspace, reviewed, reviewer, sha256, virtualClock } from '../fakes';

const files = new Map(['a', 'b', 'c'].map((path) => [path, 'text\n']));

/** Something that waits until it is let go. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

function stageOf(
  review: (file: FileSnapshot, signal: AbortSignal) => Promise<ReviewOutcome>,
  dispose: () => Promise<void> = async () => {},
): StageOptions {
  const lane = { ...reviewer('model', (file, { signal }) => review(file, signal)), dispose };
  return { kind: 'model', limit: 4, lanes: [{ maxConcurrency: 4, reviewer: lane }] };
}

function runWith(change: Partial<RunDependencies>): ReviewRun {
  return new ReviewRun({
    header,
    workspace: memoryWorkspace(files),
    createStages: async () => stagesOf([stageOf(async (file) => reviewed(file, []))]),
    maxParallelFiles: 4,
    journal: { append: async () => {} },
    log: memoryLog().log,
    clock: virtualClock(),
    hash: sha256,
    random: () => 0,
    ...change,
  });
}

/** Ends with the signal. */
const untilCancelled = (signal: AbortSignal) =>
  new Promise<ReviewOutcome>((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
  });

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('stretches of work on one run', () => {
  it('shows a run as running while a retry that began at its very end is at work', async () => {
    const disposing = gate();
    const retrying = gate();
    let creations = 0;
    const run = runWith({
      createStages: async () => {
        const isFirst = ++creations === 1;
        const review = async (file: FileSnapshot) => {
          await (isFirst ? undefined : retrying.opened);
          return reviewed(file, []);
        };
        return stagesOf([stageOf(review, () => (isFirst ? disposing.opened : Promise.resolve()))]);
      },
    });
    const end = run.start();
    await settle();
    const retry = run.retry(['a']);
    disposing.open();
    await end;
    assert.equal(run.store.state.kind, 'running');
    retrying.open();
    await retry;
    assert.equal(run.store.state.kind, 'finished');
    assert.equal(run.store.summary().reviewed, 3);
  });

  it('reviews what is retried in the moment in which the last file ends', async () => {
    for (let turns = 0; turns < 12; turns++) {
      const run = runWith({
        createStages: async () => {
          let disposed = false;
          const review = async (file: FileSnapshot): Promise<ReviewOutcome> =>
            disposed ? { kind: 'cancelled' } : reviewed(file, []);
          const dispose = async () => {
            disposed = true;
          };
          return stagesOf([stageOf(review, dispose)]);
        },
      });
      let retry: Promise<void> | undefined;
      run.store.onDidChange(async () => {
        if (!retry && run.store.summary().reviewed === 3) {
          retry = Promise.resolve();
          for (let turn = 0; turn < turns; turn++) {
            await undefined;
          }
          retry = run.retry(['a']);
        }
      });
      await run.start();
      await settle();
      await retry;
      assert.equal(run.store.summary().reviewed, 3, `after ${turns} turns`);
      assert.equal(run.store.state.kind, 'finished');
    }
  });

  it('reviews what is retried while the run is being cancelled, once that is over', async () => {
    const slow = gate();
    let isCancelled = false;
    const run = runWith({
      createStages: async () =>
        stagesOf([
          stageOf(async (file, signal) => {
            if (isCancelled) {
              return reviewed(file, []);
            }
            await (file.path === 'b' ? slow.opened : untilCancelled(signal));
            return { kind: 'cancelled' };
          }),
        ]),
    });
    const end = run.start();
    await settle();
    run.cancel();
    isCancelled = true;
    while (run.store.file('a')?.status.kind !== 'cancelled') {
      await settle();
    }
    const retry = run.retry(['a']);
    await settle();
    slow.open();
    await Promise.all([retry, end]);
    assert.deepEqual(
      [...run.store.files()].map(({ status }) => status.kind),
      ['reviewed', 'cancelled', 'cancelled'],
    );
    assert.equal(run.store.state.kind, 'finished');
  });

  it('is cancelled at every point of its beginning', async () => {
    const points = {
      'while it is recorded': (cancel: () => void): Partial<RunDependencies> => ({
        journal: {
          append: async ({ type }: RunRecord) => {
            if (type === 'run') {
              cancel();
            }
          },
        },
      }),
      'while the stages are made': (cancel: () => void): Partial<RunDependencies> => ({
        createStages: async () => {
          cancel();
          return { kind: 'failed', reason: 'server down', message: 'Cancelled.' };
        },
      }),
      'while files are discovered': (cancel: () => void): Partial<RunDependencies> => ({
        workspace: {
          ...memoryWorkspace(files),
          discover: async (): Promise<Discovery> => {
            cancel();
            return { kind: 'cancelled' };
          },
        },
      }),
      'when files have just been discovered': (cancel: () => void): Partial<RunDependencies> => ({
        workspace: {
          ...memoryWorkspace(files),
          discover: async (signal) => {
            cancel();
            return memoryWorkspace(files).discover(signal);
          },
        },
      }),
    };
    for (const [point, change] of Object.entries(points)) {
      const run: ReviewRun = runWith(change(() => run.cancel()));
      await run.start();
      assert.equal(run.store.state.kind, 'cancelled', point);
      assert.equal(run.store.summary().cancelled, run.store.summary().files, point);
    }
  });

  it('says what went wrong when something that must not throw does, and works again afterwards', async () => {
    let isBroken = true;
    const createStages: RunDependencies['createStages'] = async () => {
      if (isBroken) {
        throw new Error('a defect');
      }
      return stagesOf([stageOf(async (file) => reviewed(file, []))]);
    };
    const run = runWith({ createStages });
    await run.start();
    assert.deepEqual(run.store.state, { kind: 'failed', message: 'a defect' });
    isBroken = false;
    await run.start();
    assert.equal(run.store.state.kind, 'finished');
  });

  it('survives a view that throws', async () => {
    const run = runWith({});
    run.store.onDidChange(() => {
      if (run.store.state.kind === 'running' && run.store.summary().reviewed === 1) {
        throw new Error('a view’s defect');
      }
    });
    await run.start();
    assert.notEqual(run.store.state.kind, 'running');
  });
});
