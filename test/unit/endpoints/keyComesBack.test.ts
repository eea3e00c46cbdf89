import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ServerKind, ServerOptions } from '../../../src/core/options';
import { checkEndpoint } from '../../../src/endpoints/checkEndpoint';
import { createEndpoint, listModels } from '../../../src/endpoints/createEndpoint';
import { formsOf, leaksIn } from '../../secrets/leaks';
import { never, requestFor } from './support';

const key = 'sk-live-9f8Q2c71/b3a+64d05_Zq8Lm';

/** The ways in which a server can say something. */
const answers: Readonly<Record<string, (said: string, response: ServerResponse) => void>> = {
  'an error in plain words': (said, response) => response.writeHead(500).end(`no: ${said}`),
  'an error in JSON': (said, response) =>
    response.writeHead(401).end(JSON.stringify({ error: { message: `Bad key ${said}`, code: said, type: said } })),
  'an error in no known shape': (said, response) =>
    response.writeHead(400).end(JSON.stringify({ [said]: [{ detail: said }] })),
  'an error with control sequences': (said, response) =>
    response.writeHead(500).end(`${said.slice(0, 9)}\u001b[31m${said.slice(9)}`),
  'a redirect to a path': (said, response) =>
    response.writeHead(302, { location: `http://elsewhere/${encodeURIComponent(said)}` }).end(),
  'a redirect to a host': (said, response) =>
    response.writeHead(302, { location: `http://${said.replace(/[^A-Za-z0-9-]/g, '.')}.elsewhere/` }).end(),
  'a reply': (said, response) =>
    stream(response, [JSON.stringify({ findings: [{ title: said, explanation: `It is ${said}.` }] })]),
  'a reply in small pieces': (said, response) => stream(response, said.match(/.{1,3}/gs) ?? []),
  'an error in the middle of a reply': (said, response) =>
    response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .end(`data: ${JSON.stringify({ choices: [] })}\n\ndata: ${JSON.stringify({ error: { message: said } })}\n\n`),
  'the names of its models': (said, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ data: [{ id: said }], models: [{ name: said }], [said]: said, version: said })),
};

function stream(response: ServerResponse, pieces: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of pieces) {
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
  }
  response.end('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
}

describe('a key that its server says back', () => {
  let server: Server;
  let answer: (response: ServerResponse) => void = () => {};
  let url: string;
  beforeEach(async () => {
    server = createServer((request, response) => request.resume().on('end', () => answer(response)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  /** Everything that an endpoint hands on. */
  async function everythingSaid(kind: ServerKind): Promise<string> {
    const options: ServerOptions = { id: 'e', kind, url, model: 'm', contextTokens: 8_000 };
    const creation = await createEndpoint(options, key, never);
    assert.equal(creation.kind, 'endpoint');
    const completion = await creation.endpoint.complete(requestFor(), never, () => {});
    creation.endpoint.dispose();
    const { model: _, ...unnamed } = options;
    const others = [
      await listModels(options, key, never),
      await createEndpoint(unnamed, key, never),
      await checkEndpoint(options, key, never),
    ];
    return JSON.stringify([completion, others]);
  }

  for (const [name, say] of Object.entries(answers)) {
    it(`stays in the endpoint, in whatever form: ${name}`, async () => {
      for (const [form, said] of Object.entries(formsOf(key))) {
        answer = (response) => say(said, response);
        for (const kind of ['openai', 'ollama'] as const) {
          const text = await everythingSaid(kind);
          assert.deepEqual([...leaksIn(text, key), ...leaksIn(text.replaceAll('\\', ''), key)], [], `${form}: ${text}`);
        }
      }
    });
  }

  it('stays there when the answer is nested too deeply to be one', async () => {
    for (const depth of [4_000, 100_000]) {
      const deep = `{"data":[{"id":"m"}],"models":[],"x":${'['.repeat(depth)}"${key}"${']'.repeat(depth)}}`;
      answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(deep);
      const text = await everythingSaid('openai');
      assert.match(text, /answers with something else/);
      assert.deepEqual(leaksIn(text, key), []);
    }
  });
});
