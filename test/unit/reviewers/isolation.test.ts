import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import type { ReviewOutcome } from '../../../src/core/ports';
import { type AnalysisService, type AnalysisServiceOptions, createAnalysisService } from '../../../src/reviewers/local';
import { processLimitMb } from '../../../src/reviewers/worker/analyzerPool';
import { createProcessThreads } from '../../../src/reviewers/worker/processThreads';
import type { WorkerEnd } from '../../../src/reviewers/worker/workerPool';
import { buildWorker, context, dist, snapshot, withFolder } from './support';

const root = join(import.meta.dirname, '../../..');
const execute = promisify(execFile);
const workerFile = join(import.meta.dirname, 'faultyWorker.mjs');

async function withService<Result>(
  options: Partial<AnalysisServiceOptions>,
  use: (service: AnalysisService) => Promise<Result>,
): Promise<Result> {
  const service = createAnalysisService({ dist, workerFile, threads: 1, folder: '/nowhere', ...options });
  try {
    return await use(service);
  } finally {
    await service.dispose();
  }
}

const review = ({ reviewer }: AnalysisService, text: string) => reviewer.review(snapshot('a.txt', text), context());

/** Who answered: the process, its thread, and how many requests that had had. */
const whoOf = (outcome: ReviewOutcome) => (outcome.kind === 'reviewed' ? outcome.findings[0]?.title : outcome.kind);
const processOf = (outcome: ReviewOutcome) => Number(/^\d+/.exec(whoOf(outcome) ?? '')?.[0]);

/** Has so many threads started, all in one process, whose id is the answer. */
async function startAll(service: AnalysisService, threads: number): Promise<number> {
  const outcomes = await Promise.all(Array.from({ length: threads }, () => review(service, 'who in a while')));
  return processOf(outcomes[0] as ReviewOutcome);
}

function failureOf(outcome: ReviewOutcome): string {
  return outcome.kind === 'failed' ? `${outcome.reason}: ${outcome.message}` : outcome.kind;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function childrenOfOurs(): string[] {
  const file = `/proc/${process.pid}/task/${process.pid}/children`;
  return readFileSync(file, 'utf8')
    .split(' ')
    .filter((pid) => pid !== '');
}

async function untilGone(pid: number): Promise<void> {
  for (const deadline = Date.now() + 5_000; isAlive(pid); ) {
    assert.ok(Date.now() < deadline, 'the process is still there after 5 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What a text makes the thread do, and what becomes of its file. */
const faults: Readonly<Record<string, RegExp>> = {
  abort: /^analyzer failed: The analyzer process crashed \(SIGABRT\)\.$/,
  kill: /^analyzer failed: The analyzer process crashed \(SIGKILL\)\.$/,
  exit: /^analyzer failed: .*code 7/,
  throw: /^analyzer failed: out of luck$/,
  hang: /^timed out: /,
  memory: /^analyzer failed: .*heap out of memory/,
  buffers: /^analyzer failed: The analyzers took more than 600 MB of memory\.$/,
  wasm: /^analyzer failed: WebAssembly\.Memory/,
  garbage: /^analyzer failed: The analyzers gave no readable answer\.$/,
};

describe('analyzers in a process of their own', () => {
  before(buildWorker);

  for (const [text, failure] of Object.entries(faults)) {
    it(`fail the file that makes them ${text}, and no other`, async () => {
      const timeLimitMs = text === 'hang' ? 6_000 : 40_000;
      await withService(
        // A thread that fills its memory is ended before its process is too large.
        { threads: 3, timeLimitMs, maxProcessMb: text === 'buffers' ? 600 : 2_000 },
        async (service) => {
          const texts = ['who', 'sleep', text, 'sleep', 'who', 'sleep', 'who'];
          const outcomes = await Promise.all(texts.map((each) => review(service, each)));
          assert.match(failureOf(outcomes[2] as ReviewOutcome), failure);
          assert.deepEqual(
            outcomes.filter((_, position) => position !== 2).map(({ kind }) => kind),
            texts.slice(1).map(() => 'reviewed'),
          );
        },
      );
    });
  }

  it('give each request one outcome, and a good one its answer, whatever the others do', async () => {
    const bad = fc.constantFrom(...Object.keys(faults).filter((text) => !['memory', 'buffers', 'wasm'].includes(text)));
    const good = fc.constantFrom('who', 'sleep', 'print');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 2, arbitrary: good }, bad), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (texts, threads) =>
          withService({ threads, timeLimitMs: 8_000, filesPerWorker: 3 }, async (service) => {
            const outcomes = await Promise.all(texts.map((text) => review(service, text)));
            for (const [position, text] of texts.entries()) {
              const expected = faults[text] ?? /^reviewed$/;
              assert.match(failureOf(outcomes[position] as ReviewOutcome), expected);
            }
          }),
      ),
      { numRuns: 3 },
    );
  }).timeout(180_000);

  it('are asked again, alone, what was under way in a process that crashed', async () => {
    await withService({ threads: 3 }, async (service) => {
      const before = await startAll(service, 3);
      const texts = ['who in a while', 'abort', 'who in a while'];
      const [first, , second] = (await Promise.all(texts.map((text) => review(service, text)))).map(processOf);
      assert.ok(first && second);
      assert.equal(new Set([before, first, second]).size, 3);
      await Promise.all([before, first, second].map(untilGone));
    });
  });

  it('are not blamed for each other when several are asked again', async () => {
    await withService({ threads: 4 }, async (service) => {
      await startAll(service, 4);
      const texts = ['abort', 'who in a while', 'abort', 'who in a while'];
      const outcomes = await Promise.all(texts.map((text) => review(service, text)));
      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        ['failed', 'reviewed', 'failed', 'reviewed'],
      );
    });
  });

  it('are not held up by what they print', async () => {
    await withService({ timeLimitMs: 20_000 }, async (service) => {
      assert.equal((await review(service, 'print')).kind, 'reviewed');
      assert.equal((await review(service, 'who')).kind, 'reviewed');
    });
  });

  it('share a process, as far as eight go', async () => {
    await withService({ threads: 10 }, async (service) => {
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => review(service, 'who in a while')));
      const pids = outcomes.map(processOf);
      const [most] = pids;
      assert.equal(new Set(pids).size, 2);
      assert.equal(pids.filter((pid) => pid === most).length, 8);
    });
  });

  it('have one more process at most for all that is asked again', async () => {
    await withService({ threads: 6 }, async (service) => {
      await startAll(service, 6);
      const children = new Set<string>();
      let most = 0;
      const look = setInterval(() => {
        const now = childrenOfOurs();
        most = Math.max(most, now.length);
        for (const pid of now) {
          children.add(pid);
        }
      }, 10);
      try {
        const texts = ['who in a while', 'who in a while', 'abort', 'who in a while', 'who in a while'];
        const outcomes = await Promise.all(texts.map((text) => review(service, text)));
        assert.deepEqual(
          outcomes.map(({ kind }) => kind),
          ['reviewed', 'reviewed', 'failed', 'reviewed', 'reviewed'],
        );
      } finally {
        clearInterval(look);
      }
      assert.ok(children.size >= 5, String(children.size));
      // One that has ended may still be counted when the next begins.
      assert.ok(most <= 3, String(most));
    });
  });

  it('take half of the machine’s memory at most, however many there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 128 }), fc.integer({ min: 1, max: 512 }), (threads, gigabytes) => {
        const limit = processLimitMb(gigabytes * 2 ** 30, threads);
        assert.ok(limit > 0 && limit <= 4096);
        assert.ok(limit * (Math.ceil(threads / 8) + 1) <= gigabytes * 512);
      }),
    );
  });

  it('inherit no keys and no options of Node, and do not stand in a folder of anybody', async () => {
    process.env.FOLDER_REVIEW_API_KEY = 'k-123';
    process.env.NODE_OPTIONS = '--no-deprecation';
    try {
      await withService({}, async (service) => {
        const pid = processOf(await review(service, 'who'));
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        const names = environment.map((entry) => entry.split('=')[0]).filter((name) => name !== '');
        const permitted = [
          'ELECTRON_RUN_AS_NODE',
          'LD_LIBRARY_PATH',
          'NODE_CHANNEL_FD',
          'NODE_CHANNEL_SERIALIZATION_MODE',
          'PATH',
        ];
        assert.deepEqual(
          names.filter((name) => !permitted.includes(name as string)),
          [],
        );
        assert.equal(whoOf(await review(service, 'where')), '/');
      });
    } finally {
      delete process.env.FOLDER_REVIEW_API_KEY;
      delete process.env.NODE_OPTIONS;
    }
  });

  it('are what Linux ends first when memory runs out', async () => {
    await withService({}, async (service) => {
      const pid = processOf(await review(service, 'who'));
      assert.equal(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim(), '1000');
    });
  });

  it('end when they are disposed of, whatever they are at', async () => {
    const service = createAnalysisService({ dist, workerFile, threads: 2, folder: '/nowhere' });
    const pid = processOf(await review(service, 'who'));
    const outcomes = Promise.all(['hang', 'sleep'].map((text) => review(service, text)));
    await service.dispose();
    assert.ok(!isAlive(pid));
    assert.deepEqual(await outcomes, [{ kind: 'cancelled' }, { kind: 'cancelled' }]);
  });

  it('go on when Ctrl+C is pressed or the terminal is closed, which is for our process to decide on', async () => {
    await withService({}, async (service) => {
      const pid = processOf(await review(service, 'who'));
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
        process.kill(pid, signal);
      }
      assert.equal(processOf(await review(service, 'who in a while')), pid);
    });
  });

  it('do not outlive our process, whatever they are at', async () => {
    await withFolder({}, async (folder) => {
      const script = join(folder, 'script.mts');
      const local = join(import.meta.dirname, '../../../src/reviewers/local.ts');
      const options = JSON.stringify({ dist, workerFile, threads: 2, folder: '/' });
      writeFileSync(
        script,
        `import { createAnalysisService } from ${JSON.stringify(local)};
         const { reviewer } = createAnalysisService(${options});
         const review = (text) => reviewer.review({ text }, { signal: new AbortController().signal });
         const { findings } = await review('who');
         review('hang');
         console.log(parseInt(findings[0].title));`,
      );
      const cwd = join(import.meta.dirname, '../../..');
      const child = spawn(process.execPath, ['--import', 'tsx', script], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      assert.ok(isAlive(pid));
      child.kill('SIGKILL');
      try {
        await untilGone(pid);
      } finally {
        if (isAlive(pid)) {
          process.kill(pid, 'SIGKILL');
        }
      }
    });
  });
});

describe('a process that does not do as it should', () => {
  const bad: Readonly<Record<string, RegExp>> = {
    "process.send('rubbish')": /gave no readable answer/,
    'process.send(null)': /gave no readable answer/,
    'if (process.connected) process.disconnect(); setInterval(() => {}, 1000)': /crashed \(SIGKILL\)/,
    'process.exit(9)': /crashed \(exit code 9\)/,
    "throw new Error('no')": /crashed \(exit code 1\)/,
  };

  for (const [code, message] of Object.entries(bad)) {
    it(`is ended, and all its threads with it: ${code}`, async () => {
      await withFolder({ 'process.cjs': `process.on('message', () => { ${code} });` }, async (folder) => {
        const start = createProcessThreads({
          processFile: join(folder, 'process.cjs'),
          threadFile: '',
          threadOptions: {},
          ...{ threadsPerProcess: 2, maxProcessMb: 4096 },
        });
        const ends = [0, 1].map(
          () =>
            new Promise<WorkerEnd>((ended) => start({ replied: () => assert.fail('a reply'), ended }).ask('something')),
        );
        for (const end of await Promise.all(ends)) {
          assert.equal(end.wholeProcess, true);
          assert.match(end.message, message);
        }
      });
    });
  }

  it('is ended when a thread of it does not end', async () => {
    await withFolder({ 'process.cjs': "process.on('message', () => { for (;;); });" }, async (folder) => {
      const start = createProcessThreads({
        processFile: join(folder, 'process.cjs'),
        threadFile: '',
        threadOptions: {},
        ...{ threadsPerProcess: 2, maxProcessMb: 4096 },
        endingMs: 100,
      });
      const end = await new Promise<WorkerEnd>((ended) => {
        const hanging = start({ replied: () => assert.fail('a reply'), ended: () => assert.fail('an end') });
        start({ replied: () => assert.fail('a reply'), ended }).ask('something');
        void hanging.end();
      });
      assert.deepEqual(end, { message: 'A thread of the analyzer process could not be ended.', wholeProcess: true });
    });
  });

  it('is waited for to its end, whatever it still says', async () => {
    const chatty = "setInterval(() => process.send({ kind: 'ended', thread: 9 }), 5);";
    const waiting = `
      const { createProcessThreads } = require(${JSON.stringify(join(root, 'src/reviewers/worker/processThreads.ts'))});
      const [processFile] = process.argv.slice(1);
      const start = createProcessThreads({ processFile, threadFile: '', threadOptions: {}, threadsPerProcess: 2, maxProcessMb: 4096 });
      const threads = [0, 1].map(() => start({ replied() {}, ended() {} }));
      setTimeout(() => {
        // Meanwhile the process speaks, to be heard after it was told to end.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
        Promise.all(threads.map((thread) => thread.end())).then(() => console.log('to the end'));
      }, 1_000);
    `;
    await withFolder({ 'process.cjs': chatty }, async (folder) => {
      const words = ['--import', 'tsx', '--eval', waiting, join(folder, 'process.cjs')];
      const { stdout } = await execute(process.execPath, words, { cwd: root });
      assert.equal(stdout, 'to the end\n');
    });
  });

  it('is one that cannot be started', async () => {
    const start = createProcessThreads({
      processFile: '/no/such/process.js',
      threadFile: '',
      threadOptions: {},
      ...{ threadsPerProcess: 1, maxProcessMb: 4096 },
    });
    const end = await new Promise<WorkerEnd>((ended) => start({ replied: () => assert.fail('a reply'), ended }).ask(1));
    assert.match(end.message, /crashed \(exit code 1\)/);
  });
});
