import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Part, PartPlanner } from '../../../src/core/parts';
import type { ReviewContext, Reviewer, ReviewOutcome } from '../../../src/core/ports';
import { toResults } from '../../../src/core/report/results';
import type { RunDependencies } from '../../../src/core/run/runDependencies';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import type { FileSnapshot } from '../../../src/core/types';
import { failed, header, memoryWorkspace, reported, reviewer, textOf } from '../fakes';
import { lane, type Review, runWith } from './support';

const linesOf = (text: string) => text.split('\n').length;

/** Chunks of at most so many lines, for each of some passes. */
function planner(passes: number, chunkLines: number): PartPlanner {
  const chunksOf = (from: number, to: number, size: number) =>
    Array.from({ length: Math.ceil((to - from + 1) / size) }, (_, index) => ({
      startLine: from + index * size,
      endLine: Math.min(to, from + (index + 1) * size - 1),
    }));
  const toParts = (pass: number, ranges: ReturnType<typeof chunksOf>): Part[] =>
    ranges.map((lines, index) => ({
      pass,
      promptTokens: 100,
      chunk: { index: index + 1, count: ranges.length, lines, context: [] },
    }));
  return {
    plan: async ({ text }) =>
      Array.from({ length: passes }, (_, pass) => toParts(pass, chunksOf(1, linesOf(text), chunkLines))).flat(),
    split: async (_, { pass, chunk: { lines } }) => {
      const size = Math.ceil((lines.endLine - lines.startLine + 1) / 2);
      return lines.startLine === lines.endLine
        ? undefined
        : toParts(pass, chunksOf(lines.startLine, lines.endLine, size));
    },
  };
}

const looks = { analyzers: ['test'], language: 'plaintext' };

const nameOf = ({ part }: ReviewContext) =>
  part ? `${part.pass}:${part.chunk.lines.startLine}-${part.chunk.lines.endLine}` : 'whole';

/** Finds something at the first line of the part. */
function found(file: FileSnapshot, { part }: ReviewContext): ReviewOutcome {
  const lines = file.text.split('\n');
  const range = part?.chunk.lines ?? { startLine: 1, endLine: lines.length };
  const start = lines.slice(0, range.startLine - 1).reduce((sum, line) => sum + line.length + 1, 0);
  return {
    kind: 'reviewed',
    findings: [reported({ title: `Pass ${part?.pass}`, span: { start, end: start + 2 } })],
    coverage: { reviewedLines: range.endLine - range.startLine + 1, totalLines: lines.length },
    looks,
    usage: { promptTokens: 100, completionTokens: 10 },
  };
}

interface SetUp {
  readonly files?: Map<string, string>;
  readonly passes?: number;
  readonly chunkLines?: number;
  readonly options?: Partial<typeof header.options>;
  readonly change?: Partial<RunDependencies>;
}

function setUp(review: Review, { files, passes = 1, chunkLines = 2, options = {}, change = {} }: SetUp = {}) {
  return runWith({
    header: { ...header, options: { ...header.options, ...options } },
    workspace: memoryWorkspace(files ?? new Map([['a.txt', 'l1\nl2\nl3\nl4\nl5']])),
    createStages: async () =>
      stagesOf([
        {
          kind: 'model',
          limit: Number.POSITIVE_INFINITY,
          planner: planner(passes, chunkLines),
          lanes: [lane('e', review)],
        },
      ]),
    ...change,
  });
}

describe('a file in parts', () => {
  it('has each of them reviewed once, chunks side by side, and its lines and tokens counted', async () => {
    let inFlight = 0;
    let most = 0;
    const seen: string[] = [];
    const { run } = setUp(async (file, context) => {
      seen.push(nameOf(context));
      most = Math.max(most, ++inFlight);
      await new Promise(setImmediate);
      inFlight--;
      return found(file, context);
    });
    await run.start();
    assert.deepEqual(seen.sort(), ['0:1-2', '0:3-4', '0:5-5']);
    assert.equal(most, 3);
    const file = run.store.file('a.txt');
    assert.deepEqual(file?.status, {
      kind: 'reviewed',
      coverage: { reviewedLines: 5, totalLines: 5 },
      looks,
      durationMs: 0,
    });
    assert.deepEqual(
      file?.findings.map(({ place }) => place?.startLine),
      [1, 3, 5],
    );
    assert.deepEqual(file?.usage, { promptTokens: 300, completionTokens: 30 });
  });

  it('has its passes one after another, unless they may go at once', async () => {
    for (const parallelPasses of [false, true]) {
      const log: string[] = [];
      const { run } = setUp(
        async (file, context) => {
          log.push(`+${context.part?.pass}`);
          await new Promise(setImmediate);
          log.push(`-${context.part?.pass}`);
          return found(file, context);
        },
        { passes: 3, chunkLines: 9, options: { parallelPasses } },
      );
      await run.start();
      const inTurn = ['+0', '-0', '+1', '-1', '+2', '-2'];
      assert.deepEqual(log, parallelPasses ? ['+0', '+1', '+2', '-0', '-1', '-2'] : inTurn);
    }
  });

  it('keeps what the others found when a part fails, and says how much was covered', async () => {
    const { run } = setUp(async (file, context) =>
      nameOf(context) === '0:3-4' ? failed('refused', { message: 'No.' }) : found(file, context),
    );
    await run.start();
    const file = run.store.file('a.txt');
    assert.deepEqual(file?.status, {
      kind: 'failed',
      reason: 'refused',
      message: '1 of 3 parts failed. No.',
      phase: 'model',
      coverage: { reviewedLines: 3, totalLines: 5 },
      looks,
    });
    assert.equal(file?.findings.length, 2);
  });

  it('divides a part that a server finds too long, until it fits', async () => {
    const seen: string[] = [];
    const { run } = setUp(
      async (file, context) => {
        seen.push(nameOf(context));
        const { startLine, endLine } = context.part?.chunk.lines ?? assert.fail();
        return endLine - startLine > 1
          ? failed('too long for the model', { message: 'Too long.' })
          : found(file, context);
      },
      { chunkLines: 9 },
    );
    await run.start();
    assert.deepEqual(seen, ['0:1-5', '0:1-3', '0:4-5', '0:1-2', '0:3-3']);
    assert.deepEqual(run.store.file('a.txt')?.status, {
      kind: 'reviewed',
      coverage: { reviewedLines: 5, totalLines: 5 },
      looks,
      durationMs: 0,
    });
  });

  it('is asked about in smaller parts, once, when a reply is cut off, and what that cost is counted', async () => {
    const seen: string[] = [];
    const cut = failed('reply cut off', { message: 'Cut off.', usage: { promptTokens: 7, completionTokens: 1 } });
    const { run } = setUp(
      async (file, context) => {
        seen.push(nameOf(context));
        const { startLine, endLine } = context.part?.chunk.lines ?? assert.fail();
        return endLine - startLine > 1 ? cut : found(file, context);
      },
      { chunkLines: 9 },
    );
    await run.start();
    assert.deepEqual(seen, ['0:1-5', '0:1-3', '0:4-5']);
    const file = run.store.file('a.txt');
    assert.equal(file?.status.kind === 'failed' && file.status.message, '1 of 2 parts failed. Cut off.');
    assert.deepEqual(file?.usage, { promptTokens: 114, completionTokens: 12 });
  });

  it('fails when a part is too long and cannot be divided', async () => {
    const { run } = setUp(async () => failed('too long for the model', { message: 'Too long.' }), {
      files: new Map([['a.txt', 'one line']]),
    });
    await run.start();
    assert.equal(run.store.file('a.txt')?.status.kind, 'failed');
  });

  it('is given up when its time is up, with what was found until then', async () => {
    const { run, clock } = setUp(
      async (file, context) => {
        const isFirst = context.part?.chunk.index === 1;
        await clock.sleep(isFirst ? 10 : 100_000, context.signal);
        return context.signal.aborted ? { kind: 'cancelled' } : found(file, context);
      },
      { options: { fileTimeLimitMs: 60_000 } },
    );
    await run.start();
    assert.equal(clock.now(), 60_000);
    const file = run.store.file('a.txt');
    assert.deepEqual(file?.status, {
      kind: 'failed',
      reason: 'timed out',
      message: '2 of 3 parts failed. The review of this file took longer than 1 minutes.',
      phase: 'model',
      coverage: { reviewedLines: 2, totalLines: 5 },
      looks,
    });
    assert.equal(file?.findings.length, 1);
    assert.equal(run.store.state.kind, 'finished');
  });

  it('ends within its signal when the run is cancelled', async () => {
    const { run } = setUp(async (_, { signal }) => {
      setImmediate(() => run.cancel());
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { kind: 'cancelled' };
    });
    await run.start();
    assert.equal(run.store.file('a.txt')?.status.kind, 'cancelled');
    assert.equal(run.store.state.kind, 'cancelled');
  });

  it('goes before all others when a person waits for it', async () => {
    const order: string[] = [];
    const files = new Map(Array.from({ length: 9 }, (_, n) => [`f${n}`, 'x']));
    const { run } = setUp(
      async (file, context) => {
        order.push(file.path);
        if (file.path === 'f1') {
          void run.reviewNext('f7');
        }
        await new Promise(setImmediate);
        return found(file, context);
      },
      { files, change: { maxParallelFiles: 1 } },
    );
    await run.start();
    assert.deepEqual(order, ['f0', 'f1', 'f7', 'f2', 'f3', 'f4', 'f5', 'f6', 'f8']);
  });

  it('spends no more than the budget, and what is over it says so', async () => {
    const files = new Map(Array.from({ length: 10 }, (_, n) => [`f${n}`, 'x']));
    const { run } = setUp(
      async (file, context) => {
        if (!(await context.reserve?.(1_000))) {
          return failed('over the budget', { message: 'No tokens left.' });
        }
        await new Promise(setImmediate);
        return found(file, context);
      },
      { files, options: { maxTokens: 1_700 } },
    );
    await run.start();
    const summary = run.store.summary();
    assert.ok(summary.promptTokens + summary.completionTokens <= 1_700);
    assert.deepEqual([summary.reviewed, summary.failed], [7, 3], 'as many as one after another');
    assert.ok([...run.store.files()].every(({ status }) => status.kind === 'reviewed' || status.kind === 'failed'));
  });

  it('comes out the same for every limit and every order of completion', async () => {
    const files = new Map(
      Array.from({ length: 6 }, (_, n) => [
        `f${n}`,
        Array(n * 3 + 1)
          .fill('ab')
          .join('\n'),
      ]),
    );
    const resultsFor = async (maxParallelFiles: number, parallelPasses: boolean, scheduler?: fc.Scheduler) => {
      const { run } = setUp(
        async (file, context) => {
          await scheduler?.schedule(Promise.resolve());
          const { lines } = context.part?.chunk ?? assert.fail();
          return lines.startLine === 7
            ? failed('invalid model response', { message: 'What?' })
            : lines.endLine - lines.startLine > 3
              ? failed('too long for the model', { message: 'Too long.' })
              : found(file, context);
        },
        { files, passes: 2, chunkLines: 6, options: { parallelPasses }, change: { maxParallelFiles } },
      );
      const end = run.start();
      await (scheduler ? scheduler.waitFor(end) : end);
      return textOf(toResults(run.store));
    };
    const expected = await resultsFor(1, false);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        fc.scheduler(),
        async (limit, parallel, scheduler) => {
          assert.equal(await resultsFor(limit, parallel, scheduler), expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is asked about once when several files have the same text and kind', async () => {
    const asked: string[] = [];
    const files = new Map([
      ['a.ts', 'same\ntext'],
      ['b.ts', 'same\ntext'],
      ['c.py', 'same\ntext'],
      ['d.ts', 'other text'],
      ['e.ts', 'same\ntext'],
    ]);
    const model = stagesOf([
      {
        kind: 'local',
        limit: 4,
        lanes: [{ reviewer: reviewer('local', async (file, context) => found(file, context)), maxConcurrency: 4 }],
      },
      {
        kind: 'model',
        limit: 4,
        lanes: [
          {
            maxConcurrency: 4,
            reviewer: reviewer('model', async (file, context) => {
              asked.push(file.path);
              return file.path === 'd.ts'
                ? failed('refused', { message: 'No.' })
                : { ...found(file, context), findings: [reported({ title: `About ${file.language}` })] };
            }),
          },
        ],
      },
    ]);
    const { run } = setUp(async (file, context) => found(file, context), {
      files,
      change: { createStages: async () => model },
    });
    await run.start();
    assert.deepEqual(asked.sort(), ['a.ts', 'c.py', 'd.ts']);
    const titles = (path: string) => run.store.file(path)?.findings.map(({ title }) => title);
    assert.equal(titles('e.ts')?.length, 2);
    assert.deepEqual(titles('b.ts'), titles('e.ts'));
    const ids = [...run.store.files()].flatMap(({ findings }) => findings.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      [run.store.summary().reviewed, run.store.summary().failed, run.store.file('b.ts')?.usage?.promptTokens],
      [4, 1, 100],
    );
  });

  it('is asked about on its own when a model would be told other findings of it', async () => {
    const asked: string[] = [];
    const files = new Map(['a.ts', 'b.ts', 'c.ts'].map((path) => [path, 'same\ntext']));
    const stage = (kind: 'local' | 'model', review: Reviewer['review']) => ({
      kind,
      limit: 4,
      lanes: [{ reviewer: reviewer(kind, review), maxConcurrency: 4 }],
    });
    const stages = stagesOf([
      stage('local', async (file, context) => ({
        ...found(file, context),
        findings: file.path === 'b.ts' ? [] : [reported({ title: 'Known' })],
      })),
      stage('model', async (file, context) => {
        asked.push(file.path);
        return { ...found(file, context), findings: [] };
      }),
    ]);
    const { run } = setUp(async (file, context) => found(file, context), {
      files,
      change: { createStages: async () => stages },
    });
    await run.start();
    assert.deepEqual(asked.sort(), ['a.ts', 'b.ts']);
  });

  it('is asked about on its own when the answer names its twin', async () => {
    const files = new Map(['billing.ts', 'shipping.ts'].map((path) => [path, 'same\ntext']));
    const stage = (kind: 'local' | 'model', review: Reviewer['review']) => ({
      kind,
      limit: 4,
      lanes: [{ reviewer: reviewer(kind, review), maxConcurrency: 4 }],
    });
    const stages = stagesOf([
      stage('local', async (file, context) => found(file, context)),
      stage('model', async (file, context) => ({
        ...found(file, context),
        findings: [reported({ title: `About ${file.path}` })],
      })),
    ]);
    const { run } = setUp(async (file, context) => found(file, context), {
      files,
      change: { createStages: async () => stages },
    });
    await run.start();
    for (const { path, findings } of run.store.files()) {
      assert.ok(findings.some(({ title }) => title === `About ${path}`));
      assert.equal(findings.length, 2);
    }
  });
});
