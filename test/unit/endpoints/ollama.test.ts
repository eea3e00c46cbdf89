import assert from 'node:assert/strict';
import { Answer } from '../../../src/endpoints/protocols/answer';
import { ollama } from '../../../src/endpoints/protocols/ollama';
import { complete, endpointFor, requestFor, withServer } from './support';

/** Times in milliseconds. */
function queuedShare(total: unknown, load: unknown, prompt: unknown, evaluation: unknown): number | undefined {
  const answer = new Answer();
  const nanoseconds = (ms: unknown): unknown => (typeof ms === 'number' ? ms * 1e6 : ms);
  const message = {
    done: true,
    total_duration: nanoseconds(total),
    load_duration: nanoseconds(load),
    prompt_eval_duration: nanoseconds(prompt),
    eval_duration: nanoseconds(evaluation),
  };
  ollama.read(JSON.parse(JSON.stringify(message)), answer);
  return answer.queuedShare;
}

describe('the share of the time that a request waited at an Ollama server', () => {
  const cases: readonly (readonly [Parameters<typeof queuedShare>, number | undefined])[] = [
    [[1_000, 100, 200, 300], 0.4],
    [[1_000, undefined, undefined, 300], 0.7],
    [[1_000, 0, 500, 500], 0],
    [[1_000, 0, 500, 510], 0],
    [[1_000, 0, 500, 900], undefined],
    [[undefined, 0, 1, 1], undefined],
    [[1_000, 0, 1, undefined], undefined],
    [[0, 0, 0, 0], undefined],
    [[-1_000, 0, 0, 1], undefined],
    [[1_000, -2_000, 0, 1], undefined],
    [[1e300, 0, 1, 1], undefined],
    [['1000', 0, 1, 1], undefined],
  ];
  for (const [durations, expected] of cases) {
    it(`${durations.join(', ')} → ${expected}`, () => {
      const share = queuedShare(...durations);
      assert.equal(share === undefined ? undefined : Math.round(share * 1_000) / 1_000, expected);
    });
  }

  it('is seen at a server with one slot', () =>
    withServer({ slots: 1, latencyMs: 100 }, async (server) => {
      const endpoint = await endpointFor('ollama', server);
      const shares = (await Promise.all(['a.ts', 'b.ts'].map((file) => complete(endpoint, requestFor(file))))).map(
        (completion) => (completion.kind === 'complete' ? (completion.queuedShare ?? -1) : -1),
      );
      assert.ok(Math.min(...shares) < 0.2 && Math.max(...shares) > 0.35, `${shares}`);
    }));
});

describe('an Ollama server that cannot hold replies to a schema', () => {
  it('is asked in words alone', () =>
    withServer({ refuses: ['format'] }, async (server) => {
      const endpoint = await endpointFor('ollama', server);
      await complete(endpoint);
      assert.equal((await complete(endpoint)).kind, 'complete');
      assert.deepEqual(
        server.requests.map(({ body }) => 'format' in body),
        [true, false, false],
      );
    }));
});
