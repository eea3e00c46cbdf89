import assert from 'node:assert/strict';
import type { Completion, Endpoint } from '../../../src/core/modelPorts';
import type { HttpLimits } from '../../../src/endpoints/http/httpClient';
import { closedUrl, startModelServer } from '../../modelServer/modelServer';
import { type Fault, faults, type ModelServer, type ProtocolName } from '../../modelServer/types';
import { complete, endpointFor, protocols, requestFor } from './support';

type Expected =
  | {
      readonly reason: string;
      readonly retry?: true | 'overloaded';
      readonly server?: 'denied' | 'serves nobody' | 'served' | 'absent';
      readonly says?: RegExp;
    }
  | { readonly finish: 'stop' | 'cut off' | 'refused'; readonly text?: RegExp; readonly usage?: object };

/** What becomes of each fault, the same for all protocols unless one is named. */
const outcomes: Readonly<Record<Fault, Expected | Record<ProtocolName, Expected>>> = {
  'hang before headers': { reason: 'timed out', says: /did not begin to answer/ },
  'hang mid-stream': { reason: 'timed out', says: /stopped in the middle/ },
  'keep-alive only': { reason: 'timed out', says: /did not begin to answer/ },
  'keep-alive mid-stream': { reason: 'timed out', says: /stopped in the middle/ },
  'reset before headers': { reason: 'connection lost', retry: 'overloaded' },
  'reset mid-body': { reason: 'connection lost', retry: true },
  'huge headers': { reason: 'not a model server', server: 'denied', retry: true },
  'huge body': { reason: 'reply too long', server: 'served' },
  'endless reply': { reason: 'reply too long', server: 'served' },
  'repeating reply': { reason: 'reply repeats itself', server: 'served', says: /got into a loop/ },
  'byte by byte': { reason: 'timed out' },
  compressed: { reason: 'not a model server', server: 'denied', retry: true },
  unauthorized: { reason: 'bad key', server: 'denied', says: /asks for an API key \(401\)/ },
  forbidden: { reason: 'refused', server: 'denied', says: /\(403\).*"Access denied"/ },
  'no quota': { reason: 'quota used up', server: 'denied' },
  'model missing': { reason: 'model missing', server: 'serves nobody', says: /has no model "scripted:latest"/ },
  'rate limited': { reason: 'rate limited', retry: 'overloaded' },
  'server error': { reason: 'server error', retry: true, says: /\(500\).*"internal error"/ },
  unavailable: { reason: 'server error', retry: 'overloaded', says: /server busy/ },
  'request timeout': { reason: 'timed out', retry: true, says: /gave up waiting \(408\)/ },
  conflict: { reason: 'server error', retry: true },
  'too early': { reason: 'server error', retry: true },
  'bad gateway': { reason: 'server error', retry: true },
  'gateway timeout': { reason: 'server error', retry: true },
  overloaded: { reason: 'server error', retry: 'overloaded', says: /\(529\)/ },
  unprocessable: { reason: 'bad request', server: 'served' },
  'payload too large': { reason: 'too long for the model', server: 'served' },
  'bad request': { reason: 'bad request', server: 'served', says: /unsupported role/ },
  'context exceeded': { reason: 'too long for the model', server: 'served' },
  redirect: { reason: 'not a model server', server: 'denied', retry: true, says: /https:\/\/elsewhere\.example,/ },
  page: { reason: 'not a model server', server: 'denied', retry: true, says: /web page/ },
  'other json': { reason: 'not a model server', server: 'denied', retry: true },
  'error body': { reason: 'server error', retry: true, says: /the upstream failed/ },
  'error event': { reason: 'server error', retry: true, says: /the model runner crashed/ },
  'missing end': { reason: 'connection lost', retry: true },
  'missing done mark': {
    ollama: { reason: 'connection lost', retry: true },
    openai: { finish: 'stop' },
    anthropic: { finish: 'stop' },
  },
  'double done mark': { finish: 'stop' },
  crlf: { finish: 'stop' },
  'split characters': { finish: 'stop', text: /Größe → 𝒳 😀/u },
  'no space': { finish: 'stop' },
  'several data lines': { finish: 'stop' },
  'byte order mark': { finish: 'stop' },
  comments: { finish: 'stop' },
  'not streamed': { finish: 'stop' },
  'garbled line': { reason: 'server error', retry: true },
  'cut off': { finish: 'cut off' },
  refusal: { finish: 'refused' },
  empty: { finish: 'stop', text: /^\s+$/ },
  'free text': { finish: 'stop', text: /^The file looks fine/ },
  fenced: { finish: 'stop', text: /^```json\n/ },
  'with thinking': { finish: 'stop', text: /^<think>/ },
  'invalid json': { finish: 'stop', text: /^\{findings=/ },
  'truncated json': { finish: 'stop' },
  'not a number': { finish: 'stop', text: /"startLine":NaN/ },
  'duplicate keys': { finish: 'stop', text: /^\{"findings":\[\],"findings":/ },
  'deep nesting': { finish: 'stop', text: /^\{"findings":\[{500}/ },
  'prompt truncated': { finish: 'stop' },
  'negative usage': { finish: 'stop', usage: {} },
  'broken usage': { finish: 'stop', usage: {} },
  'huge usage': { finish: 'stop', usage: {} },
};

const isTimedOut = (expected: Expected): boolean => 'reason' in expected && expected.reason === 'timed out';

/** Short where they are what ends the exchange; elsewhere a busy machine must not. */
function limitsFor(expected: Expected): Partial<HttpLimits> {
  return { bodyBytes: 3_000_000, ...(isTimedOut(expected) && { firstContentMs: 500, idleMs: 400, totalMs: 1_000 }) };
}

/** What follows on a fault. Where limits are short, a busy machine may miss them a few times. */
async function completeInTime(endpoint: Endpoint, fault: Expected, tries = 10): Promise<Completion> {
  const completion = await complete(endpoint);
  const isMissed = completion.kind === 'failed' && completion.reason === 'timed out';
  return isMissed && isTimedOut(fault) && tries > 1 ? completeInTime(endpoint, fault, tries - 1) : completion;
}

function check(completion: Completion, expected: Expected): void {
  if ('finish' in expected) {
    assert.equal(completion.kind, 'complete', JSON.stringify(completion));
    assert.equal(completion.finish, expected.finish);
    assert.match(completion.text, expected.text ?? (expected.finish === 'stop' ? /^\{"findings":/ : /^/));
    assert.deepEqual(completion.usage, expected.usage ?? completion.usage);
    assert.ok((completion.queuedShare ?? 0) >= 0 && (completion.queuedShare ?? 0) <= 1);
  } else {
    assert.equal(completion.kind, 'failed', JSON.stringify(completion));
    assert.equal(completion.reason, expected.reason, completion.message);
    const retry = { overloaded: { overloaded: true }, true: {}, undefined };
    assert.deepEqual(completion.retry, retry[`${expected.retry}`], 'retry');
    assert.equal(completion.server, expected.server ?? 'troubled', 'server');
    assert.match(completion.message, expected.says ?? /./);
    assert.match(completion.message, /^[^\p{Cc}]*$/u);
  }
}

for (const protocol of protocols) {
  describe(`what becomes of a fault (${protocol})`, () => {
    let server: ModelServer;
    before(async () => {
      server = await startModelServer();
    });
    after(() => server.stop());

    for (const fault of faults) {
      const outcome = outcomes[fault];
      const expected = 'ollama' in outcome ? outcome[protocol] : outcome;
      it(`${fault} → ${'finish' in expected ? `complete, ${expected.finish}` : expected.reason}`, async () => {
        server.reply(() => ({ fault }));
        const endpoint = await endpointFor(protocol, server, limitsFor(expected));
        check(await complete(endpoint), expected);

        server.reply(() => ({}));
        check(await completeInTime(endpoint, expected), { finish: 'stop' });
        endpoint.dispose();
      });
    }

    it('nothing listens → server down', async () => {
      const endpoint = await endpointFor(protocol, { url: await closedUrl() });
      const says =
        protocol === 'ollama' ? /^No answer from http:\/\/127\.0\.0\.1:\d+\. Is .*`ollama serve`\.$/ : /^No answer/;
      check(await complete(endpoint), { reason: 'server down', server: 'absent', retry: true, says });
    });

    it('tells the same usage as the server', async () => {
      server.reply(() => ({ text: '{"findings":[]}', promptTokens: 321 }));
      const endpoint = await endpointFor(protocol, server);
      const completion = await complete(endpoint, requestFor());
      assert.deepEqual(completion.kind === 'complete' && completion.usage, { promptTokens: 321, completionTokens: 5 });
      endpoint.dispose();
    });
  });
}
