import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findSecrets, maskSecrets } from '../../../src/core/text/secrets';

/** Put together here so that no scanner takes this file for a leak. */
const random = ['aB3dE5fG7hI9jK1lM2nO4pQ6', 'rS8tU0vW2xY4zA6bC8dE0fG1hI3'].join('');
const hex = ['9f8e2c71b3a64d05', 'e7c1f9a2b8d34e60'].join('');

const secrets: readonly (readonly [kind: string, before: string, secret: string, after: string])[] = [
  ['AWS access key', 'id = ', `AKIA${'Q3EGUZ5XTB2L7WNP'}`, ''],
  ['AWS secret key', 'aws_secret_access_key = ', `wJalrXUtnFEMIK7MDENG${'bPxRfiCYzQkPLEKmYab1'}`, '\n'],
  ['GitHub token', '"', `ghp_${random.slice(0, 36)}`, '"'],
  ['GitLab token', '', `glpat-${random.slice(0, 20)}`, ' '],
  ['Slack token', "'", `xoxb-${'20394857610'}-${random.slice(0, 24)}`, "'"],
  ['Slack webhook', 'https://hooks.slack.com/services/', `T0AB1CD2E/B0AB1CD2E/${random.slice(0, 24)}`, '"'],
  ['Stripe key', '', `sk_live_${random.slice(0, 24)}`, ';'],
  ['Google API key', 'key=', `AIza${random.slice(0, 35)}`, '&'],
  ['npm token', '//registry/:_authToken=', `npm_${random.slice(0, 36)}`, '\n'],
  ['Anthropic key', '', `sk-ant-api03-${random}`, '"'],
  ['OpenAI key', '', `sk-proj-${random}`, '"'],
  ['JSON web token', 'Bearer ', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3In0.${random.slice(0, 43)}`, '"'],
  ['private key', '-----BEGIN RSA PRIVATE KEY-----', `\n${random}${hex}\n`, '-----END RSA PRIVATE KEY-----'],
  ['private key', '-----BEGIN PRIVATE KEY-----', `\\n${random}${hex}`, ''],
  ['password in a URL', 'postgres://app:', 'Kq8!xv2Zp', '@db.internal/x'],
  ['password or token', 'const dbPassword = "', 'Kq8!xv2Zp0aT', '";'],
  ['password or token', '{"apiKey": "', hex, '"}'],
  ['password or token', 'x\nDB_PASSWORD=', 'Kq8xv2Zp0aTq', '\ny'],
  ['password or token', 'auth:\n  token: ', 'Kq8xv2Zp0aTq7', '\n'],
];

describe('findSecrets', () => {
  for (const [kind, before, secret, after] of secrets) {
    it(`finds just the ${kind} in ${JSON.stringify(before)}`, () => {
      const expected = [{ kind, start: before.length, end: before.length + secret.length }];
      assert.deepEqual(findSecrets(before + secret + after), expected);
    });
  }

  it('takes no placeholder, name or address for a secret', () => {
    const harmless = [
      'AKIAIOSFODNN7EXAMPLE',
      `ghp_${'x'.repeat(36)}`,
      'password = "changeme"',
      'password: "xxxxxxxxxxxxxxx1"',
      `token: "\${TOKEN_FROM_ENV_1}"`,
      'api_key = "<your-api-key-here1>"',
      'api_key="example1A2b3C4d5"',
      'const tokenUrl = "https://a.b/c1D2e3F4"',
      'secretName: "my-app-name-v2"',
      '  token: someIdentifierV2Name',
      'accessKey: "Control+Shift+F12"',
      'API_KEY=process.env.API_KEY2x',
      'postgres://user:password@localhost/db',
      `postgres://user:\${PASS}@host`,
      'https://user:Kq8xvZp1@api.example.com/x',
      'const begin = "-----BEGIN PRIVATE KEY-----";',
      'integrity: sha512-9f8e2c71b3a64d05e7c1f9a2b8d34e60',
    ];
    for (const text of harmless) {
      assert.deepEqual(findSecrets(text), [], text);
    }
  });

  it('stays fast on hostile input', () => {
    const hostile = [
      'a',
      '://:',
      'password',
      'eyJ',
      'sk-ant-api-',
      '-----BEGIN PRIVATE KEY-----',
      'secret_access_key=',
      'token="',
    ];
    const started = performance.now();
    for (const part of hostile) {
      findSecrets(part.repeat(Math.ceil(500_000 / part.length)));
    }
    assert.ok(performance.now() - started < 5000);
  });
});

describe('maskSecrets', () => {
  it('keeps every length, line break and other character', () => {
    const part = fc.oneof(
      fc.constantFrom(...secrets).map(([, before, secret, after]) => before + secret + after),
      fc.string({ maxLength: 20 }),
      fc.constantFrom('\n', ' ', '\r\n'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        const masked = maskSecrets(text);
        const found = findSecrets(text);
        assert.equal(masked.length, text.length);
        for (let at = 0; at < text.length; at += 1) {
          const isSecret = found.some(({ start, end }) => start <= at && at < end);
          assert.equal(masked[at], isSecret && !/[\r\n]/.test(text[at] ?? '') ? '*' : text[at]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves nothing of a secret', () => {
    assert.equal(maskSecrets('password = "Kq8!xv2Zp0aT"'), 'password = "************"');
  });
});
