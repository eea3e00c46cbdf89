import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { estimateOf } from '../../../src/compose/runEstimate';
import type { EndpointOptions } from '../../../src/core/options';
import { rememberSpeeds, speedKey } from '../../../src/store/speeds';
import { header } from '../fakes';
import { useFolder } from '../workspace/support';

describe('the estimate of a run', () => {
  const state = useFolder();
  const files = Array.from({ length: 100 }, (_, n) => ({ kind: 'file', path: `f${n}.ts`, bytes: 3_000 }) as const);
  const timeOf = async (endpoint: EndpointOptions) => {
    const speed = { requests: 50, requestsPerSecond: 2, requestMs: 1_000, parallel: 2, tokenRatio: 1 };
    await rememberSpeeds(state.path, new Map([[speedKey(endpoint), speed]]));
    const options = { ...header.options, reviewers: ['model'] as const, endpoints: [endpoint] };
    return (await estimateOf({ stateRoot: state.path, realPath: '/folder' }, options, 64, files))?.durationMs;
  };

  it('reckons with two requests at once for a model of VS Code’s, unless it is told another number', async () => {
    const usual = await timeOf({ id: 'v', kind: 'vscode', model: 'copilot/x' });
    assert.deepEqual(usual, { low: 50_000, high: 50_000 });
    assert.deepEqual(await timeOf({ id: 'v', kind: 'vscode', model: 'copilot/x', maxConcurrency: 2 }), usual);
    assert.notDeepEqual(await timeOf({ id: 'v', kind: 'vscode', model: 'copilot/x', maxConcurrency: 8 }), usual);
  });

  it('reckons with no picture, archive or program, whatever they weigh', async () => {
    const endpoint: EndpointOptions = { id: 'o', kind: 'openai', url: 'http://127.0.0.1:9/v1', model: 'm' };
    const options = { ...header.options, reviewers: ['model'] as const, endpoints: [endpoint] };
    const more = ['a.png', 'b/C.JPG', 'fonts/d.woff2', 'e.zip', 'f.exe'].map((path) => {
      return { kind: 'file', path, bytes: 900_000 } as const;
    });
    const place = { stateRoot: state.path, realPath: '/folder' };
    const plain = await estimateOf(place, options, 4, files);
    assert.deepEqual(await estimateOf(place, options, 4, [...files, ...more]), plain);
    const text = { kind: 'file', path: 'picture.svg', bytes: 900_000 } as const;
    assert.equal((await estimateOf(place, options, 4, [...files, text]))?.files, 101);
  });

  it('reckons with the thinking that is asked for, and with no speed of a model that thought otherwise', async () => {
    const estimated = async (...endpoints: EndpointOptions[]) => {
      const options = { ...header.options, reviewers: ['model'] as const, endpoints };
      const estimate = await estimateOf({ stateRoot: state.path, realPath: '/folder' }, options, 64, files);
      return { tokens: estimate?.completionTokens.high ?? 0, isTimed: estimate?.durationMs !== undefined };
    };
    const endpoint = { id: 'o', kind: 'ollama', url: 'http://127.0.0.1:1', model: 'm' } as const;
    const none = await estimated(endpoint);
    const low = await estimated(endpoint, { ...endpoint, thinking: 'low' });
    const high = await estimated({ ...endpoint, thinking: 'high' });
    assert.ok(none.tokens < low.tokens && low.tokens < high.tokens, JSON.stringify({ none, low, high }));
    await timeOf(endpoint);
    assert.deepEqual(
      [await estimated(endpoint), await estimated({ ...endpoint, thinking: 'high' })].map(({ isTimed }) => isTimed),
      [true, false],
    );
  });

  it('counts what may be shown along with files, where the profile wants it and the language has it', async () => {
    const endpoint: EndpointOptions = { id: 'o', kind: 'openai', url: 'http://127.0.0.1:9/v1', model: 'm' };
    const tokensOf = async (context: 'none' | 'signatures', ending: string) => {
      const profile = { ...header.options.profile, context };
      const options = { ...header.options, profile, reviewers: ['model'] as const, endpoints: [endpoint] };
      const found = files.map((file) => ({ ...file, path: `${file.path}.${ending}` }));
      return (
        (await estimateOf({ stateRoot: state.path, realPath: '/folder' }, options, 4, found))?.promptTokens ??
        assert.fail()
      );
    };
    const [none, shown] = [await tokensOf('none', 'ts'), await tokensOf('signatures', 'ts')];
    assert.ok(shown.low > none.low && shown.high > none.high * 1.05, JSON.stringify([none, shown]));
    assert.deepEqual(await tokensOf('signatures', 'md'), await tokensOf('none', 'md'));
  });
});
