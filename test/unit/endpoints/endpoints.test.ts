import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import * as net from 'node:net';
import type { EndpointFailure } from '../../../src/core/modelPorts';
import { replySchema } from '../../../src/core/prompt/replySchema';
import { createEndpoint } from '../../../src/endpoints/createEndpoint';
import { EndpointMemory } from '../../../src/endpoints/setup/endpointMemory';
import type { LoggedRequest } from '../../modelServer/types';
import { complete, endpointFor, eventually, never, optionsFor, protocols, requestFor, withServer } from './support';

for (const protocol of protocols) {
  describe(`an endpoint (${protocol})`, () => {
    for (const fault of ['hang before headers', 'hang mid-stream', 'keep-alive only'] as const) {
      it(`closes its socket at once when aborted: ${fault}`, () =>
        withServer({ reply: () => ({ fault }) }, async (server) => {
          const endpoint = await endpointFor(protocol, server);
          const controller = new AbortController();
          const completion = complete(endpoint, requestFor(), controller.signal);
          await eventually(() => server.requests.length === 1);
          const [request] = server.requests as [LoggedRequest];
          await eventually(() => fault === 'hang before headers' || request.firstByteAt !== undefined);
          controller.abort();
          assert.deepEqual(await completion, { kind: 'cancelled' });
          await eventually(() => request.end === 'closed by client', 1_000);
        }));
    }

    for (const code of ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'EHOSTUNREACH', 'ETIMEDOUT']) {
      it(`takes for lost, not for absent, what breaks behind a connection that stood: ${code}`, () =>
        withServer({ reply: () => ({ fault: 'hang before headers' }) }, async (server) => {
          const endpoint = await endpointFor(protocol, server);
          let socket: net.Socket | undefined;
          const onSocket = (message: unknown) => {
            socket = (message as { socket: net.Socket }).socket;
          };
          subscribe('net.client.socket', onSocket);
          const completion = complete(endpoint);
          await eventually(() => server.requests.length === 1);
          unsubscribe('net.client.socket', onSocket);
          socket?.destroy(Object.assign(new Error('cut'), { code }));
          const { reason, server: sign } = (await completion) as EndpointFailure;
          assert.deepEqual([reason, sign], ['connection lost', 'troubled']);
        }));
    }

    it('sends nothing when aborted before', () =>
      withServer({}, async (server) => {
        const endpoint = await endpointFor(protocol, server);
        assert.deepEqual(await complete(endpoint, requestFor(), AbortSignal.abort()), { kind: 'cancelled' });
        assert.equal(server.requests.length, 0);
      }));

    it('waits as long as content comes, however slowly', () => {
      const text = `{"findings": [${' '.repeat(35)}]}`;
      return withServer({ reply: () => ({ text, chunkLength: 1, chunkDelayMs: 40 }) }, async (server) => {
        const endpoint = await endpointFor(protocol, server, { firstContentMs: 1_500, idleMs: 1_500 });
        const completion = await complete(endpoint);
        assert.equal(completion.kind === 'complete' && completion.text, text);
      });
    });

    it('gives up on a reply that does not end in time', () =>
      withServer({ reply: () => ({ text: 'x'.repeat(200), chunkLength: 1, chunkDelayMs: 10 }) }, async (server) => {
        const endpoint = await endpointFor(protocol, server, { totalMs: 150 });
        const completion = await complete(endpoint);
        assert.equal(completion.kind === 'failed' && completion.reason, 'timed out');
        assert.match(completion.kind === 'failed' ? completion.message : '', /did not come to an end/);
      }));

    it('gives up on a connection that does not come to stand', async () => {
      const silent = net.createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as net.AddressInfo;
      const endpoint = await endpointFor(protocol, { url: `https://localhost:${port}` }, { connectMs: 100 });
      const completion = await complete(endpoint);
      silent.close();
      assert.equal(completion.kind === 'failed' && completion.reason, 'server down');
      assert.match(completion.kind === 'failed' ? completion.message : '', /^No answer from https:/);
    });

    it('takes what does not speak HTTP, or not securely, for no model server', async () => {
      const talker = net.createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1');
      await once(talker, 'listening');
      const { port } = talker.address() as net.AddressInfo;
      const plain = await complete(await endpointFor(protocol, { url: `http://127.0.0.1:${port}` }));
      assert.equal(plain.kind === 'failed' && plain.reason, 'not a model server');
      const secure = await complete(await endpointFor(protocol, { url: `https://127.0.0.1:${port}` }));
      assert.match(secure.kind === 'failed' ? secure.message : '', /^No secure connection to https:/);
      talker.close();
    });

    it('uses its connections again', () =>
      withServer({}, async (server) => {
        const endpoint = await endpointFor(protocol, server);
        for (let i = 0; i < 3; i++) {
          await complete(endpoint);
          await eventually(() => server.requests.every(({ end }) => end === 'answered'));
        }
        const connections = new Set(server.requests.map(({ connection }) => connection));
        assert.equal(connections.size, 1);
        endpoint.dispose();
      }));

    it('tries a kept connection that turns out to be closed once more', () =>
      withServer({}, async (server) => {
        const endpoint = await endpointFor(protocol, server);
        await complete(endpoint);
        server.reply(({ earlier }) => (earlier === 1 ? { fault: 'reset before headers' } : {}));
        assert.equal((await complete(endpoint)).kind, 'complete');
        assert.equal(server.requests.length, 3);
      }));

    it('says how long the server wants it to wait', () =>
      withServer({ reply: () => ({ fault: 'rate limited', retryAfter: '7' }) }, async (server) => {
        const completion = await complete(await endpointFor(protocol, server));
        assert.deepEqual(completion.kind === 'failed' && completion.retry, { afterMs: 7_000, overloaded: true });
      }));

    it('says how long limits are reached for, when the server does not ask', () =>
      withServer({}, async (server) => {
        const headers = { 'x-ratelimit-reset-requests': '1m0s', 'x-ratelimit-reset-tokens': '200ms' };
        server.reply(() => ({ fault: 'rate limited', headers }));
        const completion = await complete(await endpointFor(protocol, server));
        assert.deepEqual(completion.kind === 'failed' && completion.retry, { afterMs: 60_000, overloaded: true });
      }));

    it('takes a reset for overload only before any content', () =>
      withServer({ reply: () => ({ fault: 'keep-alive only' }) }, async (server) => {
        const endpoint = await endpointFor(protocol, server);
        const completion = complete(endpoint);
        await eventually(() => server.requests[0]?.firstByteAt !== undefined);
        await server.stop();
        const { retry } = (await completion) as { retry?: object };
        assert.deepEqual(retry, { overloaded: true });
      }));

    it('waits for the first token as long as it is told to', () =>
      withServer({ latencyMs: 200 }, async (server) => {
        const options = { ...optionsFor(protocol, server.url), firstTokenMinutes: 100 / 60_000 };
        const creation = await createEndpoint(options, undefined, never);
        assert.equal(creation.kind, 'endpoint');
        const completion = await complete(creation.endpoint);
        assert.match(completion.kind === 'failed' ? completion.message : '', /did not begin to answer/);
      }));

    it('sends its key, and only where it belongs', () =>
      withServer({ key: 'sesame-0123456789' }, async (server) => {
        const wrong = await complete(await endpointFor(protocol, server, {}, 'wrong-0123456789'));
        assert.equal(wrong.kind === 'failed' && wrong.reason, 'bad key');
        assert.doesNotMatch(JSON.stringify(wrong), /wrong-/);
        const right = await complete(await endpointFor(protocol, server, {}, 'sesame-0123456789'));
        assert.equal(right.kind, 'complete');
        assert.doesNotMatch(JSON.stringify(server.requests.map(({ body }) => body)), /sesame/);
      }));

    it('sends the bad reply and what was wrong behind the first messages', () =>
      withServer({}, async (server) => {
        const request = { ...requestFor(), repair: { reply: 'oops', complaint: 'Not JSON.' } };
        await complete(await endpointFor(protocol, server), request);
        const first = { role: 'system', content: request.system };
        assert.deepEqual(server.requests[0]?.body.messages, [
          ...(protocol === 'anthropic' ? [] : [first]),
          { role: 'user', content: request.user },
          { role: 'assistant', content: 'oops' },
          { role: 'user', content: 'Not JSON.' },
        ]);
      }));
  });
}

describe('what goes over the wire to Ollama', () => {
  it('is the same for every file but for the user message', () =>
    withServer({}, async (server) => {
      const endpoint = await endpointFor('ollama', server);
      for (const file of ['a.ts', 'b.py', 'c.md']) {
        await complete(endpoint, { ...requestFor(file), schema: replySchema });
      }
      const bodies = server.requests.map(({ body }) => body);
      const [first] = bodies;
      assert.deepEqual(
        { ...first, messages: [] },
        {
          model: 'scripted:latest',
          stream: true,
          think: false,
          truncate: false,
          shift: false,
          keep_alive: '15m',
          format: JSON.parse(JSON.stringify(replySchema)),
          options: { num_ctx: 16_384, num_predict: 4_096, temperature: 0, seed: 1 },
          messages: [],
        },
      );
      for (const body of bodies) {
        assert.deepEqual({ ...body, messages: [] }, { ...first, messages: [] });
      }
      assert.equal(endpoint.maxPromptTokens, 12_288);
    }));

  it('tells that the model is being loaded, until it answers', () =>
    withServer({ models: [{ name: 'scripted:latest', loaded: false }], latencyMs: 100 }, async (server) => {
      const endpoint = await endpointFor('ollama', server);
      const told: unknown[] = [];
      await endpoint.complete(requestFor(), never, (what) => told.push(what));
      await endpoint.complete(requestFor(), never, (what) => told.push(what));
      assert.deepEqual(told, ['model load', undefined]);
    }));

  it('says nothing of loading when the model is in memory', () =>
    withServer({ latencyMs: 100 }, async (server) => {
      const endpoint = await endpointFor('ollama', server);
      const told: unknown[] = [];
      await endpoint.complete(requestFor(), never, (what) => told.push(what));
      assert.deepEqual(told, []);
    }));
});

describe('what goes over the wire to an OpenAI-compatible server', () => {
  const formatOf = ({ body }: LoggedRequest): unknown => (body.response_format as { type?: string } | undefined)?.type;

  it('asks for the schema and the usage, and sets nothing that hosted servers refuse', () =>
    withServer({}, async (server) => {
      await complete(await endpointFor('openai', server), { ...requestFor(), schema: replySchema });
      const { messages, ...rest } = server.requests[0]?.body ?? {};
      assert.deepEqual(rest, {
        model: 'scripted:latest',
        stream: true,
        stream_options: { include_usage: true },
        temperature: 0,
        seed: 1,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'review', strict: true, schema: JSON.parse(JSON.stringify(replySchema)) },
        },
      });
    }));

  it('asks for less of a server that refuses, and remembers it', () =>
    withServer({ refuses: ['json_schema', 'temperature', 'seed', 'json_object', 'stream_options'] }, async (server) => {
      const endpoint = await endpointFor('openai', server);
      assert.equal((await complete(endpoint)).kind, 'complete');
      const learning = server.requests.length;
      assert.equal(learning, 6);
      assert.equal((await complete(endpoint)).kind, 'complete');
      assert.deepEqual(Object.keys(server.requests[learning]?.body ?? {}).sort(), ['messages', 'model', 'stream']);
      assert.equal(server.requests.length, learning + 1);
    }));

  it('learns once although many requests are refused at once', () =>
    withServer({ refuses: ['json_schema'], latencyMs: 20 }, async (server) => {
      const endpoint = await endpointFor('openai', server);
      const completions = await Promise.all(
        Array.from({ length: 6 }, (_, i) => complete(endpoint, requestFor(`${i}.ts`))),
      );
      assert.ok(completions.every(({ kind }) => kind === 'complete'));
      assert.deepEqual(server.requests.map(formatOf).sort(), [
        ...Array(6).fill('json_object'),
        ...Array(6).fill('json_schema'),
      ]);
    }));

  it('remembers for other endpoints of the same server and model, and for no others', () =>
    withServer(
      { refuses: ['json_schema'], models: [{ name: 'scripted:latest' }, { name: 'other' }] },
      async (server) => {
        const memory = new EndpointMemory();
        await complete(await endpointFor('openai', server, {}, undefined, { memory }));
        await complete(await endpointFor('openai', server, {}, undefined, { memory }));
        const other = await createEndpoint({ ...optionsFor('openai', server.url), model: 'other' }, undefined, never, {
          memory,
        });
        assert.equal(other.kind, 'endpoint');
        await complete(other.endpoint);
        assert.deepEqual(server.requests.map(formatOf), [
          'json_schema',
          'json_object',
          'json_object',
          'json_schema',
          'json_object',
        ]);
      },
    ));

  it('does not take another refusal for one', () =>
    withServer({ reply: () => ({ fault: 'bad request' }) }, async (server) => {
      const completion = await complete(await endpointFor('openai', server));
      assert.equal(completion.kind === 'failed' && completion.reason, 'bad request');
      assert.equal(server.requests.length, 1);
    }));
});
