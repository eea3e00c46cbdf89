import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { estimateTokenCount } from 'tokenx';
import { estimateTokens } from '../../../src/core/text/tokens';

/** What tokenx treats in ways of its own, and more often what programs are made of. */
const pieces = [
  ...['a', 'name', 'aVeryLongNameOfSomething', 'lowercased', '7', '1234', 'x1', "'", '_', '.', '({', '=>', '------'],
  ...[' ', '  ', '\n', '\n\n', '\n  ', '\t', '\r\n', '\v', '\0', '\x7f'],
  ...[
    'é',
    'ß',
    'ž',
    'я',
    'λ',
    '—',
    '…',
    '漢字',
    'か',
    '한',
    '、',
    '。',
    '（',
    '\u00a0',
    '\u2028',
    '\u3000',
    '😀',
    '\ud83d',
  ],
];

describe('the estimate of tokens', () => {
  it('is that of tokenx for whatever a text is put together from', () => {
    for (const some of [pieces.slice(0, 23), pieces]) {
      const texts = fc.array(fc.constantFrom(...some), { maxLength: 30 }).map((parts) => parts.join(''));
      fc.assert(
        fc.property(texts, (text) =>
          assert.equal(estimateTokens(text), estimateTokenCount(text), JSON.stringify(text)),
        ),
        { numRuns: 5_000 },
      );
    }
  });

  it('is that of tokenx for programs', () => {
    const folder = join(import.meta.dirname, '../../../src/core/text');
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.ts'))) {
      const text = readFileSync(join(folder, name), 'utf8');
      assert.equal(estimateTokens(text), estimateTokenCount(text), name);
    }
  });
});
