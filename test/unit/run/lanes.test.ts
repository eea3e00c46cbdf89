import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RunDependencies } from '../../../src/core/run/runDependencies';
import type { Lane } from '../../../src/core/run/schedule/lane';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { failed, header, memoryWorkspace, reported, reviewed } from '../fakes';
import { lane, type Review, runWith } from './support';

function setUp(count: number, lanes: readonly Lane[], change: Partial<RunDependencies> = {}) {
  const files = Array.from({ length: count }, (_, n) => [`f${String(n).padStart(3, '0')}`, 'x'] as const);
  return runWith({
    workspace: memoryWorkspace(new Map(files)),
    createStages: async () => stagesOf([{ kind: 'model', limit: Number.POSITIVE_INFINITY, lanes }]),
    ...change,
  });
}

const adaptive = { ...header, options: { ...header.options, adaptiveParallelism: true } };

describe('a lane', () => {
  it('is paused as a whole when its server asks two files for a pause', async () => {
    const starts: number[] = [];
    const { run, clock } = setUp(8, [
      lane('e', async (file, { signal }) => {
        starts.push(clock.now());
        await clock.sleep(100, signal);
        return clock.now() === 100
          ? failed('rate limited', { retry: { afterMs: 9_000, overloaded: true } })
          : reviewed(file, []);
      }),
    ]);
    await run.start();
    assert.equal(run.store.summary().reviewed, 8);
    const later = starts.slice(5);
    assert.ok(
      later.length > 0 && later.every((at) => at >= 9_000),
      `after the one that confirms it nothing is sent during the pause: ${starts.join(', ')}`,
    );
  });

  it('gets no fewer reviews at once because questions about findings are answered sooner', async () => {
    const { run, clock, events } = setUp(
      160,
      [
        lane(
          'e',
          async (file, { signal }) => {
            await clock.sleep(4_000, signal);
            const finding = (line: number) => reported({ title: `${file.path} ${line}`, source: 'm' });
            return reviewed(file, [finding(1), finding(2)]);
          },
          {
            confirmer: {
              model: 'm',
              confirm: async (_, __, { signal }) => {
                await clock.sleep(300, signal);
                return { kind: 'reviewed', verdict: 'confirmed', reason: '' };
              },
            },
          },
        ),
      ],
      {
        maxParallelFiles: 8,
        header: {
          ...adaptive,
          options: { ...adaptive.options, profile: { ...header.options.profile, confirm: true } },
        },
      },
    );
    await run.start();
    assert.equal(run.store.summary().confirmations.confirmed, 320);
    const reasons = events.flatMap((event) => (event.type === 'endpoint.limit' ? [event.reason] : []));
    assert.deepEqual(new Set(reasons), new Set(['starting', 'growing', 'at its limit']));
  });

  it('lets its first review go alone, when it wants that', async () => {
    let inFlight = 0;
    const seen: number[] = [];
    const { run, clock } = setUp(
      9,
      [
        lane(
          'e',
          async (file, { signal }) => {
            seen.push(++inFlight);
            await clock.sleep(100, signal);
            inFlight--;
            return reviewed(file, []);
          },
          { firstAlone: true },
        ),
      ],
      { maxParallelFiles: 4 },
    );
    await run.start();
    assert.equal(clock.now(), 300, 'one alone, then twice four');
    assert.equal(Math.max(...seen), 4);
  });

  it('does not take for served what was never sent: the first that is sent still goes alone', async () => {
    const starts: number[] = [];
    const { run, clock } = setUp(
      9,
      [
        lane(
          'e',
          async (file, { signal }) => {
            if (file.path < 'f004') {
              return failed('too long for the model', { server: 'not asked' });
            }
            starts.push(clock.now());
            await clock.sleep(100, signal);
            return reviewed(file, []);
          },
          { firstAlone: true },
        ),
      ],
      { maxParallelFiles: 4 },
    );
    await run.start();
    assert.deepEqual(starts, [0, 100, 100, 100, 100]);
  });

  it('is probed when it serves nobody, whatever is never sent in between', async () => {
    const serve: Review = async (file) =>
      Number(file.path.slice(1)) % 2 === 0
        ? failed('server error', { retry: {} })
        : failed('over the budget', { server: 'not asked' });
    const { run, events } = setUp(40, [lane('e', serve)], { maxParallelFiles: 1 });
    await run.start();
    const probed = events.find((event) => event.type === 'endpoint.limit' && event.state === 'not answering');
    assert.equal(probed?.at, 0, 'before any file is tried again');
  });

  it('is tried again, one request at a time, when a server that worked goes away, and goes on when it is back', async () => {
    let requests = 0;
    const { run, clock } = setUp(20, [
      lane('e', async (file, { signal }) => {
        requests++;
        const isDown = clock.now() >= 200 && clock.now() < 1;
        await clock.sleep(100, signal);
        return isDown ? failed('server down', { retry: {} }) : reviewed(file, []);
      }),
    ]);
    await run.start();
    assert.equal(run.store.summary().reviewed, 20, JSON.stringify(run.store.summary()));
    assert.ok(requests <= 20 + 6 + 3, `${requests} requests: one of each probe, and those under way`);
  });

  it('is given up when its server stays away, and every file says why', async () => {
    let requests = 0;
    const { run, clock } = setUp(200, [
      lane('e', async (file) => {
        requests++;
        return clock.now() === 0 && requests < 3 ? reviewed(file, []) : failed('server down', { retry: {} });
      }),
    ]);
    await run.start();
    assert.ok(requests < 40, `${requests} requests`);
    const summary = run.store.summary();
    assert.deepEqual([summary.reviewed, summary.failed], [2, 198]);
    assert.deepEqual(run.store.endpoints.get('e')?.state, 'closed');
    assert.equal(run.store.state.kind, 'finished');
  });

  it('is given up at once when its server was never there', async () => {
    let requests = 0;
    const { run, clock } = setUp(50, [
      lane('e', async () => {
        requests++;
        return failed('server down', { retry: {} });
      }),
    ]);
    await run.start();
    assert.ok(requests <= 8 && clock.now() < 10_000, `${requests} requests in ${clock.now()} ms`);
    assert.equal(run.store.summary().failed, 50);
  });

  it('never fails a file for overload while it can take fewer at once', async () => {
    let inFlight = 0;
    const { run, clock } = setUp(
      40,
      [
        lane('e', async (file, { signal }) => {
          inFlight++;
          const isTooMany = inFlight > 1;
          await clock.sleep(isTooMany ? 5 : 200, signal);
          inFlight--;
          return isTooMany ? failed('server error', { retry: { overloaded: true } }) : reviewed(file, []);
        }),
      ],
      { header: adaptive, maxParallelFiles: 16 },
    );
    await run.start();
    assert.equal(run.store.summary().reviewed, 40);
    assert.equal(inFlight, 0);
  });

  it('is probed with files that have not failed before, so that a few bad ones do not hold up the others', async () => {
    const { run, clock } = setUp(
      60,
      [
        lane('e', async (file, { signal }) => {
          await clock.sleep(100, signal);
          return Number(file.path.slice(1)) % 3 === 0
            ? failed('server error', { retry: { overloaded: true } })
            : reviewed(file, []);
        }),
      ],
      { header: adaptive, maxParallelFiles: 8 },
    );
    await run.start();
    const { reviewed: done, failed: bad } = run.store.summary();
    assert.deepEqual([done, bad], [40, 20]);
    assert.ok(clock.now() < 120_000, `${clock.now()} ms`);
  });

  it('is probed with files that have failed, too: there are servers that fail each file once', async () => {
    const seen = new Set<string>();
    const { run, clock } = setUp(
      60,
      [
        lane('e', async (file) => {
          const isNew = !seen.has(file.path);
          seen.add(file.path);
          return isNew ? failed('server error', { retry: {} }) : reviewed(file, []);
        }),
      ],
      { maxParallelFiles: 32 },
    );
    await run.start();
    assert.equal(run.store.summary().reviewed, 60);
    assert.ok(clock.now() < 30_000, `${clock.now()} ms`);
  });

  it('says how it stands, in the events and in the store', async () => {
    const { run, events } = setUp(4, [lane('e', async (file) => reviewed(file, []))], { maxParallelFiles: 2 });
    await run.start();
    const limits = events.filter((event) => event.type === 'endpoint.limit');
    assert.deepEqual(
      limits.map(({ endpoint, state, limit, reason }) => [endpoint, state, limit, reason]),
      [['e', 'open', 2, 'fixed']],
    );
    assert.deepEqual(run.store.endpoints.get('e'), { state: 'open', limit: 2, reason: 'fixed' });
  });
});

describe('several lanes', () => {
  it('share the work by what they bear', async () => {
    const served = { slow: 0, fast: 0 };
    const server = (name: 'slow' | 'fast', ms: number) =>
      lane(
        name,
        async (file, { signal }) => {
          await clock.sleep(ms, signal);
          served[name]++;
          return reviewed(file, []);
        },
        { maxConcurrency: 2 },
      );
    const { run, clock } = setUp(80, [server('slow', 300), server('fast', 100)], { maxParallelFiles: 8 });
    await run.start();
    assert.equal(run.store.summary().reviewed, 80);
    assert.ok(Math.abs(served.fast - 60) <= 3, JSON.stringify(served));
  });

  it('never have more in flight together than the run permits', async () => {
    let inFlight = 0;
    let most = 0;
    const review: Review = async (file) => {
      most = Math.max(most, ++inFlight);
      await new Promise(setImmediate);
      inFlight--;
      return reviewed(file, []);
    };
    const { run } = setUp(40, [lane('a', review), lane('b', review), lane('c', review)], { maxParallelFiles: 5 });
    await run.start();
    assert.equal(most, 5);
  });

  it('take over the files that fail at another one', async () => {
    const tried = new Map<string, string[]>();
    const note = (path: string, name: string) => tried.set(path, [...(tried.get(path) ?? []), name]);
    const { run } = setUp(10, [
      lane('broken', async (file) => {
        note(file.path, 'broken');
        return failed('server error', { retry: {} });
      }),
      lane('good', async (file) => {
        note(file.path, 'good');
        return reviewed(file, []);
      }),
    ]);
    await run.start();
    assert.equal(run.store.summary().reviewed, 10);
    assert.ok([...tried.values()].every((names) => names.filter((name) => name === 'broken').length <= 1));
  });

  it('review every file when one of them dies midway', async () => {
    let isDead = false;
    let served = 0;
    const { run, clock } = setUp(60, [
      lane('mortal', async (file, { signal }) => {
        if (isDead) {
          return failed('server down', { retry: {} });
        }
        await clock.sleep(100, signal);
        isDead = ++served >= 10;
        return reviewed(file, []);
      }),
      lane('other', async (file, { signal }) => {
        await clock.sleep(100, signal);
        return reviewed(file, []);
      }),
    ]);
    await run.start();
    assert.equal(run.store.summary().reviewed, 60, JSON.stringify(run.store.summary()));
  });
});
