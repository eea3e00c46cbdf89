import assert from 'node:assert/strict';
import type { CheckStep } from '../../../src/core/endpoints/endpointSetup';
import type { ServerOptions } from '../../../src/core/options';
import { english, type Say } from '../../../src/core/text/say';
import { checkEndpoint } from '../../../src/endpoints/checkEndpoint';
import { closedUrl } from '../../modelServer/modelServer';
import type { ModelServer, ModelServerOptions, ProtocolName } from '../../modelServer/types';
import { readBundle } from '../../words/bundles';
import { eventually, never, optionsFor, protocols, withServer } from './support';

const found =
  '{"findings":[{"title":"Divides by zero","explanation":"","severity":"error","category":"bug","confidence":"high","startLine":4,"endLine":4,"edits":[]}]}';

async function check(
  protocol: ProtocolName,
  server: Pick<ModelServer, 'url'>,
  options: Partial<ServerOptions> = {},
): Promise<readonly CheckStep[]> {
  const result = await checkEndpoint({ ...optionsFor(protocol, server.url), ...options }, undefined, never);
  assert.equal(result.kind, 'checked');
  for (const { message } of result.steps) {
    assert.match(message, /^[^\p{Cc}]+[.”"]$/u);
  }
  return result.steps;
}

const outline = (steps: readonly CheckStep[]): string[] =>
  steps.map(({ subject, outcome }) => `${subject}: ${outcome}`);

function good(protocol: ProtocolName, more: ModelServerOptions = {}): ModelServerOptions {
  return {
    models: [{ name: 'scripted:latest', contextTokens: 32_768 }],
    reply: () => ({ text: found, chunkLength: 10, chunkDelayMs: 10 }),
    ...(protocol === 'ollama' ? {} : { disguise: 'hosted' }),
    ...more,
  };
}

for (const protocol of protocols) {
  describe(`checking an endpoint (${protocol})`, () => {
    it('says step by step that all is well', () =>
      withServer(good(protocol), async (server) => {
        const steps = await check(protocol, server);
        assert.deepEqual(outline(steps), [
          'server: ok',
          'model: ok',
          'context: ok',
          'review: ok',
          'structured output: ok',
          'sampling: ok',
        ]);
        const review = steps.find(({ subject }) => subject === 'review');
        assert.match(review?.message ?? '', /First token after \d+\.\d s, then \d+ tokens\/s\.$/);
        assert.equal(server.requests.length, 1);
        assert.match(
          server.requests[0]?.user ?? '',
          /^File: average\.js\nLanguage: javascript\nLines: 1-\d+ of \d+\n1\| /,
        );
      }));

    it('says it in the language of the editor', () =>
      withServer(good(protocol), async (server) => {
        const german = readBundle('de');
        const inGerman: Say = (message, ...values) => english(german[message] ?? message, ...values);
        const result = await checkEndpoint(optionsFor(protocol, server.url), undefined, never, {}, inGerman);
        assert.ok(result.kind === 'checked');
        const said = result.steps.map(({ message }) => message).join('\n');
        assert.match(
          said,
          /^\S+ antwortet\.\nDer Server hat scripted(?::latest)?\.\n.*Tokens.* Kontext|Kontext.*Tokens/m,
        );
        assert.match(
          said,
          /hat den Fehler in einer Datei von sieben Zeilen gefunden\. Erstes Token nach .*Tokens\/s\.$/m,
        );
        assert.match(said, /^Das Modell wird gefragt mit: /m);
        assert.doesNotMatch(said, / (?:the|of|is|has|with) /);
      }));

    it('stops where it gets no further', async () => {
      const down = await check(protocol, { url: await closedUrl() });
      assert.deepEqual(outline(down), ['server: failed']);
      assert.match(down[0]?.message ?? '', /No answer from/);
      await withServer(good(protocol), async (server) => {
        const { model: _, ...options } = optionsFor(protocol, server.url);
        const unnamed = await checkEndpoint(options, undefined, never);
        assert.equal(unnamed.kind === 'checked' && unnamed.steps.at(-1)?.outcome, 'failed');
        assert.match(unnamed.kind === 'checked' ? (unnamed.steps.at(-1)?.message ?? '') : '', /has: scripted:latest/);
        assert.equal(server.requests.length, 0);
      });
    });

    it('tells of replies that are none, and of a bug overlooked', () =>
      withServer(good(protocol), async (server) => {
        const review = async (reply: object) => {
          server.reply(() => reply);
          return (await check(protocol, server)).find(({ subject }) => subject === 'review');
        };
        assert.match(
          (await review({ text: 'It looks fine to me.' }))?.message ?? '',
          /does not reply in the agreed form\. The reply is not JSON\. Use another model\./,
        );
        assert.match(
          (await review({ text: '<think>No.</think>' }))?.message ?? '',
          /replied with nothing but thinking\./,
        );
        assert.match((await review({ fault: 'cut off' }))?.message ?? '', /was cut off/);
        assert.match((await review({ fault: 'refusal' }))?.message ?? '', /refused to review/);
        assert.match((await review({ fault: 'server error' }))?.message ?? '', /\(500\)/);
        assert.deepEqual((await review({ text: '{"findings":[]}' }))?.outcome, 'warning');
      }));

    it('ends at once when cancelled', () =>
      withServer(good(protocol, { reply: () => ({ fault: 'hang before headers' }) }), async (server) => {
        const controller = new AbortController();
        const result = checkEndpoint(optionsFor(protocol, server.url), undefined, controller.signal);
        await eventually(() => server.requests.length === 1);
        controller.abort();
        assert.deepEqual(await result, { kind: 'cancelled' });
      }));
  });
}

describe('checking an endpoint', () => {
  it('tells an Ollama server that is talked to in another protocol', () =>
    withServer(good('ollama'), async (server) => {
      const [first] = await check('openai', server);
      assert.equal(first?.outcome, 'warning');
      assert.match(first?.message ?? '', /is an Ollama server\. Use the kind "ollama"/);
    }));

  it('tells which model to get, or that it is served from a cloud', () =>
    withServer({ models: [{ name: 'alias:latest', remoteHost: 'https://x.example' }] }, async (server) => {
      const missing = (await check('ollama', server)).at(-1);
      assert.equal(missing?.outcome, 'failed');
      assert.match(missing?.message ?? '', /`ollama pull scripted:latest`.*alias:latest \(cloud\)/);
      const cloud = (await check('ollama', server, { model: 'alias' }))[1];
      assert.match(cloud?.message ?? '', /your files leave this machine/);
    }));

  const contexts: readonly (readonly [string, ModelServerOptions, Partial<ServerOptions>, RegExp])[] = [
    [
      'in memory with another context',
      {},
      { contextTokens: 9_000 },
      /in memory with 16384 now and will be loaded anew/,
    ],
    [
      'not in memory',
      { models: [{ name: 'scripted:latest', loaded: false }] },
      {},
      /asks for 16384 tokens of context, the model has 131072\. The model is not in memory yet/,
    ],
    ['more than the model has', {}, { contextTokens: 200_000 }, /Set "contextTokens" to 32768 at most/],
    ['little', {}, { contextTokens: 2_048 }, /enough for small files only\. Set "contextTokens" to more/],
    [
      'little, as the model has no more',
      { models: [{ name: 'scripted:latest', contextTokens: 4_096 }] },
      {},
      /enough for small files only\. Use a model with a longer one/,
    ],
  ];
  for (const [name, serverOptions, options, message] of contexts) {
    it(`tells of the context: ${name}`, () =>
      withServer(good('ollama', serverOptions), async (server) => {
        const step = (await check('ollama', server, options)).find(({ subject }) => subject === 'context');
        assert.match(step?.message ?? '', message);
      }));
  }

  it('says what is not known of a hosted server', () =>
    withServer(good('openai', { models: [{ name: 'other' }], refuses: ['json_schema'] }), async (server) => {
      const steps = await check('openai', server, { model: 'other' });
      assert.deepEqual(outline(steps), [
        'server: ok',
        'model: ok',
        'context: warning',
        'review: ok',
        'structured output: warning',
        'sampling: ok',
      ]);
    }));
});
