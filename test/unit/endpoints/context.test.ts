import assert from 'node:assert/strict';
import type { Endpoint } from '../../../src/core/modelPorts';
import type { ServerOptions } from '../../../src/core/options';
import { createEndpoint, type EndpointSettings } from '../../../src/endpoints/createEndpoint';
import { closedUrl } from '../../modelServer/modelServer';
import type { ModelServer, ModelServerOptions, ProtocolName } from '../../modelServer/types';
import { complete, never, optionsFor, withServer } from './support';

async function make(
  protocol: ProtocolName,
  server: Pick<ModelServer, 'url'>,
  options: Partial<ServerOptions> = {},
  settings: EndpointSettings = {},
): Promise<Endpoint> {
  const creation = await createEndpoint(
    { ...optionsFor(protocol, server.url), ...options },
    undefined,
    never,
    settings,
  );
  assert.equal(creation.kind, 'endpoint', JSON.stringify(creation));
  return creation.endpoint;
}

/** What Ollama is asked for, and what the endpoint says that it leaves for a prompt. */
async function askedOfOllama(
  server: ModelServer,
  options?: Partial<ServerOptions>,
  settings?: EndpointSettings,
): Promise<unknown[]> {
  const endpoint = await make('ollama', server, options, settings);
  await complete(endpoint);
  const { num_ctx } = (server.requests.at(-1)?.body.options ?? {}) as { num_ctx?: number };
  return [num_ctx, endpoint.maxPromptTokens];
}

const model = (contextTokens: number): ModelServerOptions => ({
  models: [{ name: 'scripted:latest', contextTokens }],
});

describe('the context of a run', () => {
  it('is what the run wants of an Ollama model, at most what the model has', () =>
    withServer(model(40_000), async (server) => {
      const told: unknown[] = [];
      const wantedContextTokens = (most: number | undefined): number => {
        told.push(most);
        return 32_768;
      };
      assert.deepEqual(await askedOfOllama(server, {}, { wantedContextTokens }), [32_768, 24_576]);
      assert.deepEqual(await askedOfOllama(server, {}, { wantedContextTokens: () => 65_536 }), [40_000, 30_000]);
      assert.deepEqual(told, [40_000]);
      assert.deepEqual(server.metadata.slice(0, 1), ['/api/show']);
    }));

  it('is what the person says, whatever the run wants', () =>
    withServer(model(40_000), async (server) => {
      const settings = { wantedContextTokens: () => assert.fail('not to be asked') };
      assert.deepEqual(await askedOfOllama(server, { contextTokens: 4_096 }, settings), [4_096, 3_072]);
    }));

  it('has a default for an Ollama server that does not say', async () => {
    const endpoint = await make('ollama', { url: await closedUrl() }, {}, { wantedContextTokens: () => 8_000 });
    assert.equal(endpoint.maxPromptTokens, 6_000);
    const byDefault = await make('ollama', { url: await closedUrl() });
    assert.equal(byDefault.maxPromptTokens, 12_288);
  });

  it('is what a server lists for the model, or llama.cpp for itself', async () => {
    await withServer(model(20_000), async (server) => {
      assert.equal((await make('openai', server)).maxPromptTokens, 15_000);
      assert.equal((await make('anthropic', server)).maxPromptTokens, 15_000);
      assert.equal((await make('openai', server, { contextTokens: 8_000 })).maxPromptTokens, 6_000);
      assert.equal((await make('openai', server, { model: 'alias' })).maxPromptTokens, undefined);
    });
    await withServer({ disguise: 'llama.cpp' }, async (server) => {
      assert.equal((await make('openai', server)).maxPromptTokens, 9_216);
    });
  });

  it('is asked for once, and with metadata alone', () =>
    withServer({ disguise: 'hosted' }, async (server) => {
      assert.equal((await make('openai', server)).maxPromptTokens, undefined);
      assert.deepEqual(server.metadata, ['/v1/models', '/props']);
      assert.equal(server.requests.length, 0);
    }));

  it('is not asked for once the run is cancelled', () =>
    withServer({}, async (server) => {
      const aborted = await createEndpoint(optionsFor('openai', server.url), undefined, AbortSignal.abort());
      assert.equal(aborted.kind, 'cancelled');
      assert.deepEqual(server.metadata, []);
    }));
});
