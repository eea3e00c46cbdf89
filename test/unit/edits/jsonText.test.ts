import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import { JsonText } from '../../../src/core/edits/jsonText';
import { runsOf } from '../../complete';
import { scannedBy } from '../scanned';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const json = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, 2))
  .map(([value, indent]) => JSON.stringify(value, null, indent));
const newText = fc.constantFrom(
  '',
  ' ',
  '1',
  ',',
  '"',
  '\\',
  '}',
  ']',
  '{}',
  '[',
  ':',
  '1,2',
  '"a":1',
  ',"b":[]',
  '}{',
  '],[',
);

describe('a text that may be JSON', () => {
  it('stays it or not, as if the whole was parsed after each change', () => {
    const change = fc.tuple(fc.nat(), fc.nat(6), newText);
    fc.assert(
      fc.property(json, change, fc.option(change), (text, one, other) => {
        const edits = [one, other].flatMap((part) => {
          const start = part ? part[0] % (text.length + 1) : 0;
          return part ? [{ start, end: Math.min(text.length, start + part[1]), newText: part[2] }] : [];
        });
        const [first, second] = edits.sort((a, b) => a.start - b.start);
        const apart = first && second && second.start <= first.end ? [first] : edits;
        const isWhole = !/\p{Surrogate}/u.test(apart.map(({ start }) => text.slice(0, start)).join(' '));
        fc.pre(isWhole && !/[\ud800-\udfff]/.test(text));
        assert.equal(new JsonText(text).isValidWith(apart), isJson(applyEdits(text, apart)));
      }),
      { numRuns: runsOf(20_000) },
    );
  });

  it('is not parsed as a whole for each change of an element', () => {
    const text = JSON.stringify(Array.from({ length: 1_000 }, (_, n) => ({ n, list: [1, 2, { deep: 'x' }] })));
    const json = new JsonText(text);
    const at = text.indexOf('"x"', text.length / 2);
    const scanned = scannedBy(() => {
      assert.ok(json.isValidWith([{ start: at, end: at + 3, newText: '[1, "y"]' }]));
      assert.ok(json.isValidWith([{ start: at + 4, end: at + 4, newText: ', 3' }]));
    });
    assert.ok(scanned < 500, `${scanned} characters for two small changes`);
    assert.ok(!json.isValidWith([{ start: at, end: at + 3, newText: 'y' }]));
  });
});
