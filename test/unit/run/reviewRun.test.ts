import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ReviewOutcome } from '../../../src/core/ports';
import { toResults } from '../../../src/core/report/results';
import type { RunRecord } from '../../../src/core/run/records';
import { ReviewRun } from '../../../src/core/run/reviewRun';
import type { RunDependencies } from '../../../src/core/run/runDependencies';
import { type StageOptions, stagesOf } from '../../../src/core/run/schedule/stage';
import type { FileSnapshot } from '../../../src/core/types';
import { eventually } from '../endpoints/support';
import {
  failed,
  header,
  memoryJournal,
  memoryLog,
  memoryWorkspace,
  replay,
  reported,
  reviewed,
  reviewer,
  sha256,
  textOf,
  virtualClock,
} from '../fakes';

const numbered = (count: number) =>
  new Map(Array.from({ length: count }, (_, n) => [`f${String(n).padStart(3, '0')}.txt`, `line ${n}\nfoo\nend\n`]));

/** Reports `foo` in a file, with an edit. */
const findFoo = (file: FileSnapshot): ReviewOutcome => {
  const start = file.text.indexOf('foo');
  const span = { start, end: start + 3 };
  return reviewed(file, [
    reported({ span, fix: { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: 'bar' }] } }),
  ]);
};

const localStage: StageOptions = {
  kind: 'local',
  limit: Number.POSITIVE_INFINITY,
  lanes: [{ reviewer: reviewer('local', async (file) => findFoo(file)), maxConcurrency: Number.POSITIVE_INFINITY }],
};

function setUp(
  files: Map<string, string>,
  { stages = [localStage], ...change }: Partial<RunDependencies> & { stages?: readonly StageOptions[] } = {},
) {
  const journal = memoryJournal();
  const { events, log } = memoryLog();
  const clock = virtualClock();
  const dependencies: RunDependencies = {
    header,
    workspace: memoryWorkspace(files),
    createStages: async () => stagesOf(stages),
    maxParallelFiles: 4,
    journal,
    log,
    clock,
    hash: sha256,
    random: () => 0.5,
    ...change,
  };
  return { run: new ReviewRun(dependencies), journal, events, clock };
}

function lane(review: Parameters<typeof reviewer>[1], maxConcurrency = Number.POSITIVE_INFINITY, endpoint = 'e') {
  return { reviewer: reviewer('model', review), maxConcurrency, endpoint };
}

function modelStage(...lanes: ReturnType<typeof lane>[]): StageOptions {
  return { kind: 'model', limit: Number.POSITIVE_INFINITY, lanes };
}

describe('ReviewRun', () => {
  it('gives the same results for every limit and every order of completion', async () => {
    const results = async (maxParallelFiles: number, scheduler: fc.Scheduler) => {
      const { run } = setUp(numbered(12), {
        maxParallelFiles,
        stages: [
          modelStage(
            lane(async (file) => {
              await scheduler.schedule(Promise.resolve());
              return findFoo(file);
            }),
          ),
        ],
      });
      await scheduler.waitFor(run.start());
      return textOf(toResults(run.store));
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.scheduler(), fc.scheduler(), async (limit, one, other) => {
        assert.equal(await results(limit, one), await results(1, other));
      }),
      { numRuns: 50 },
    );
  });

  it('never has more reviews in flight than the limit, also when it changes', async () => {
    let inFlight = 0;
    const seen: number[] = [];
    const releases: (() => void)[] = [];
    const { run } = setUp(numbered(30), {
      maxParallelFiles: 3,
      stages: [
        modelStage(
          lane(async (file) => {
            seen.push(++inFlight);
            await new Promise<void>((resolve) => releases.push(resolve));
            inFlight--;
            return findFoo(file);
          }),
        ),
      ],
    });
    const end = run.start();
    const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
    await settle();
    assert.equal(inFlight, 3);
    run.maxParallelFiles = 6;
    await settle();
    assert.equal(inFlight, 6);
    run.maxParallelFiles = 1;
    while (run.store.state.kind === 'running') {
      releases.shift()?.();
      await settle();
    }
    await end;
    assert.equal(Math.max(...seen), 6);
    assert.equal(
      seen.slice(12).every((count) => count === 1),
      true,
      'strictly one after another at the end',
    );
    assert.equal(run.store.summary().reviewed, 30);
  });

  it('shows local findings before the model has seen the file, and tells the model about them', async () => {
    let shown = 0;
    let known: readonly string[] = [];
    const { run } = setUp(new Map([['a.txt', 'foo\n']]), {
      stages: [
        {
          kind: 'local',
          limit: 1,
          lanes: [{ reviewer: reviewer('local', async (file) => findFoo(file)), maxConcurrency: 1 }],
        },
        modelStage(
          lane(async (file, context) => {
            shown = run.store.file('a.txt')?.findings.length ?? 0;
            known = context.known.map((finding) => finding.title);
            return reviewed(file, [reported({ title: 'Another', span: { start: 0, end: 0 } })]);
          }),
        ),
      ],
    });
    await run.start();
    assert.equal(shown, 1);
    assert.deepEqual(known, ['A finding']);
    assert.deepEqual(
      run.store.file('a.txt')?.findings.map((finding) => [finding.reviewer, finding.title]),
      [
        ['local', 'A finding'],
        ['model', 'Another'],
      ],
    );
  });

  it('leaves files in the queue until the model takes them, where nobody else looks at them first', async () => {
    const queuedEachTime = async (...first: readonly StageOptions[]) => {
      const counts: number[] = [];
      const look = lane(async (file) => {
        counts.push(run.store.summary().queued);
        return reviewed(file, []);
      });
      const { run } = setUp(numbered(3), { maxParallelFiles: 1, stages: [...first, modelStage(look)] });
      await run.start();
      return counts;
    };
    assert.deepEqual(await queuedEachTime(), [2, 1, 0]);
    assert.deepEqual(await queuedEachTime(localStage), [0, 0, 0], 'what was begun waits for the model');
  });

  it('keeps one file’s failure to itself, and what was found before it', async () => {
    const { run } = setUp(numbered(3), {
      stages: [
        {
          kind: 'local',
          limit: 1,
          lanes: [{ reviewer: reviewer('local', async (file) => findFoo(file)), maxConcurrency: 1 }],
        },
        modelStage(
          lane(async (file) => {
            if (file.path === 'f001.txt') {
              throw new Error('boom');
            }
            return reviewed(file, []);
          }),
        ),
      ],
    });
    await run.start();
    assert.deepEqual(
      [...run.store.files()].map((file) => [file.status.kind, file.findings.length]),
      [
        ['reviewed', 1],
        ['failed', 1],
        ['reviewed', 1],
      ],
    );
    assert.equal(run.store.state.kind, 'finished');
  });

  it('tries again what may pass, four times in all, with the slot free meanwhile, and waits as long as asked', async () => {
    let tries = 0;
    const { run, clock } = setUp(new Map([['a.txt', 'foo']]), {
      stages: [
        modelStage(
          lane(async () => {
            tries++;
            return failed('server error', { retry: tries === 1 ? { afterMs: 7_000 } : {} });
          }),
        ),
      ],
    });
    await run.start();
    assert.equal(tries, 4);
    assert.deepEqual(clock.slept, [7_000, 1_000, 2_000]);
    assert.deepEqual(run.store.file('a.txt')?.status, {
      kind: 'failed',
      reason: 'server error',
      message: 'server error',
      phase: 'model',
    });
  });

  it('asks a server that serves nobody a few times, and fails the other files with its reason', async () => {
    let requests = 0;
    const { run } = setUp(numbered(20), {
      maxParallelFiles: 1,
      stages: [
        modelStage(
          lane(async () => {
            requests++;
            return failed('bad key');
          }),
        ),
      ],
    });
    await run.start();
    assert.equal(requests, 8);
    assert.equal(run.store.summary().failed, 20);
    assert.deepEqual(run.store.file('f019.txt')?.status, {
      kind: 'failed',
      reason: 'bad key',
      message: 'bad key',
      phase: 'model',
    });
  });

  it('moves the files of a dead server to the other one, within its bound', async () => {
    let inFlight = 0;
    let most = 0;
    const { run } = setUp(numbered(20), {
      maxParallelFiles: 8,
      stages: [
        modelStage(
          lane(async () => failed('server down', { server: 'unusable' }), 4, 'dead'),
          lane(
            async (file) => {
              most = Math.max(most, ++inFlight);
              await new Promise(setImmediate);
              inFlight--;
              return findFoo(file);
            },
            2,
            'alive',
          ),
        ),
      ],
    });
    await run.start();
    assert.equal(run.store.summary().reviewed, 20);
    assert.equal(most, 2);
  });

  it('keeps what is finished when cancelled, and can go on from there', async () => {
    const { run } = setUp(numbered(10), {
      maxParallelFiles: 2,
      stages: [
        modelStage(
          lane(async (file, { signal }) => {
            if (file.path >= 'f004.txt' && !retried) {
              await new Promise((resolve) => signal.addEventListener('abort', resolve));
              return { kind: 'cancelled' };
            }
            return findFoo(file);
          }),
        ),
      ],
    });
    let retried = false;
    const end = run.start();
    await eventually(() => run.store.summary().reviewed === 4);
    run.cancel();
    await end;
    assert.equal(run.store.state.kind, 'cancelled');
    assert.equal(run.store.summary().reviewed, 4);
    assert.equal(run.store.summary().cancelled, 6);
    retried = true;
    await run.retry([...run.store.files()].filter((file) => file.status.kind === 'cancelled').map(({ path }) => path));
    assert.equal(run.store.summary().reviewed, 10);
    assert.equal(run.store.state.kind, 'finished');
  });

  it('is interrupted, not cancelled, where only its process ends, and resumes with what is left', async () => {
    const seen: string[] = [];
    let isBack = false;
    const { run } = setUp(numbered(4), {
      maxParallelFiles: 2,
      stages: [
        modelStage(
          lane(async (file, { signal }) => {
            seen.push(file.path);
            if (file.path >= 'f002.txt' && !isBack) {
              await new Promise((resolve) => signal.addEventListener('abort', resolve));
              return { kind: 'cancelled' };
            }
            return findFoo(file);
          }),
        ),
      ],
    });
    const end = run.start();
    await eventually(() => run.store.summary().reviewed === 2);
    run.interrupt();
    run.cancel();
    await end;
    assert.deepEqual([run.store.state.kind, run.isResumable], ['interrupted', true]);
    isBack = true;
    seen.length = 0;
    const resumed = run.resume();
    run.cancel();
    run.interrupt();
    await resumed;
    assert.deepEqual([run.store.state.kind, run.store.summary().cancelled], ['cancelled', 2]);
    await run.resume();
    assert.deepEqual([run.store.state.kind, run.isResumable], ['finished', false]);
    assert.deepEqual([...new Set(seen)], ['f002.txt', 'f003.txt']);
  });

  it('fails a file that changed between two reviewers, and reviews it as it is on retry', async () => {
    const files = new Map([['a.txt', 'foo\n']]);
    const { run } = setUp(files, {
      stages: [
        {
          kind: 'local',
          limit: 1,
          lanes: [
            {
              maxConcurrency: 1,
              reviewer: reviewer('local', async (file) => {
                const outcome = findFoo(file);
                if (file.text === 'foo\n') {
                  files.set('a.txt', 'new\nfoo\n');
                }
                return outcome;
              }),
            },
          ],
        },
        modelStage(lane(async (file) => reviewed(file, []))),
      ],
    });
    await run.start();
    assert.equal(run.store.file('a.txt')?.status.kind, 'failed');
    await run.retry(['a.txt']);
    assert.equal(run.store.file('a.txt')?.status.kind, 'reviewed');
    assert.equal(run.store.file('a.txt')?.findings[0]?.place?.startLine, 2);
  });

  it('comes back from its journal as it was', async () => {
    const { run, journal } = setUp(numbered(5));
    await run.start();
    const replayed = replay(journal.records);
    assert.equal(replayed && textOf(toResults(replayed)), textOf(toResults(run.store)));
    assert.deepEqual(replayed?.state, run.store.state);
  });

  it('comes back interrupted from every beginning of its journal with every finished file, and finished where that alone was not on record', async () => {
    const { run, journal } = setUp(numbered(5));
    await run.start();
    for (let length = 1; length < journal.records.length; length++) {
      const beginning: RunRecord[] = journal.records.slice(0, length);
      const replayed = replay(beginning);
      const isWhole = length === journal.records.length - 1;
      assert.equal(replayed?.state.kind, isWhole ? 'finished' : 'interrupted');
      assert.equal(replayed?.summary().reviewed, beginning.filter((record) => record.type === 'file').length);
    }
  });
});
