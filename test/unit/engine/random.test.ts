import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { RunEvent } from '../../../src/core/run/events';
import { isComplete } from '../../complete';
import { startModelServer } from '../../modelServer/modelServer';
import type { Fault, ModelServer, ProtocolName, ScriptedRequest } from '../../modelServer/types';
import { header } from '../fakes';
import { type EngineResult, runEngine, sources } from './engine';

/** Faults after which other files can still be served, and that end without a limit of time. */
const survivable: readonly Fault[] = [
  ...(['reset before headers', 'reset mid-body', 'rate limited', 'server error', 'unavailable', 'conflict'] as const),
  ...(['bad gateway', 'overloaded', 'bad request', 'payload too large', 'context exceeded', 'error body'] as const),
  ...(['error event', 'missing end', 'garbled line', 'cut off', 'refusal', 'empty', 'free text', 'fenced'] as const),
  ...(['invalid json', 'truncated json', 'deep nesting', 'prompt truncated', 'broken usage', 'crlf'] as const),
  ...(['repeating reply', 'request timeout', 'too early', 'split characters', 'not streamed'] as const),
];

const passes = [
  { name: 'one', focus: 'The first look.' },
  { name: 'two', focus: 'The second look.' },
];
const profile = { ...header.options.profile, passes };
const files = sources(8);
const paths = [...files.keys()];

/** What a request is about: nothing of it depends on when it is sent. */
const about = ({ file, system, user }: ScriptedRequest) =>
  `${file} ${passes.findIndex(({ focus }) => system.includes(focus))} ${/^Lines: (\d+)/m.exec(user)?.[1]}`;

interface Plan {
  readonly limit: number;
  readonly protocols: readonly ProtocolName[];
  readonly adaptiveParallelism: boolean;
  readonly parallelPasses: boolean;
  /** Small enough for files to be divided, or not. */
  readonly maxPromptTokens: number | undefined;
  /** Which requests meet which fault: by what they are about, at the first try or always. */
  readonly faults: readonly {
    readonly file: string;
    readonly pass: number;
    readonly fault: Fault;
    readonly isAlways: boolean;
  }[];
}

const plans: fc.Arbitrary<Plan> = fc.record({
  limit: fc.integer({ min: 1, max: 9 }),
  protocols: fc.array(fc.constantFrom('ollama' as const, 'openai' as const, 'anthropic' as const), {
    minLength: 1,
    maxLength: 3,
  }),
  adaptiveParallelism: fc.boolean(),
  parallelPasses: fc.boolean(),
  maxPromptTokens: fc.constantFrom(undefined, 1_800),
  faults: fc.array(
    fc.record({
      file: fc.constantFrom(...paths.slice(0, 4)),
      pass: fc.integer({ min: 0, max: 1 }),
      fault: fc.constantFrom(...survivable),
      isAlways: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
});

async function review(plan: Plan): Promise<EngineResult & { readonly servers: readonly ModelServer[] }> {
  const seen = new Map<string, number>();
  const reply = (request: ScriptedRequest) => {
    const tries = seen.get(about(request)) ?? 0;
    seen.set(about(request), tries + 1);
    const fault = plan.faults.find(
      ({ file, pass, isAlways }) =>
        request.file === file && request.system.includes(passes[pass]?.focus ?? '') && (isAlways || tries === 0),
    );
    return fault ? { fault: fault.fault } : {};
  };
  const servers = await Promise.all(plan.protocols.map(() => startModelServer({ reply })));
  try {
    const { adaptiveParallelism, parallelPasses, limit, maxPromptTokens } = plan;
    const result = await runEngine({
      files,
      servers: servers.map((server, index) => ({ server, protocol: plan.protocols[index] ?? 'openai' })),
      ...{ limit, maxPromptTokens },
      options: { adaptiveParallelism, parallelPasses, profile },
      guardMs: 20_000,
    });
    return { ...result, servers };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

type Finished = RunEvent & { type: 'file.finished' };

function check(
  plan: Plan,
  done: EngineResult & { readonly servers: readonly ModelServer[] },
  clean: EngineResult,
): void {
  const { store } = done.run;
  const summary = store.summary();
  assert.equal(store.state.kind, 'finished');
  assert.equal(summary.reviewed + summary.failed, files.size, 'every file has come to its end');
  const touched = new Set(plan.faults.map(({ file }) => file));
  for (const path of paths) {
    if (!touched.has(path)) {
      assert.deepEqual(done.files[path], clean.files[path], path);
    }
    const { totalLines } = clean.files[path]?.coverage ?? assert.fail();
    const { status, coverage } = done.files[path] ?? assert.fail();
    assert.ok(status === 'failed' || coverage?.reviewedLines === totalLines, `${path} is ${status}`);
  }
  const finished = done.events.filter((event): event is Finished => event.type === 'file.finished');
  const started = done.events.filter(({ type }) => type === 'file.started');
  assert.equal(started.length, finished.length);
  assert.ok(mostAtOnce(done.events) <= plan.limit, 'never more than permitted');
  const spent = finished.reduce(
    (sum, { tokens }) => sum + (tokens?.promptTokens ?? 0) + (tokens?.completionTokens ?? 0),
    0,
  );
  assert.equal(summary.promptTokens + summary.completionTokens, spent, 'tokens of the files and of the tries');
}

function mostAtOnce(events: readonly RunEvent[]): number {
  let [now, most] = [0, 0];
  for (const { type } of events) {
    now += type === 'file.started' ? 1 : type === 'file.finished' ? -1 : 0;
    most = Math.max(most, now);
  }
  return most;
}

describe('a run in which anything may go wrong', () => {
  it('brings every file to its end, adds up, and leaves what no fault met as it is', async () => {
    const clean = new Map<number | undefined, EngineResult>();
    for (const maxPromptTokens of [undefined, 1_800]) {
      const plan = { limit: 4, adaptiveParallelism: false, parallelPasses: false, maxPromptTokens, faults: [] };
      clean.set(maxPromptTokens, await review({ ...plan, protocols: ['openai'] }));
    }
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        check(plan, await review(plan), clean.get(plan.maxPromptTokens) ?? assert.fail());
      }),
      { numRuns: isComplete ? 120 : 15 },
    );
  });
});
