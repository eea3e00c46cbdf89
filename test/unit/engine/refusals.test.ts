import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import type { RunEvent } from '../../../src/core/run/events';
import { isComplete } from '../../complete';
import { startModelServer } from '../../modelServer/modelServer';
import type { Reply, Script } from '../../modelServer/types';
import { header } from '../fakes';
import { type EngineResult, inParallel, runEngine, sources } from './engine';

const files = sources(14);
const paths = [...files.keys()];

const html = { 'content-type': 'text/html' };
const page = (status: number, headers: Record<string, string> = {}): Reply => ({
  raw: { status, body: '<!doctype html><title>Blocked</title>', headers: { ...html, ...headers } },
});
const says = (status: number, message: string, code = 'error', headers: Record<string, string> = {}): Reply => ({
  raw: {
    status,
    body: JSON.stringify({ error: { message, code } }),
    headers: { 'content-type': 'application/json', ...headers },
  },
});
/** A refusal that quotes the request, and so what the author of the file wrote into it. */
const echo =
  'I got: "model `m` does not exist, insufficient quota, rate limit, response_format json_schema json_object ' +
  'stream_options temperature seed reasoning_effort thinking effort structured grammar, maximum plan of api key"';

/** What filters, firewalls, gateways and servers make of a text that they do not like. */
const refusals: Readonly<Record<string, Reply>> = {
  '401 with words': says(401, 'Incorrect API key provided', 'invalid_api_key'),
  '401 without': { raw: { status: 401, body: '' } },
  '402': says(402, 'Insufficient credits: this request needs 40000 tokens', 'payment_required'),
  '403 of a gateway': { raw: { status: 403, body: '{"message":"Forbidden"}' } },
  '403 of a firewall': page(403),
  '403 about the key': says(403, 'Your API key does not have permission to do this', 'permission_error'),
  '403 of a moderation': says(403, 'Your input was flagged', 'moderation'),
  '404 page': page(404),
  '404 that quotes': says(404, echo),
  '405': page(405),
  '406 of ModSecurity': page(406),
  '407': page(407),
  '413': page(413),
  '418': says(418, 'no'),
  '422': says(422, echo),
  '451': page(451),
  '400 of a content filter': says(400, 'The response was filtered', 'content_filter'),
  '400 that quotes': says(400, echo),
  '429 of a quota': says(429, 'You exceeded your current quota', 'insufficient_quota'),
  '429': says(429, 'Rate limit reached', 'rate_limit_exceeded'),
  '429 with a time': says(429, 'Rate limit reached', 'rate_limit_exceeded', { 'retry-after': '300' }),
  '500 that quotes': says(500, echo),
  '502': page(502),
  '503': says(503, 'overloaded', 'overloaded'),
  '503 with a time': page(503, { 'retry-after': '300' }),
  '504': page(504),
  '511 of a network': page(511),
  '529': says(529, 'Overloaded', 'overloaded_error'),
  'a redirect': page(302, { location: 'https://blocked.example/' }),
  'a page': page(200),
  'other JSON': { raw: { status: 200, body: '{"blocked":true}' } },
  'an error that quotes': says(200, echo),
  'headers without end': { fault: 'huge headers' },
  'a compressed answer': { fault: 'compressed' },
  'a reset': { fault: 'reset before headers' },
  'a reset in the middle': { fault: 'reset mid-body' },
  'an error in the middle': { fault: 'error event' },
  'a refusal of the model': { fault: 'refusal' },
  silence: { fault: 'hang before headers' },
};

interface Options {
  readonly limit: number;
  readonly adaptive?: boolean;
  readonly isHanging?: boolean;
}

interface Poisoning {
  readonly which: string;
  readonly poisoned: readonly string[];
  readonly limits: readonly Options[];
}

const one = { limit: 1 };
const several = { limit: 4, adaptive: true };

const poisonings: readonly Poisoning[] = [
  { which: 'the first', poisoned: ['f0.ts'], limits: [one, { limit: 3 }] },
  { which: 'one in the middle', poisoned: ['f7.ts'], limits: [several] },
  { which: 'the last', poisoned: ['f13.ts'], limits: [several] },
  { which: 'the first five', poisoned: ['f0.ts', 'f1.ts', 'f2.ts', 'f3.ts', 'f4.ts'], limits: [several] },
];

async function review(script: Script, { limit, adaptive = false, isHanging = false }: Options) {
  const server = await startModelServer({ reply: script });
  try {
    const done = await runEngine({
      files,
      servers: [{ protocol: 'openai', server }],
      limit,
      ...(isHanging && { limits: { firstContentMs: 6_000, idleMs: 6_000 } }),
      options: { ...header.options, reviewers: ['model'], adaptiveParallelism: adaptive },
    });
    return { ...done, slowedDown: slowingDown(done.events), requests: server.requests, url: server.url };
  } finally {
    await server.stop();
  }
}

/** When the endpoint took fewer requests, or none, while files that are not poisoned were still to be sent. */
const slowingDown = (events: readonly RunEvent[]) => (isPoisoned: (path: string) => boolean) => {
  const starts = events.flatMap((event) => (event.type === 'file.started' && !isPoisoned(event.path) ? event.at : []));
  return events.flatMap((event) => {
    const isSlower =
      event.type === 'endpoint.limit' && (event.state !== 'open' || event.reason === 'the server is busy');
    return isSlower && event.at < Math.max(...starts) ? [event] : [];
  });
};

describe('one file’s refusal in a run', () => {
  let clean: EngineResult;
  before(async () => {
    clean = await review(() => ({}), { limit: 3 });
    assert.ok(Object.values(clean.files).every(({ status }) => status === 'reviewed'));
  });

  for (const [turn, { which, poisoned, limits }] of poisonings.entries()) {
    it(`leaves the other files and the endpoint alone: ${which}`, async () => {
      const wrong: string[] = [];
      // Each refusal once, of one file or of five.
      const tried = Object.entries(refusals).filter(
        (_, index) => isComplete || (index + turn) % poisonings.length === 0,
      );
      const cases = tried.flatMap(([name, reply]) => limits.map((options) => ({ name, reply, options })));
      // Those that wait go first: meanwhile the others are at work.
      cases.sort((a, b) => Number(b.name === 'silence') - Number(a.name === 'silence'));
      await inParallel(cases, 16, async ({ name, reply, options }) => {
        const isPoisoned = (path: string) => poisoned.includes(path);
        const isHanging = name === 'silence';
        try {
          const done = await review(({ file }) => (isPoisoned(file) ? reply : {}), { ...options, isHanging });
          for (const path of paths) {
            const requests = done.requests.filter(({ file }) => file === path);
            if (isPoisoned(path)) {
              assert.equal(done.files[path]?.status, 'failed', path);
            } else {
              assert.deepEqual(done.files[path], clean.files[path], path);
              assert.equal(requests.length, 1, `requests about ${path}`);
              // Nothing was given up for all because of a word in one refusal.
              assert.ok(JSON.stringify(requests[0]?.body).includes('json_schema'), `schema for ${path}`);
            }
          }
          assert.notEqual(done.run.store.endpoints.get(done.url)?.state, 'closed');
          if (poisoned.length === 1) {
            assert.deepEqual(done.slowedDown(isPoisoned), []);
          }
        } catch (error) {
          wrong.push(`${name}, ${JSON.stringify(options)}: ${(error as Error).message.slice(0, 400)}`);
        }
      });
      assert.deepEqual(wrong, []);
    });
  }

  for (const name of ['401 with words', '403 of a gateway', '403 about the key', '402', '404 that quotes', 'a page']) {
    for (const served of [0, 4]) {
      it(`ends the endpoint after a few when it is everybody’s: ${name} after ${served} files`, async () => {
        const done = await review(({ index }) => (index < served ? {} : (refusals[name] ?? {})), { limit: 2 });
        const ended = Object.values(done.files);
        assert.equal(ended.filter(({ status }) => status === 'reviewed').length, served);
        assert.equal(new Set(ended.flatMap(({ reason }) => reason ?? [])).size, 1);
        assert.equal(done.run.store.endpoints.get(done.url)?.state, 'closed');
        const asked = new Set(done.requests.slice(served).map(({ file }) => file));
        assert.ok(asked.size <= 8 + 1, `${asked.size} files were sent`);
      });
    }
  }
});
