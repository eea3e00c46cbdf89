import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { describe, it } from 'mocha';
import type { Part } from '../../../src/core/parts';
import type { Clock, ReviewOutcome } from '../../../src/core/ports';
import { ReviewRun } from '../../../src/core/run/reviewRun';
import type { RunDependencies } from '../../../src/core/run/runDependencies';
import type { Lane } from '../../../src/core/run/schedule/lane';
import { type StageOptions, stagesOf } from '../../../src/core/run/schedule/stage';
import {
  failed,
  header,
  idleClock,
  memoryJournal,
  memoryLog,
  memoryWorkspace,
  reviewed,
  reviewer,
  sha256,
  virtualClock,
} from '../fakes';
import { poolOf } from '../run/poolOf';
import { within } from './engine';

type Review = Parameters<typeof reviewer>[1];

const lane = (endpoint: string, review: Review, more: Partial<Lane> = {}): Lane => ({
  reviewer: reviewer('model', review),
  maxConcurrency: Number.POSITIVE_INFINITY,
  endpoint,
  ...more,
});

const busy = failed('server error', { retry: { overloaded: true } });

function open(
  files: readonly string[],
  lanes: readonly Lane[],
  clock: Clock,
  change: Partial<RunDependencies> = {},
  stage: Partial<StageOptions> = {},
) {
  const { events, log } = memoryLog();
  const run = new ReviewRun({
    header,
    workspace: memoryWorkspace(new Map(files.map((path) => [path, `text of ${path}`]))),
    createStages: async () => stagesOf([{ kind: 'model', limit: Number.POSITIVE_INFINITY, lanes, ...stage }]),
    maxParallelFiles: 4,
    journal: memoryJournal(),
    log,
    clock,
    hash: sha256,
    random: () => 0.5,
    ...change,
  });
  return { run, events };
}

const names = (count: number) => Array.from({ length: count }, (_, n) => `f${String(n).padStart(3, '0')}`);
const guarded = (run: ReviewRun) =>
  within(5_000, run.start(), () => JSON.stringify([...run.store.files()].map(({ status }) => status)));

describe('a run that could hang', () => {
  it('goes on after a pause when the clock of the machine was set back meanwhile, or its timers are early', async () => {
    for (const setBackMs of [1, 3_600_000]) {
      const clock = idleClock();
      let isSetBack = false;
      const odd: Clock = { now: () => clock.now() - (isSetBack ? setBackMs : 0), sleep: clock.sleep };
      let requests = 0;
      const review: Review = async (file) => {
        if (++requests > 1) {
          return reviewed(file, []);
        }
        setImmediate(() => {
          isSetBack = true;
        });
        return failed('rate limited', { retry: { afterMs: 9_000 } });
      };
      const { run } = open(names(3), [lane('e', review)], odd, { maxParallelFiles: 1 });
      await guarded(run);
      assert.equal(run.store.summary().reviewed, 3);
    }
  });

  for (const [what, outcome, afterMs] of [
    ['is always busy', busy, 100],
    ['always asks for a pause', failed('rate limited', { retry: { afterMs: 60_000, overloaded: true } }), 100],
    ['takes requests and never answers', failed('timed out'), 600_000],
  ] as const) {
    it(`ends within two hours when its server ${what}, however many files there are`, async () => {
      const idle = idleClock();
      const clock: Clock = {
        now: idle.now,
        sleep: (ms, signal) => {
          setMaxListeners(0, signal);
          return idle.sleep(ms, signal);
        },
      };
      let requests = 0;
      const review: Review = async (_, { signal }) => {
        requests++;
        await clock.sleep(afterMs, signal);
        return outcome;
      };
      for (const adaptiveParallelism of [false, true]) {
        requests = 0;
        const startedAt = clock.now();
        const options = { ...header.options, adaptiveParallelism };
        const { run } = open(names(500), [lane('e', review)], clock, { header: { ...header, options } });
        await guarded(run);
        assert.equal(run.store.summary().failed, 500);
        const { reason } = outcome as { reason: string };
        assert.ok([...run.store.files()].every(({ status }) => status.kind === 'failed' && status.reason === reason));
        assert.ok(requests <= 80, `${requests} requests`);
        assert.ok(clock.now() - startedAt <= 7_200_000, `${clock.now() - startedAt} ms`);
      }
    });
  }

  it('takes no answer for a sign that a server is back that did not answer', async () => {
    const clock = idleClock();
    let most = 0;
    let inFlight = 0;
    const review: Review = async (file, { signal }) => {
      const at = clock.now();
      most = at > 20_000 ? Math.max(most, ++inFlight) : most;
      await clock.sleep(at < 1_000 ? 100 : 10_000, signal);
      inFlight -= at > 20_000 ? 1 : 0;
      return at < 1_000 ? reviewed(file, []) : at < 5_000 ? failed('server down', { retry: {} }) : failed('timed out');
    };
    const { run } = open(names(60), [lane('e', review)], clock);
    await guarded(run);
    assert.equal(most, 1, 'requests at once');
  });

  it('finds a place that comes free in the very moment in which another was looked for in vain', async () => {
    let isFree = false;
    const fill = () => pool.fill();
    const pool = poolOf<string, true>({
      concurrency: 1,
      compare: () => 0,
      room: () => 1,
      take: () => {
        if (!isFree) {
          isFree = true;
          queueMicrotask(fill);
          return undefined;
        }
        return true;
      },
      work: async () => ({ kind: 'done' }),
      clock: virtualClock(),
      signal: new AbortController().signal,
    });
    await within(1_000, pool.run('a'), () => 'the item waits for ever');
  });

  it('lets nobody wait for what a reviewer that throws has reserved of the budget', async () => {
    const clock = idleClock();
    const review: Review = async (file, { reserve, signal }) => {
      assert.equal(await reserve?.(600), true);
      await clock.sleep(100, signal);
      if (file.path === 'f000') {
        throw new Error('thrown');
      }
      return { ...reviewed(file, []), usage: { promptTokens: 100, completionTokens: 100 } } as ReviewOutcome;
    };
    const options = { ...header.options, maxTokens: 1_300 };
    const { run } = open(names(3), [lane('e', review)], clock, { header: { ...header, options } });
    await guarded(run);
    assert.deepEqual(
      [...run.store.files()].map(({ status }) => status.kind),
      ['failed', 'reviewed', 'failed'],
      'what the first one cost is not known, so the third one does not fit, and is told so',
    );
  });

  it('ends the file whose planner throws', async () => {
    const part: Part = {
      pass: 0,
      promptTokens: 9,
      chunk: { index: 1, count: 1, lines: { startLine: 1, endLine: 1 }, context: [] },
    };
    const broken = async () => {
      throw new Error('no parser');
    };
    const review: Review = async (file) =>
      file.path === 'f001' ? failed('too long for the model') : reviewed(file, []);
    for (const planner of [
      { plan: broken, split: broken },
      { plan: async () => [part], split: broken },
    ]) {
      const { run } = open(names(3), [lane('e', review)], idleClock(), {}, { planner });
      await guarded(run);
      assert.equal(run.store.file('f001')?.status.kind, 'failed');
      assert.equal(run.store.state.kind, 'finished');
    }
  });

  it('gives a file to the lane with room when the other one it could go to has closed meanwhile', async () => {
    const clock = idleClock();
    const bad: Review = async (file, { signal }) => {
      await clock.sleep(file.path === 'f000' ? 10_000 : 100, signal);
      return file.path === 'f000' ? failed('timed out') : failed('bad key', { server: 'unusable' });
    };
    const good: Review = async (file, { signal }) => {
      await clock.sleep(50_000, signal);
      return reviewed(file, []);
    };
    const { run } = open(names(6), [lane('bad', bad), lane('good', good, { maxConcurrency: 2 })], clock);
    await guarded(run);
    assert.equal(run.store.summary().reviewed, 6, JSON.stringify([...run.store.files()].map(({ status }) => status)));
  });

  it('waits for no pause of a server at its end', async () => {
    const clock = idleClock();
    let longSleeps = 0;
    const endless: Clock = {
      now: clock.now,
      sleep: async (ms, signal) => {
        if (ms < 60_000) {
          return clock.sleep(ms, signal);
        }
        longSleeps++;
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        longSleeps--;
      },
    };
    const one: Review = async () => failed('rate limited', { retry: { afterMs: 60_000 } });
    const two: Review = async (file) => reviewed(file, []);
    const { run, events } = open(names(4), [lane('one', one), lane('two', two)], endless);
    await guarded(run);
    assert.equal(run.store.summary().reviewed, 4, 'the other server takes over at once');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(longSleeps, 0);
    assert.equal(events.at(-1)?.type, 'run.finished', 'nothing is told after the end');
  });

  it('reviews a file first that a person waits for, when it is asked about together with its twin', async () => {
    const clock = idleClock();
    const order: string[] = [];
    const texts = new Map(names(12).map((path) => [`${path}.txt`, `text of ${path}`]));
    texts.set('f010.txt', 'the same');
    texts.set('f011.txt', 'the same');
    const local = reviewer('local', async (file) => reviewed(file, []));
    const model = lane('e', async (file, { signal }) => {
      order.push(file.path);
      if (order.length === 1) {
        void run.reviewNext('f011.txt');
      }
      await clock.sleep(100, signal);
      return reviewed(file, []);
    });
    const { run } = open([], [], clock, {
      workspace: memoryWorkspace(texts),
      maxParallelFiles: 1,
      createStages: async () =>
        stagesOf([
          { kind: 'local', limit: 2, lanes: [{ reviewer: local, maxConcurrency: 2 }] },
          { kind: 'model', limit: Number.POSITIVE_INFINITY, lanes: [model] },
        ]),
    });
    await guarded(run);
    assert.equal(order.length, 11);
    assert.equal(order[1], 'f010.txt');
    assert.equal(run.store.file('f011.txt')?.status.kind, 'reviewed');
  });
});
