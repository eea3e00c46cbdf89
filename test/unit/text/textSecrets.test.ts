import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findSecrets } from '../../../src/core/text/secrets';
import { TextSecrets } from '../../../src/core/text/textSecrets';
import { sha256 } from '../fakes';
import { scannedBy } from '../scanned';

const password = 'k3J9xQ7zLm2Vw8';
const keyLines = Array.from(
  { length: 4 },
  (_, n) => `MIIE${n}qZ8LmT4xNwVb6RtYhU3eKsPdFgHjLkQwErTyUiOpAsDfGhJkLzXcVbNm90${n}`,
);
const text = [
  `const db = { password: "${password}" };`,
  'const url = "postgres://svc:Zq8LmT4xNw@db.internal/prod";',
  '-----BEGIN RSA PRIVATE KEY-----',
  ...keyLines,
  '-----END RSA PRIVATE KEY-----',
  '',
].join('\n');

describe('TextSecrets', () => {
  const secrets = new TextSecrets(text);

  it('masks every part of a secret, whatever part of the text is quoted', () => {
    const hidden = new Set(
      findSecrets(text).flatMap(({ start, end }) => Array.from({ length: end - start }, (_, n) => start + n)),
    );
    assert.ok(hidden.size > 250);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), (one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const expected = Array.from(text.slice(start, end), (character, n) =>
          hidden.has(start + n) && character !== '\n' ? '*' : character,
        ).join('');
        assert.equal(secrets.quote({ start, end }), expected);
      }),
    );
  });

  it('masks secrets of the text in words about it', () => {
    assert.equal(
      secrets.mask(`The password ${password} is in the file`),
      `The password ${'*'.repeat(14)} is in the file`,
    );
    assert.equal(
      secrets.mask(`It starts with ${keyLines[1]}`),
      `It starts with ${'*'.repeat(keyLines[1]?.length ?? 0)}`,
    );
    assert.equal(secrets.mask('Nothing of it'), 'Nothing of it');
  });

  it('tells lines that hold a secret and do not look like it', () => {
    assert.ok(secrets.isHiddenIn(`  ${keyLines[2]} `));
    assert.ok(secrets.isHiddenIn(`first\nlog("${password}")`));
    assert.ok(!secrets.isHiddenIn('const db = { password: load() };'));
    assert.ok(!secrets.isHiddenIn(text.split('\n')[0] ?? ''), 'masked by what the line itself says');
  });

  it('masks values that overlap, to the last character', () => {
    const twice = new TextSecrets(`password = "${password}"\ntoken = "${password}Qw8eRt5y"\n`);
    assert.equal(twice.mask(`<${password}Qw8eRt5y>`), `<${'*'.repeat(22)}>`);
  });

  it('looks at words once, however many secrets the text has', () => {
    const lookAtWords = (count: number) => {
      const tokens = Array.from({ length: count }, (_, n) => `ghp_${sha256(String(n)).slice(0, 36)}`);
      const many = new TextSecrets(tokens.map((token) => `token = "${token}"\n`).join(''));
      let masked = '';
      const scanned = scannedBy(() => {
        masked = many.mask(`It says ${tokens[3]} there, and ${tokens.at(-1)}.`);
      });
      assert.equal(masked, `It says ${'*'.repeat(40)} there, and ${'*'.repeat(40)}.`);
      return scanned;
    };
    const [few, many] = [lookAtWords(5), lookAtWords(500)];
    assert.ok(many < 1.2 * few, `${few} characters, then ${many}`);
  });
});
