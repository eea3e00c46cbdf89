import assert from 'node:assert/strict';
import type { ServerOptions } from '../../../src/core/options';
import { createEndpoint, listModels } from '../../../src/endpoints/createEndpoint';
import { closedUrl, startModelServer } from '../../modelServer/modelServer';
import type { ModelServer } from '../../modelServer/types';
import { complete, endpointFor, never, optionsFor, protocols } from './support';

describe('making an endpoint', () => {
  let server: ModelServer;
  before(async () => {
    server = await startModelServer({
      models: [
        { name: 'scripted:latest' },
        { name: 'big:120b-cloud' },
        { name: 'alias:latest', remoteHost: 'https://x.example' },
      ],
    });
  });
  after(() => server.stop());
  beforeEach(() => server.clear());

  it('lists what the server has, with what is served from a cloud', async () => {
    assert.deepEqual(await listModels(optionsFor('ollama', server.url), undefined, never), {
      kind: 'models',
      models: [
        { name: 'scripted:latest', cloud: false, digest: 'sha256:scripted' },
        { name: 'big:120b-cloud', cloud: true, digest: 'sha256:scripted' },
        { name: 'alias:latest', cloud: true, digest: 'sha256:scripted' },
      ],
    });
    assert.deepEqual(server.metadata, ['/api/tags']);
    const list = await listModels(optionsFor('openai', server.url), undefined, never);
    assert.deepEqual(list.kind === 'models' && list.models.map(({ name }) => name), [
      'scripted:latest',
      'big:120b-cloud',
      'alias:latest',
    ]);
    assert.equal(server.requests.length, 0);
  });

  for (const protocol of protocols) {
    it(`asks to name a model when none is named (${protocol})`, async () => {
      const { model: _, ...options } = optionsFor(protocol, server.url);
      const creation = await createEndpoint(options, undefined, never);
      assert.equal(creation.kind, 'failed');
      assert.equal(creation.reason, 'model missing');
      assert.match(
        creation.message,
        /^Name a model for endpoint "\w+-1"\. The server has: scripted:latest, big:120b-cloud, alias/,
      );
      assert.equal(server.requests.length, 0);
    });

    it(`says why when it cannot ask the server (${protocol})`, async () => {
      const { model: _, ...options } = optionsFor(protocol, await closedUrl());
      const creation = await createEndpoint(options, undefined, never);
      assert.equal(creation.kind === 'failed' && creation.reason, 'server down');
    });
  }

  it('knows whether the text stays on this machine', async () => {
    const local = async (model: string): Promise<boolean> => {
      const creation = await createEndpoint({ ...optionsFor('ollama', server.url), model }, undefined, never);
      return creation.kind === 'endpoint' && creation.endpoint.local;
    };
    assert.deepEqual(
      await Promise.all(['scripted', 'scripted:latest', 'big:120b-cloud', 'alias', 'kimi:cloud'].map(local)),
      [true, true, false, false, false],
    );
    for (const [url, expected] of [
      ['http://localhost:1', true],
      ['http://127.3.2.1:1', true],
      ['http://[::1]:1', true],
      ['http://localhost.example.com', false],
      ['http://127.0.0.1.example.com', false],
      ['http://10.0.0.1', false],
      ['http://0.0.0.0', false],
    ] as const) {
      const creation = await createEndpoint(
        { id: 'o', kind: 'openai', url, model: 'm', contextTokens: 8_000 },
        undefined,
        never,
      );
      assert.equal(creation.kind === 'endpoint' && creation.endpoint.local, expected, url);
    }
  });

  const refused: readonly (readonly [string, Partial<ServerOptions>, string | undefined, RegExp])[] = [
    ['an address that is none', { url: 'localhost 11434' }, undefined, /must be an address that starts with http/],
    ['another scheme', { url: 'file:///etc/passwd' }, undefined, /must be an address that starts with http/],
    [
      'a password in the address',
      { url: 'http://user:hunter2@127.0.0.1' },
      undefined,
      /must not have a user name or password/,
    ],
    [
      'a key in the clear',
      { url: 'http://gpu.example:8000' },
      'key-0123456789',
      /not sent to http:\/\/gpu\.example:8000 in the clear/,
    ],
    [
      'a key behind a question mark',
      { url: 'http://127.0.0.1/v1?api_key=hunter2' },
      undefined,
      /must not have a key in it/,
    ],
    ['a key behind a hash sign', { url: 'http://127.0.0.1/v1#hunter2' }, undefined, /must not have a part behind “#”/],
    [
      'its key in the address',
      { url: 'http://127.0.0.1/key-0123456789/v1' },
      'key-0123456789',
      /must not have its key in it/,
    ],
    ['a key that nobody could tell from a word', {}, 'hunter2', /fewer than 8 letters and digits/],
    ['a key that breaks the header', {}, 'key\r\nx-evil: 1', /characters that no key has/],
  ];
  for (const [name, options, key, message] of refused) {
    it(`refuses ${name}`, async () => {
      const creation = await createEndpoint({ ...optionsFor('ollama', server.url), ...options }, key, never);
      assert.equal(creation.kind, 'failed');
      assert.match(creation.message, message);
      assert.doesNotMatch(creation.message, /hunter2|key-0123|evil/);
      const list = await listModels({ ...optionsFor('ollama', server.url), ...options }, key, never);
      assert.equal(list.kind, 'failed');
      assert.equal(server.metadata.length, 0);
    });
  }

  it('finds the protocol below any base address', async () => {
    for (const [kind, path] of [
      ['ollama', '/'],
      ['ollama', '/v1'],
      ['ollama', '/api/'],
      ['openai', '/v1/'],
      ['openai', '/v1?api-version=7'],
    ] as const) {
      const options = { ...optionsFor(kind, server.url), url: `${server.url}${path}` };
      const creation = await createEndpoint(options, undefined, never);
      assert.equal(creation.kind, 'endpoint');
      assert.equal((await complete(creation.endpoint)).kind, 'complete', path);
    }
    const lacking = await createEndpoint({ ...optionsFor('openai', server.url), url: server.url }, undefined, never);
    assert.equal(lacking.kind, 'endpoint');
    const completion = await complete(lacking.endpoint);
    assert.match(completion.kind === 'failed' ? completion.message : '', /Does the address lack "\/v1"\?/);
  });

  it('takes the limit and the context it is given', async () => {
    const options = { ...optionsFor('openai', server.url), maxConcurrency: 3, contextTokens: 8_000 };
    const creation = await createEndpoint(options, undefined, never);
    assert.equal(creation.kind, 'endpoint');
    assert.deepEqual([creation.endpoint.maxConcurrency, creation.endpoint.maxPromptTokens], [3, 6_000]);
    const open = await endpointFor('openai', server);
    assert.deepEqual([open.maxConcurrency, open.maxPromptTokens], [undefined, undefined]);
  });
});
