import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { jsonText } from '../../../src/core/text/jsonText';

describe('jsonText', () => {
  it('has no character that is obeyed, and the same value', () => {
    const characters = fc.string({
      unit: fc.constantFrom('a', '"', '\\', '\u009b', '\u007f', '\u202e', '\u2028', '\u2067'),
    });
    fc.assert(
      fc.property(fc.dictionary(characters, characters), (value) => {
        const json = jsonText(value, 2);
        assert.doesNotMatch(json, /[\u007f-\u009f\u202e\u2028\u2067]/);
        assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
