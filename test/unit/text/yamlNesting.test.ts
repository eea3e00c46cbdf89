import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isNestedTooDeeply } from '../../../src/core/text/yamlNesting';

describe('isNestedTooDeeply', () => {
  const steps = Array.from({ length: 400 }, (_, n) => `${' '.repeat(n)}a:\n`).join('');
  const deep = {
    brackets: '['.repeat(5_000),
    'brackets line by line': '[\n'.repeat(5_000),
    'brackets with others in strings and comments': '[ # ]\n"]",\n'.repeat(5_000),
    braces: '{a: '.repeat(5_000),
    'items in one line': '- '.repeat(5_000),
    'keys in one line': '? '.repeat(5_000),
    indentation: steps,
  };
  for (const [name, text] of Object.entries(deep)) {
    it(`sees ${name}`, () => assert.equal(isNestedTooDeeply(text), true));
  }

  it('lets everything be that people write', () => {
    const text = `a:\n  - b: [1, [2, {c: d}]]\n${'  - item\n'.repeat(5_000)}e: |\n${' '.repeat(400)}text\nf: ${'[], '.repeat(1)}`;
    assert.equal(isNestedTooDeeply(text), false);
    assert.equal(isNestedTooDeeply(`x: [${'[1], '.repeat(3_000)}]\n`), false);
    assert.equal(isNestedTooDeeply(''), false);
  });
});
