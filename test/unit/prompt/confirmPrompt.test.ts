import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { estimateTokenCount } from 'tokenx';
import { confirmMessage, confirmSystem, importedFor, linesAround } from '../../../src/core/prompt/confirmPrompt';

const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index + 1}`);

describe('what a model is asked about one finding', () => {
  it('is short, and has no example that could be copied as an answer', () => {
    assert.ok(estimateTokenCount(confirmSystem) <= 350, String(estimateTokenCount(confirmSystem)));
    assert.ok(!/"verdict":\s*"(?:confirmed|refuted|unsure)"/.test(confirmSystem));
  });

  it('has the finding on one line, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (title, explanation) => {
        const file = { path: 'a.ts', language: 'typescript', text: 'one\ntwo\nthree' };
        const about = { startLine: 2, endLine: 2 };
        const message = confirmMessage(file, { title, explanation, about }, { startLine: 2, endLine: 3 });
        const [path, language, shown, finding, ...code] = message.split('\n');
        assert.deepEqual([path, language, shown], ['File: a.ts', 'Language: typescript', 'Lines: 2-3 of 3']);
        const said: unknown = JSON.parse(finding?.slice('Finding: '.length) ?? '');
        assert.deepEqual(said, { lines: '2-2', title, explanation });
        assert.deepEqual(code, ['2| two', '3| three']);
      }),
    );
  });

  it('is shown as many lines above as below, as far as there are some', () => {
    const around = (startLine: number, endLine: number, room = 10_000) =>
      linesAround({ startLine, endLine }, lines, () => 4, room);
    assert.deepEqual(around(500, 500), { startLine: 440, endLine: 559 });
    assert.deepEqual(around(500, 509), { startLine: 445, endLine: 564 });
    assert.deepEqual(around(3, 3), { startLine: 1, endLine: 120 });
    assert.deepEqual(around(999, 999), { startLine: 881, endLine: 1_000 });
    assert.deepEqual(around(100, 900), { startLine: 80, endLine: 199 });
    assert.deepEqual(around(500, 500, 25), { startLine: 498, endLine: 502 });
    assert.deepEqual(
      linesAround(undefined, lines, () => 4, 10_000),
      { startLine: 1, endLine: 120 },
    );
    assert.equal(around(500, 500, 4), undefined);
  });

  it('is shown of other files what there is room for, what the finding names before all else', () => {
    const finding = { title: 'load may throw', explanation: 'See Store.' };
    const files = [
      { path: 'a', definitions: ['first()', 'load(path)'] },
      { path: 'b', definitions: ['class Store', 'other()'] },
    ];
    const words = (text: string) => text.split(/\s+/).length;
    const within = (room: number) => importedFor(finding, files, words, room);
    assert.deepEqual(within(1_000), files);
    // What stands above all takes 8, what stands above a file 3, and a definition 2 or 3.
    assert.deepEqual(within(19), [
      { path: 'a', definitions: ['load(path)'] },
      { path: 'b', definitions: ['class Store'] },
    ]);
    assert.deepEqual(within(13), [{ path: 'a', definitions: ['load(path)'] }]);
    assert.deepEqual(within(12), []);
    assert.deepEqual(importedFor(finding, [], words, 1_000), []);
  });

  it('never takes more than there is room for, and always shows where the finding is', () => {
    const place = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(30));
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { minLength: 1, maxLength: 50 }),
        place,
        fc.nat(400),
        (costs, [start, more], room) => {
          const file = costs.map((cost) => 'x'.repeat(cost));
          const tokensOf = (line: string) => line.length;
          const stretch = linesAround({ startLine: start, endLine: start + more }, file, tokensOf, room);
          const first = Math.min(start, file.length);
          if (!stretch) {
            assert.ok((costs[first - 1] ?? 0) + `${first}| `.length + 1 > room);
            return;
          }
          const { startLine, endLine } = stretch;
          assert.ok(startLine >= 1 && startLine <= first && endLine >= first && endLine <= file.length);
          const cost = file
            .slice(startLine - 1, endLine)
            .map((line, index) => `${startLine + index}| ${line}`.length + 1);
          assert.ok(cost.reduce((sum, one) => sum + one, 0) <= room);
        },
      ),
    );
  });
});
