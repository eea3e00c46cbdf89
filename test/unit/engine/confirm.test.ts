import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import type { Profile } from '../../../src/core/options';
import { findProfile } from '../../../src/core/prompt/profiles';
import { toHiddenText } from '../../../src/core/report/hiddenText';
import { modelFigures } from '../../../src/core/report/modelFigures';
import { toResults } from '../../../src/core/report/results';
import { toText } from '../../../src/core/report/runText';
import { plainStyle } from '../../../src/core/report/style';
import { startModelServer } from '../../modelServer/modelServer';
import type { ModelServer, Reply, ReplyFinding, ScriptedRequest } from '../../modelServer/types';
import { allOf, header, replay, textOf } from '../fakes';
import { type EngineResult, type EngineRun, type ResultFinding, runEngine } from './engine';

const bugs = findProfile('bugs') ?? assert.fail();
const confirming: Profile = { ...bugs, confirm: true };
const nothing: Reply = { findings: [] };

/** A number from 0 to 1 that a text always has. */
function chance(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

function finding(file: string, line: number, confidence: ReplyFinding['confidence'] = 'high'): ReplyFinding {
  const isWrong = chance(`wrong ${file} ${line}`) < 0.5;
  return {
    title: `${isWrong ? 'Wrong' : 'Right'} about number${line} of ${file}`,
    explanation: `What number${line} does is no good in place ${line}.`,
    severity: 'warning',
    category: 'bug',
    confidence,
    startLine: line,
    endLine: line,
    edits: [
      { startLine: line, endLine: line, oldText: `const number${line} = ${line};`, newText: `const n = ${line};` },
    ],
  };
}

function files(count: number): Map<string, string> {
  const lines = Array.from({ length: 30 }, (_, index) => `const number${index + 1} = ${index + 1};`);
  return new Map(Array.from({ length: count }, (_, file) => [`f${file}.ts`, `${lines.join('\n')}\n// ${file}\n`]));
}

/** Four findings of each file, half of all of them wrong; of the wrong ones it takes half back when it is asked again. */
function halfWrong({ file, confirms }: ScriptedRequest): Reply {
  const latencyMs = Math.random() * 12;
  if (!confirms) {
    return { findings: [2, 9, 16, 23].map((line) => finding(file, line)), latencyMs };
  }
  const isWrong = confirms.title.startsWith('Wrong');
  const isSeen = chance(`seen ${confirms.title}`) < 0.5;
  return { verdict: isWrong && isSeen ? 'refuted' : 'confirmed', reason: `So says line ${confirms.lines}.`, latencyMs };
}

async function withServer(
  script: (request: ScriptedRequest) => Reply,
  run: (server: ModelServer, engine: EngineRun) => Promise<void>,
): Promise<void> {
  const server = await startModelServer({ reply: script });
  try {
    const options = { profile: confirming };
    await run(server, { files: files(3), servers: [{ protocol: 'openai', server }], limit: 4, options });
  } finally {
    await server.stop();
  }
}

const shownIn = ({ files: results }: EngineResult): ResultFinding[] =>
  Object.values(results).flatMap(({ findings }) => findings);
const hiddenIn = ({ files: results }: EngineResult) => Object.values(results).flatMap(({ hidden = [] }) => hidden);
const asked = (server: ModelServer) => server.requests.filter(({ confirms }) => confirms);
const resultsOf = ({ run }: EngineResult): string => textOf(toResults(run.store));

describe('findings that are to be confirmed', function () {
  this.timeout(60_000);

  it('halves what is shown of the wrong ones, keeps all that is confirmed, and asks once about each', async () => {
    await withServer(halfWrong, async (server, engine) => {
      const all = { ...engine, files: files(40) };
      const without = await runEngine({ ...all, options: { profile: bugs } });
      assert.equal(asked(server).length, 0, 'without the word in the profile nobody is asked');
      server.clear();
      const result = await runEngine(all);
      const wrong = (findings: readonly ResultFinding[]) => findings.filter(({ title }) => title.startsWith('Wrong'));
      const [before, after] = [shownIn(without), shownIn(result)];
      assert.equal(before.length, 160);
      const share = wrong(after).length / wrong(before).length;
      assert.ok(share > 0.35 && share < 0.65, `${share} of the wrong ones are left`);
      assert.deepEqual(
        after.filter(({ title }) => title.startsWith('Right')).map(({ title }) => title),
        before.filter(({ title }) => title.startsWith('Right')).map(({ title }) => title),
      );
      assert.ok(after.every(({ confirmation }) => confirmation?.verdict === 'confirmed'));
      assert.equal(hiddenIn(result).length, before.length - after.length);
      assert.ok(hiddenIn(result).every(({ hiddenBy, title }) => hiddenBy === 'refuted' && title.startsWith('Wrong')));
      const titles = asked(server).map(({ confirms }) => confirms?.title);
      assert.equal(new Set(titles).size, before.length);
      assert.equal(titles.length, before.length);
      const { confirmations, hidden } = result.run.store.summary();
      const none = { unsure: 0, alike: 0, 'not confirmed': {}, 'not asked': {} };
      const counts = { confirmed: after.length, refuted: hidden, ...none };
      assert.deepEqual(confirmations, counts);
    });
  });

  it('comes to the same for every limit, whichever reply is first', async () => {
    await withServer(halfWrong, async (_, engine) => {
      const all: string[] = [];
      for (const limit of [1, 4, 8]) {
        all.push(resultsOf(await runEngine({ ...engine, files: files(12), limit })));
      }
      assert.ok(all[0]?.includes('"refuted"') && all[0].includes('"confirmed"'));
      assert.deepEqual(new Set(all).size, 1);
    });
  });

  it('goes through the same limits, and to whichever server has the model', async () => {
    const other = await startModelServer({ reply: halfWrong });
    await withServer(halfWrong, async (server, engine) => {
      const servers = [...engine.servers, { protocol: 'openai', server: other, maxConcurrency: 1 } as const];
      const all: string[] = [];
      for (const limit of [1, 3, 8]) {
        server.clear();
        other.clear();
        all.push(resultsOf(await runEngine({ ...engine, servers, files: files(16), limit })));
        assert.ok(
          server.maxInFlight + other.maxInFlight <= limit + 1,
          `${server.maxInFlight} and ${other.maxInFlight}`,
        );
        assert.ok(server.maxInFlight <= limit && other.maxInFlight <= 1);
        assert.ok(limit === 1 || (asked(server).length > 0 && asked(other).length > 0));
      }
      assert.equal(new Set(all).size, 1);
    }).finally(() => other.stop());
  });

  it('is tried again where the server failed, as often as any request', async () => {
    let failures = 0;
    // Of each file the review comes first, then two tries in vain.
    const script = ({ file, confirms, earlier }: ScriptedRequest): Reply => {
      if (confirms && earlier < 3) {
        failures++;
        return earlier === 1 ? { fault: 'rate limited', retryAfter: '1' } : { fault: 'unavailable' };
      }
      return confirms ? { verdict: 'refuted' } : { findings: [finding(file, 2)] };
    };
    await withServer(script, async (_, engine) => {
      const result = await runEngine({ ...engine, files: files(8) });
      assert.equal(failures, 16);
      assert.equal(shownIn(result).length, 0, JSON.stringify(shownIn(result)));
      assert.equal(hiddenIn(result).length, 8);
      const again = result.events.filter(
        (event) => event.type === 'confirm.finished' && event.outcome === 'will retry',
      );
      assert.equal(again.length, failures);
    });
  });

  it('is told neither how sure the finding is nor what it weighs nor its edit, and always in the same words', async () => {
    await withServer(halfWrong, async (server, engine) => {
      await runEngine(engine);
      const requests = asked(server);
      assert.equal(new Set(requests.map(({ system }) => system)).size, 1);
      for (const { user, confirms } of requests) {
        const [, , lines, said, ...code] = user.split('\n');
        assert.deepEqual(Object.keys(confirms ?? {}), ['lines', 'title', 'explanation']);
        assert.ok(!/high|warning|const n =/.test(said ?? ''), said);
        assert.equal(lines, 'Lines: 1-32 of 32');
        assert.equal(code[1], '2| const number2 = 2;');
      }
    });
  });

  it('is in the records, so that a run that is read again shows the same', async () => {
    await withServer(halfWrong, async (_, engine) => {
      const result = await runEngine(engine);
      const again = replay(result.records) ?? assert.fail();
      assert.equal(textOf(toResults(again)), resultsOf(result));
      assert.deepEqual(again.summary().confirmations, result.run.store.summary().confirmations);
      const text = await allOf(toHiddenText(again, plainStyle));
      assert.match(
        text,
        /Wrong about .*\n.*\n.*hidden because a model .*\n\s+= refuted by scripted:latest: So says line/,
      );
      assert.match(
        await allOf(toText(again, plainStyle)),
        /findings were put to a model once more: \d+ confirmed, \d+ refuted and hidden\./,
      );
    });
  });

  it('holds what is left in doubt to be less sure by one step, and then keeps to the bounds', async () => {
    const script = ({ file, confirms }: ScriptedRequest): Reply =>
      confirms
        ? { verdict: 'unsure', reason: 'The caller is not shown.' }
        : { findings: [finding(file, 2, 'high'), finding(file, 9, 'medium'), finding(file, 16, 'low')] };
    await withServer(script, async (server, engine) => {
      const result = await runEngine({ ...engine, files: files(1) });
      assert.equal(asked(server).length, 2, 'what is hidden anyway is not asked about');
      const facts = ({ confidence, confirmation }: ResultFinding) => [confidence, confirmation?.verdict];
      assert.deepEqual(shownIn(result).map(facts), [['medium', 'unsure']]);
      assert.deepEqual(
        hiddenIn(result).map((hidden) => [...facts(hidden), hidden.hiddenBy]),
        [
          ['low', 'unsure', 'profile'],
          ['low', undefined, 'profile'],
        ],
      );
      assert.match(
        await allOf(toHiddenText(result.run.store, plainStyle)),
        /confidence low\n\s+= unsure \(scripted:latest\), so its confidence is low instead of medium: The caller is not shown\./,
      );
    });
  });

  it('leaves a finding as it is, and says why, where there is no verdict', async () => {
    const faults: readonly [Reply, string][] = [
      [{ text: 'I cannot say.' }, 'invalid model response'],
      [{ fault: 'empty' }, 'empty reply'],
      [{ fault: 'refusal' }, 'refused'],
      [{ fault: 'cut off' }, 'reply cut off'],
      [{ fault: 'server error' }, 'server error'],
      [{ fault: 'reset before headers' }, 'connection lost'],
      [{ fault: 'prompt truncated' }, 'prompt truncated'],
      [{ fault: 'bad request' }, 'bad request'],
    ];
    for (const [fault, reason] of faults) {
      const script = ({ file, confirms }: ScriptedRequest): Reply =>
        !confirms ? { findings: [finding(file, 2), finding(file, 9)] } : confirms.lines === '2-2' ? fault : {};
      await withServer(script, async (server, engine) => {
        const result = await runEngine({ ...engine, files: files(1) });
        assert.deepEqual(
          shownIn(result).map(({ confidence, confirmation }) => [
            confidence,
            confirmation?.verdict,
            confirmation?.reason,
          ]),
          [
            ['high', 'not confirmed', reason],
            ['high', 'confirmed', 'The scripted model says so.'],
          ],
        );
        assert.equal(result.files['f0.ts']?.status, 'reviewed');
        assert.deepEqual(result.run.store.summary().confirmations['not confirmed'], { [reason]: 1 });
        assert.equal(asked(server).filter(({ confirms }) => confirms?.lines === '9-9').length, 1);
      });
    }
  });

  it('asks the endpoint that is named for it, and no other', async () => {
    const other = await startModelServer({ reply: ({ confirms }) => (confirms ? { verdict: 'refuted' } : nothing) });
    await withServer(halfWrong, async (server, engine) => {
      const servers = [...engine.servers, { protocol: 'openai', server: other } as const];
      const options = { ...engine.options, confirmEndpoint: other.url };
      const result = await runEngine({ ...engine, servers, options, files: files(8) });
      assert.equal(asked(server).length, 0);
      assert.equal(shownIn(result).length, 0);
      assert.equal(hiddenIn(result).length, asked(other).length);
      assert.ok(asked(other).length > 0);
    }).finally(() => other.stop());
  });

  it('leaves all findings as they are when the endpoint named for it is down', async () => {
    const other = await startModelServer();
    await withServer(halfWrong, async (server, engine) => {
      const servers = [...engine.servers, { protocol: 'openai', server: other } as const];
      const options = { ...engine.options, confirmEndpoint: other.url };
      const all = files(6);
      const stopped: Promise<void>[] = [];
      const result = await runEngine({
        ...engine,
        files: all,
        servers,
        options,
        begun: () => stopped.push(other.stop()),
      });
      await Promise.all(stopped);
      assert.equal(shownIn(result).length, 24);
      assert.equal(asked(server).length, 0);
      assert.ok(shownIn(result).every(({ confirmation }) => confirmation?.verdict === 'not asked'));
      assert.deepEqual(result.run.store.summary().confirmations['not asked'], { 'server down': 24 });
      assert.ok(shownIn(result).every(({ confirmation }) => confirmation?.reason === 'server down'));
      assert.ok(Object.values(result.files).every(({ status }) => status === 'reviewed'));
    });
  });

  it('spends no more than the budget: what is left over is not confirmed, and said to be', async () => {
    const small = files(1);
    await withServer(halfWrong, async (server, engine) => {
      const whole = await runEngine({ ...engine, files: small });
      const { promptTokens, completionTokens } = whole.run.store.summary();
      const spent = promptTokens + completionTokens;
      const perRequest = asked(server).length;
      assert.equal(perRequest, 4);
      server.clear();
      const maxTokens = spent;
      const result = await runEngine({ ...engine, files: small, limit: 1, options: { ...engine.options, maxTokens } });
      const left = shownIn(result).filter(({ confirmation }) => confirmation?.verdict === 'not asked');
      assert.ok(left.length > 0 && asked(server).length > 0 && left.length + asked(server).length === 4);
      assert.ok(left.every(({ confirmation }) => confirmation?.reason === 'over the budget'));
      const after = result.run.store.summary();
      assert.ok(after.promptTokens + after.completionTokens <= maxTokens);
      assert.equal(result.files['f0.ts']?.status, 'reviewed');
    });
  });

  it('masks what its reason has of a secret in the file', async () => {
    const password = 'k3J9xQ7zLm2Vw8';
    const text = `const db = { password: "${password}" };\nuse(db);\n`;
    const script = ({ confirms }: ScriptedRequest): Reply =>
      confirms ? { reason: `It is ${password}, plainly.` } : { findings: [{ ...finding('a.ts', 1), edits: [] }] };
    await withServer(script, async (_, engine) => {
      const result = await runEngine({ ...engine, files: new Map([['a.ts', text]]) });
      const reasons = shownIn(result).map(({ confirmation }) => confirmation?.reason);
      assert.deepEqual(reasons, [`It is ${'*'.repeat(password.length)}, plainly.`]);
      assert.ok(
        !JSON.stringify(result.records.filter(({ type }) => type === 'found')).includes(`${password}, plainly`),
      );
    });
  });

  it('masks what a server that fails says of a secret in the file', async () => {
    const password = 'k3J9xQ7zLm2Vw8';
    const text = `const db = { password: "${password}" };\nuse(db);\n`;
    const body = JSON.stringify({ error: { message: `no such option: ${password}, plainly` } });
    const script = ({ confirms }: ScriptedRequest): Reply =>
      confirms ? { raw: { status: 400, body } } : { findings: [{ ...finding('a.ts', 1), edits: [] }] };
    await withServer(script, async (_, engine) => {
      const result = await runEngine({ ...engine, files: new Map([['a.ts', text]]) });
      const [shown] = result.run.store.file('a.ts')?.findings ?? [];
      assert.match(shown?.confirmation?.message ?? '', /no such option: \*{14}, plainly/);
      assert.ok(!JSON.stringify(result.records).includes(`${password}, plainly`));
    });
  });

  it('asks about each place of which the same is said, and once where it is the same place', async () => {
    const said = (startLine: number, isPlaced: boolean): ReplyFinding => {
      const { edits, ...rest } = finding('f0.ts', startLine);
      const nowhere = [{ startLine, endLine: startLine, oldText: 'return nothing.likeThis();', newText: '' }];
      const words = { title: 'Wrong number', explanation: 'It is no good.' };
      return { ...rest, ...words, endLine: startLine, edits: isPlaced ? edits : nowhere };
    };
    for (const isPlaced of [true, false]) {
      const script = ({ confirms }: ScriptedRequest): Reply =>
        confirms
          ? { verdict: confirms.lines === '2-2' ? 'confirmed' : 'refuted' }
          : { findings: [said(2, isPlaced), said(9, isPlaced)] };
      await withServer(script, async (server, engine) => {
        const result = await runEngine({ ...engine, files: files(1) });
        assert.deepEqual(
          asked(server)
            .map(({ confirms }) => confirms?.lines)
            .sort(),
          ['2-2', '9-9'],
        );
        assert.deepEqual([shownIn(result).length, hiddenIn(result).length], [1, 1]);
      });
    }
  });

  it('counts what it costs', async () => {
    await withServer(halfWrong, async (server, engine) => {
      const result = await runEngine(engine);
      const said = server.requests.map(({ system, user }) => Math.ceil((system.length + user.length) / 3.5));
      assert.equal(
        result.run.store.summary().promptTokens,
        said.reduce((sum, tokens) => sum + tokens, 0),
      );
      const tokensOf = (requests: typeof server.requests) =>
        requests.reduce((sum, { system, user }) => sum + Math.ceil((system.length + user.length) / 3.5), 0);
      const summary = result.run.store.summary();
      const { requests, promptTokens } = summary.confirming;
      assert.deepEqual([requests, promptTokens], [asked(server).length, tokensOf(asked(server))]);
      assert.ok(promptTokens > 0 && promptTokens < summary.promptTokens);
      const [figures] = modelFigures(result.run.store);
      assert.equal(figures?.requests, server.requests.length);
      assert.deepEqual({ uncounted: 0, ...figures?.confirming }, summary.confirming);
      assert.match(
        await allOf(toText(result.run.store, plainStyle)),
        /tokens in, [\d,]+ out\. For confirming findings: 12 requests, [\d,]+ tokens in, [\d,]+ out\./,
      );
    });
  });

  it('shows how far it has come, file by file, and tells of each request', async () => {
    const seen = new Set<string>();
    await withServer(halfWrong, async (server, engine) => {
      const result = await runEngine({
        ...engine,
        files: files(1),
        limit: 1,
        begun: ({ store }) =>
          store.onDidChange(() => {
            const status = store.file('f0.ts')?.status;
            if (status?.kind === 'reviewing' && status.confirming) {
              assert.deepEqual(store.file('f0.ts')?.findings, [], 'nobody sees them before');
              seen.add(`${status.confirming.index} of ${status.confirming.count}`);
            }
          }),
      });
      assert.deepEqual([...seen], ['1 of 4', '2 of 4', '3 of 4', '4 of 4']);
      const ends = result.events.flatMap((event) => (event.type === 'confirm.finished' ? [event] : []));
      assert.equal(ends.length, asked(server).length);
      assert.ok(ends.every(({ endpoint, tokens }) => endpoint === server.url && tokens?.promptTokens));
    });
  });

  it('ends a file that is cancelled meanwhile as cancelled, with its findings', async () => {
    let run: EngineResult['run'] | undefined;
    const script = ({ file, confirms }: ScriptedRequest): Reply => {
      if (confirms && confirms.lines === '9-9') {
        setTimeout(() => run?.cancel(), 20);
        return { fault: 'hang before headers' };
      }
      return confirms ? {} : { findings: [finding(file, 2), finding(file, 9)] };
    };
    await withServer(script, async (_, engine) => {
      const result = await runEngine({
        ...engine,
        files: files(1),
        limit: 1,
        begun: (begun) => {
          run = begun;
        },
      });
      assert.equal(result.files['f0.ts']?.status, 'cancelled');
      assert.deepEqual(
        shownIn(result).map(({ confirmation }) => confirmation),
        [
          { model: 'scripted:latest', verdict: 'confirmed', reason: 'The scripted model says so.' },
          { verdict: 'not confirmed', reason: 'cancelled' },
        ],
      );
    });
  });

  it('is given up when the time of its file is up, which is reviewed all the same', async () => {
    const script = ({ file, confirms }: ScriptedRequest): Reply =>
      confirms
        ? confirms.lines === '9-9'
          ? { fault: 'hang before headers' }
          : {}
        : { findings: [2, 9, 16].map((line) => finding(file, line)) };
    await withServer(script, async (server, engine) => {
      // Two seconds by the clock of the engine; one at a time, so that the last is never sent.
      const options = { ...engine.options, fileTimeLimitMs: 500_000 };
      const result = await runEngine({ ...engine, files: files(1), limit: 1, options });
      assert.equal(result.files['f0.ts']?.status, 'reviewed');
      assert.deepEqual(
        shownIn(result).map(({ confirmation }) => [confirmation?.verdict, confirmation?.reason]),
        [
          ['confirmed', 'The scripted model says so.'],
          ['not confirmed', 'timed out'],
          // The lane hears nothing of a question that comes too late.
          ['not asked', 'timed out'],
        ],
      );
      assert.equal(result.events.filter(({ type }) => type === 'confirm.started').length, 2);
      assert.equal(asked(server).length, 2);
    });
  });

  it('shows the lines that a finding names, whose quote is nowhere in the file', async () => {
    const long = Array.from({ length: 400 }, (_, index) => `const number${index + 1} = ${index + 1};`).join('\n');
    const edits = [{ startLine: 300, endLine: 300, oldText: 'return nothing.likeThis();', newText: '' }];
    const placeless = (startLine: number) => ({ ...finding('a.ts', startLine), edits });
    const script = ({ confirms }: ScriptedRequest): Reply =>
      confirms ? {} : { findings: [placeless(300), placeless(9_000)] };
    await withServer(script, async (server, engine) => {
      const result = await runEngine({ ...engine, files: new Map([['a.ts', long]]) });
      const [one, ...others] = asked(server);
      assert.equal(others.length, 0, 'who names no lines is not asked about the first screens of a file');
      assert.equal(one?.confirms?.lines, '300-300');
      assert.match(one?.user ?? '', /^Lines: 240-359 of 400$/m);
      const named = ({ title, startLine, confidence, confirmation }: ResultFinding) => {
        return [title.match(/number\d+/)?.[0], startLine, confidence, confirmation?.verdict, confirmation?.reason];
      };
      assert.deepEqual(shownIn(result).map(named).sort(), [
        ['number300', undefined, 'high', 'confirmed', 'The scripted model says so.'],
        ['number9000', undefined, 'high', 'not asked', 'names no lines'],
      ]);
      const again = replay(result.records) ?? assert.fail();
      assert.equal(textOf(toResults(again)), resultsOf(result));
    });
  });

  it('shows a short file in full with a finding that names no lines', async () => {
    const edits = [{ startLine: 9, endLine: 9, oldText: 'return nothing.likeThis();', newText: '' }];
    const script = ({ confirms }: ScriptedRequest): Reply =>
      confirms ? {} : { findings: [{ ...finding('f0.ts', 9_000), edits }] };
    await withServer(script, async (server, engine) => {
      await runEngine({ ...engine, files: files(1) });
      assert.deepEqual(
        asked(server).map(({ confirms }) => confirms?.lines),
        ['the whole file'],
      );
    });
  });

  it('asks once about findings that say the same of the same place', async () => {
    const edits = [{ startLine: 2, endLine: 2, oldText: 'return nothing.likeThis();', newText: '' }];
    const twice = ['warning', 'error'].map((severity) => ({ ...finding('f0.ts', 2), edits, severity }) as ReplyFinding);
    for (const verdict of ['refuted', 'none'] as const) {
      const answer: Reply = verdict === 'none' ? { text: 'Who knows?' } : { verdict };
      await withServer(
        ({ confirms }) => (confirms ? answer : { findings: twice }),
        async (server, engine) => {
          const result = await runEngine({ ...engine, files: files(1) });
          assert.equal(asked(server).length, 1);
          const verdicts = [...shownIn(result), ...hiddenIn(result)].map(({ confirmation }) => confirmation?.verdict);
          assert.deepEqual(verdicts, verdict === 'none' ? ['not confirmed', 'not confirmed'] : ['refuted', 'refuted']);
        },
      );
    }
  });

  it('asks anew when a file is reviewed again', async () => {
    let verdict: 'refuted' | 'confirmed' = 'refuted';
    const script = ({ file, confirms }: ScriptedRequest): Reply =>
      confirms ? { verdict } : { findings: [finding(file, 2)] };
    await withServer(script, async (server, engine) => {
      const result = await runEngine({ ...engine, files: files(1) });
      assert.equal(shownIn(result).length, 0);
      verdict = 'confirmed';
      await result.run.retry(['f0.ts']);
      assert.equal(asked(server).length, 2);
      assert.deepEqual(
        result.run.store.file('f0.ts')?.findings.map(({ confirmation }) => confirmation?.verdict),
        ['confirmed'],
      );
      assert.equal(result.run.store.file('f0.ts')?.hidden, undefined);
    });
  });

  it('is what the bundled profile for security has done, and no other', () => {
    const names = ['bugs', 'security', 'performance', 'maintainability', 'mentor'];
    assert.deepEqual(
      names.filter((name) => findProfile(name)?.confirm),
      ['security'],
    );
    assert.equal(header.options.profile.confirm, undefined);
  });
});
