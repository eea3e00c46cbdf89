import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { issuedKinds } from '../../../src/core/text/secretKinds/issued';
import { longestSecret } from '../../../src/core/text/secretKinds/kind';
import { namedKinds } from '../../../src/core/text/secretKinds/named';
import { findSecrets } from '../../../src/core/text/secrets';
import { firstFew, oneLine, paragraph, withoutFullStop } from '../../../src/vscode/plainText';
import { random, samples } from '../../secrets/samples';

const lines = (count: number, length: number) => Array.from({ length: count }, () => random(length)).join('\n');

/** As long as they can be, or nearly so. */
const longOnes = {
  'JSON web token': { before: '', secret: `eyJ${random(3_990)}.eyJ${random(7_990)}.${random(1_990)}` },
  'private key': { before: '-----BEGIN RSA PRIVATE KEY-----\n', secret: lines(300, 64) },
  'private key of PuTTY': { before: 'Private-Lines: 200\n', secret: lines(200, 63) },
  'private key in Base64': { before: '', secret: `LS0tLS1CRUdJTiBSU0EgUFJJ${random(19_990)}` },
};

/** The longest stretch that a pattern can match, were nothing of it nested. */
function longestMatch({ source }: RegExp): number {
  const bounds = Array.from(source.matchAll(/\{\d+(?:,(\d+))?\}/g), ([whole, most]) =>
    Number(most ?? whole.slice(1, -1)),
  );
  return bounds.reduce((sum, bound) => sum + bound, source.length);
}

describe('texts in the editor', () => {
  it('lose the full stop at their end, and nothing of a path', () => {
    assert.deepEqual(['It fails.', 'go test ./...', 'eslint .', 'cd ..', 'none'].map(withoutFullStop), [
      ...['It fails', 'go test ./...', 'eslint .', 'cd ..', 'none'],
    ]);
  });

  const cases = [
    ...samples.map(({ kind, before, secret, after }) => ({ kind, before, secret: secret + after })),
    ...Object.entries(longOnes).map(([kind, long]) => ({ kind, ...long })),
  ];
  for (const [name, show, length] of [
    ['oneLine', oneLine, 300],
    ['paragraph', paragraph, 3_000],
  ] as const) {
    for (const { kind, before, secret } of cases) {
      it(`${name} shows no beginning of a secret that goes on behind its end: ${kind}`, () => {
        const whole = `${'word '.repeat(length).slice(before.length - length + 5)}\n${before}${secret}\n`;
        const found = findSecrets(whole).find(({ start, end }) => start < length && end > length);
        assert.ok(found, 'the secret must lie on both sides of the end');
        const shown = show(whole);
        assert.ok(!shown.includes(whole.slice(found.start, length)), shown.slice(-100));
        assert.ok(shown.endsWith('*…'), shown.slice(-100));
      });
    }
  }

  it('knows how long a secret can be', () => {
    for (const { kind, pattern } of [...issuedKinds, ...namedKinds]) {
      assert.ok(longestMatch(pattern) <= longestSecret, kind);
    }
    for (const { before, secret } of Object.values(longOnes)) {
      const [found] = findSecrets(`${before}${secret}\n`);
      assert.ok(found && found.end - found.start > 0.98 * secret.length && secret.length < longestSecret);
    }
  });
});

describe('several messages in one', () => {
  it('are the first three in their words, each on one line, and how many more there are', () => {
    const rest = (count: number) => `and ${count} more`;
    assert.equal(firstFew(['a\nb'], rest), 'a\\nb');
    assert.equal(firstFew(['a', 'b', 'c'], rest), 'a · b · c');
    assert.equal(firstFew(['a', 'b', 'c', 'd'], rest), 'a · b · c · and 1 more');
    assert.equal(firstFew(['a', 'b', 'c', 'd', 'e'], rest), 'a · b · c · and 2 more');
  });
});
