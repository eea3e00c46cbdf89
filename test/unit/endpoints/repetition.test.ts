import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RepetitionWatch } from '../../../src/endpoints/protocols/repetition';
import { processorMs } from '../scanned';

function repeats(text: string, pieceLength = 7): boolean {
  const watch = new RepetitionWatch();
  for (let at = 0; at < text.length; at += pieceLength) {
    watch.push(text.slice(at, at + pieceLength));
  }
  return watch.found;
}

describe('a text that repeats itself', () => {
  it('is found once its end is one unit again and again, however it comes', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 3_000 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
        fc.integer({ min: 1, max: 900 }),
        (before, unit, pieceLength) => {
          const loop = unit.repeat(Math.ceil(9_000 / unit.length));
          assert.ok(repeats(before + loop, pieceLength));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is not one that is merely monotonous', () => {
    assert.equal(repeats('G'.repeat(2_000)), false);
    assert.equal(repeats(Array.from({ length: 3_000 }, (_, line) => `${line}| }\n`).join('')), false);
    const finding = '{"title":"Unused variable","startLine":';
    assert.equal(repeats(Array.from({ length: 500 }, (_, line) => `${finding}${line}},`).join('')), false);
  });

  it('is found at its end only, and at a unit of at most a quarter of a KB', () => {
    assert.equal(repeats(`${'ab'.repeat(900)}${'x1y2'.repeat(100)}end`), false);
    const unit = (length: number) => Array.from({ length }, (_, i) => String.fromCharCode(0x4e00 + i)).join('');
    assert.equal(repeats(unit(256).repeat(70)), true);
    assert.equal(repeats(unit(257).repeat(70)), false);
  });

  it('is not found before a unit has come 64 times, as some models go on then', () => {
    const finding = '{"title":"Unused variable","explanation":"Nothing reads it.","severity":"info","startLine":3},';
    assert.equal(repeats(finding.repeat(40)), false);
    assert.equal(repeats(finding.repeat(90)), true);
    assert.equal(
      repeats(`${finding.repeat(40)}${'the end'.repeat(9)}`.repeat(3)),
      false,
      'what comes again is no loop',
    );
  });

  it('costs little to look for', () => {
    assert.ok(processorMs(() => repeats(`${'a'.repeat(255)}b`.repeat(4_000), 4)) < 2_000);
  });
});
