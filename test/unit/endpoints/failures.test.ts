import assert from 'node:assert/strict';
import type { FailureReason } from '../../../src/core/fileReview';
import { createApiKey } from '../../../src/endpoints/http/apiKey';
import { complaintOf } from '../../../src/endpoints/http/complaint';
import { serverFailure, transportFailure } from '../../../src/endpoints/http/failures';
import type { Complaint } from '../../../src/endpoints/http/messages';
import { retryAfterMs } from '../../../src/endpoints/http/retryAfter';
import type { Server } from '../../../src/endpoints/http/server';

const key = 'k-0123456789abcdef';
const server: Server = { kind: 'openai', base: new URL('https://api.example/v1'), key: createApiKey(key) };

function reasonOf(status: number, text: string, codes: string[] = [], more: Partial<Complaint> = {}) {
  return serverFailure({ status, text, codes, ...more }, server, 'm');
}

describe('what a server complains about', () => {
  const cases: readonly (readonly [FailureReason, number, string, string[]?])[] = [
    ['bad key', 401, 'Unauthorized'],
    ['refused', 403, 'Forbidden'],
    ['bad key', 403, 'Your API key does not have permission to use the specified resource.', ['permission_error']],
    ['bad key', 400, 'API key not valid. Please pass a valid API key.', ['INVALID_ARGUMENT']],
    ['refused', 403, 'Your input was flagged', []],
    ['refused', 400, 'The response was filtered', ['content_filter']],
    ['quota used up', 402, 'Payment required'],
    ['quota used up', 429, 'You exceeded your current quota', ['insufficient_quota']],
    ['quota used up', 400, 'Your credit balance is too low'],
    [
      'rate limited',
      429,
      'Rate limit reached. Add a payment method at https://x.example/account/billing',
      ['rate_limit_exceeded'],
    ],
    ['rate limited', 200, 'Too many requests'],
    ['model missing', 404, 'The model `m` does not exist.', ['model_not_found']],
    ['model missing', 400, 'm is not a valid model ID'],
    ['model missing', 404, 'model "m" not found, try pulling it first'],
    ['model missing', 404, 'model: claude-3.7-none', ['not_found_error']],
    ['not a model server', 404, '404 page not found'],
    ['not a model server', 405, 'Method Not Allowed'],
    ['too long for the model', 413, 'Payload Too Large'],
    ['too long for the model', 400, 'the prompt is longer than the context length'],
    ['too long for the model', 400, 'the request exceeds the available context size, try increasing it'],
    ['too long for the model', 400, '', ['context_length_exceeded']],
    ['too long for the model', 400, 'prompt is too long: 208310 tokens > 200000 maximum', ['invalid_request_error']],
    ['quota used up', 400, 'Your credit balance is too low to access the Anthropic API.', ['invalid_request_error']],
    ['rate limited', 200, 'Overloaded', ['overloaded_error']],
    ['refused', 400, 'Output blocked by content filtering policy', ['invalid_request_error']],
    ['timed out', 408, 'Request Timeout'],
    ['server error', 500, 'oops'],
    ['server error', 503, 'The model is overloaded, not found a free worker'],
    ['server error', 529, 'overloaded_error'],
    ['server error', 499, 'canceled'],
    ['bad request', 400, 'no'],
    ['bad request', 418, 'teapot'],
  ];
  for (const [reason, status, text, codes] of cases) {
    it(`${status} ${text || codes} → ${reason}`, () => assert.equal(reasonOf(status, text, codes).reason, reason));
  }

  it('a missing model is missing for everybody where nothing of a file stands before its name, or a code says so', () => {
    const certain: readonly (readonly [number, string, string[]?])[] = [
      [404, 'model "m" not found, try pulling it first'],
      [404, "model 'm' not found"],
      [404, 'The model `m` does not exist.'],
      [404, 'model: m', ['not_found_error']],
      [400, 'm is not a valid model ID'],
      [404, 'No such thing as this model', ['model_not_found']],
    ];
    for (const [status, text, codes] of certain) {
      const { reason, server: sign } = reasonOf(status, text, codes);
      assert.deepEqual([reason, sign], ['model missing', 'serves nobody'], text);
    }
    const uncertain = [
      'Blocked: "model \'m\' not found"',
      'model "mm" not found',
      'The model m says: unknown model',
      'm: invalid model',
    ];
    for (const text of uncertain) {
      const { reason, server: sign } = reasonOf(404, text);
      assert.deepEqual([reason, sign], ['model missing', 'denied'], text);
    }
  });

  it('a quota with a time to come back is a rate limit', () => {
    const failure = reasonOf(429, 'You exceeded your current quota', [], { retryAfterMs: 5_000 });
    assert.deepEqual([failure.reason, failure.retry], ['rate limited', { afterMs: 5_000, overloaded: true }]);
  });

  it('tells overload from other trouble', () => {
    const overloaded = (status: number, text = 'no') => reasonOf(status, text).retry;
    for (const status of [429, 503, 529]) {
      assert.deepEqual(overloaded(status), { overloaded: true }, `${status}`);
    }
    assert.deepEqual(overloaded(200, 'Overloaded'), { overloaded: true });
    for (const status of [200, 408, 409, 425, 500, 502, 504]) {
      assert.deepEqual(overloaded(status), {}, `${status}`);
    }
    assert.equal(overloaded(400), undefined);
  });

  it('is read whatever its shape and however deep', () => {
    assert.deepEqual(complaintOf({ error: { message: 'm', type: 't', code: 503 } }), {
      status: 503,
      text: 'm',
      codes: ['503', 't'],
    });
    assert.equal(complaintOf({ detail: [{ loc: ['body'] }] }).text, '[{"loc":["body"]}]');
    const deep = JSON.parse(`${'{"error":'.repeat(200_000)}1${'}'.repeat(200_000)}`);
    assert.deepEqual(complaintOf(deep), { status: 200, text: '', codes: [] });
  });

  it('keeps its line breaks apart from control sequences', () => {
    assert.match(reasonOf(500, 'one error\n[type=missing]').message, /"one error \[type=missing\]"$/);
    assert.match(reasonOf(500, 'a\u001b]0;title\u0007b\u009b[1mc').message, /"abc"$/);
  });

  it('is quoted without control sequences, secrets or length', () => {
    const token = ['ghp', 'Zk3vQ9mT7xW1bN5rL8cY2hJ6dF4gS0aPeUoI'].join('_');
    const { message } = reasonOf(500, `\u001b[31mno\u001b[0m\u0007 ${key}\n${token} \u202egnp ${'x'.repeat(5_000)}`);
    assert.match(message, /"no \*{18} \*{40} gnp x+…"$/);
    assert.ok(message.length < 500);
  });

  it('never shows the key', () => {
    for (const status of [200, 400, 401, 402, 403, 404, 408, 413, 429, 500]) {
      assert.ok(!reasonOf(status, `key ${key} of Bearer ${key}`).message.includes(key));
    }
  });
});

describe('faults of the transport', () => {
  it('say who to ask about names and certificates', () => {
    assert.match(
      transportFailure({ fault: 'unreachable', code: 'ENOTFOUND' }, server).message,
      /No host is known by the name api\.example/,
    );
    const insecure = transportFailure({ fault: 'not secure', code: 'CERT_HAS_EXPIRED' }, server);
    assert.match(insecure.message, /CERT_HAS_EXPIRED/);
    assert.equal(insecure.server, 'denied');
  });
});

describe('how long a server asks to wait', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const reset = (requests: string, tokens: string, more: Record<string, string> = {}) => ({
    'x-ratelimit-reset-requests': requests,
    'x-ratelimit-reset-tokens': tokens,
    ...more,
  });
  const cases: readonly (readonly [Record<string, string>, number | undefined])[] = [
    [{}, undefined],
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0' }, 1_000],
    [{ 'retry-after': '86400' }, 300_000],
    [{ 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 1_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after-ms': '1500', 'retry-after': '60' }, 1_500],
    [{ 'retry-after-ms': 'x', 'retry-after': '60' }, 60_000],
    [reset('1s', '6m0s'), 300_000],
    [reset('200ms', '2m3.5s'), 123_500],
    [reset('20s', '40s', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-remaining-tokens': '9' }), 20_000],
    [reset('20s', '40s', { 'retry-after': '3' }), 3_000],
    [reset('200ms', '12ms'), 1_000],
    [reset('1772366400', 'soon'), undefined],
  ];
  for (const [headers, expected] of cases) {
    it(`${JSON.stringify(headers)} → ${expected}`, () => {
      assert.equal(retryAfterMs({ status: 429, headers }, now), expected);
    });
  }

  it('is not what hosted servers tell of their limits with every answer', () => {
    assert.equal(retryAfterMs({ status: 500, headers: reset('20s', '40s') }, now), undefined);
  });
});
