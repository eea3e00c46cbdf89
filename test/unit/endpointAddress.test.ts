import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { addressProblem, isLoopback, shownAddress } from '../../src/core/endpoints/endpointAddress';
import { samples } from '../secrets/samples';

describe('the address of a model server', () => {
  it('is this machine by its number or its one certain name only', () => {
    for (const [url, expected] of [
      ['http://localhost:1', true],
      ['http://LOCALHOST', true],
      ['http://127.3.2.1:1', true],
      ['http://[::1]:1', true],
      ['http://[::ffff:127.0.0.1]', true],
      ['http://2130706433', true],
      ['http://0x7f.1', true],
      ['http://0177.0.0.1', true],
      ['http://localhost.evil.com', false],
      ['http://any.localhost', false],
      ['http://127.0.0.1.nip.io', false],
      ['http://127.0.0.1@evil.com', false],
      ['http://evil.com#127.0.0.1', false],
      ['http://0.0.0.0', false],
      ['http://[::]', false],
      ['http://[::ffff:10.0.0.1]', false],
      ['http://3232235777', false],
      ['http://10.0.0.1', false],
      ['http://localhost.', false],
    ] as const) {
      assert.equal(isLoopback(new URL(url)), expected, url);
    }
  });

  it('has no key in it, and what is said about it has none either', () => {
    const secret = 'Kq8xv2Zp0aTqLm3R';
    const bad = [
      `https://${secret}@h/v1`,
      `https://user:${secret}@h/v1`,
      `https://h/v1?api_key=${secret}`,
      `https://h/v1?key=x`,
      `https://h/v1?code=x`,
      `https://h/v1?v=${secret}`,
      `https://h/v1?${secret}`,
      `https://h/v1#${secret}`,
      ...samples.filter(({ kind }) => /^(?:GitHub|Stripe|OpenAI)/.test(kind)).map((s) => `https://h/${s.secret}/v1`),
    ];
    for (const address of bad) {
      const problem = addressProblem(address) ?? '';
      assert.match(problem, /^must not have/, address);
      assert.ok(!problem.includes(secret));
    }
    for (const good of [
      'http://127.0.0.1:11434',
      'https://api.openai.com/v1',
      'https://me.openai.azure.com/openai/deployments/gpt-4o?api-version=2024-02-01-preview',
      'https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/gate/openai',
    ]) {
      assert.equal(addressProblem(good), undefined, good);
    }
    for (const none of ['', 'localhost:11434', 'file:///x', 'ftp://x']) {
      assert.match(addressProblem(none) ?? '', /^must be an address/, none);
    }
  });

  it('is shown without what looks generated in its path', () => {
    assert.equal(shownAddress('https://h:1/v1/9f8e2c71b3a64d05e7c1f9a2/o?a=1'), 'https://h:1/v1/***/o?a=1');
    assert.equal(shownAddress('https://u:p@h/v1?key=1#x'), 'https://h/v1');
    assert.equal(shownAddress('nowhere'), '?');
  });
});
