import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Chunk } from '../../../src/core/parts';
import type { Outline } from '../../../src/core/ports';
import { gapTokens } from '../../../src/core/prompt/chunkContext';
import { type ChunkRequest, divideIntoChunks } from '../../../src/core/prompt/chunks';
import type { LineRange } from '../../../src/core/types';
import { processorMs } from '../scanned';
import { definition, outlineOf, properOutline, wildOutline } from './outlines';

function request(lines: readonly string[], budget: number, outline?: Outline): ChunkRequest {
  const range = { startLine: 1, endLine: lines.length };
  return { lines, lineTokens: lines.map(() => 10), range, budget, outline };
}

function ranges(chunks: readonly Chunk[]): (readonly [number, number])[] {
  return chunks.map(({ lines }) => [lines.startLine, lines.endLine] as const);
}

function linesOf({ startLine, endLine }: LineRange): number[] {
  return Array.from({ length: Math.max(0, endLine - startLine + 1) }, (_, at) => startLine + at);
}

function body(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `  statement(${at});`);
}

/** Every promise about chunks that holds for whatever is divided. */
function check(chunks: readonly Chunk[], { range, lineTokens, budget }: ChunkRequest): void {
  assert.deepEqual(
    chunks.flatMap(({ lines }) => linesOf(lines)),
    linesOf(range),
    'each line is under review once, in order',
  );
  const tokensOf = (lines: readonly number[]) => lines.reduce((sum, line) => sum + (lineTokens[line - 1] ?? 0), 0);
  for (const [at, { index, count, lines, context }] of chunks.entries()) {
    assert.deepEqual([index, count], [at + 1, chunks.length]);
    assert.ok(lines.endLine >= lines.startLine, 'no chunk is empty');
    const shown = context.flatMap(linesOf);
    assert.ok(context.every(({ startLine, endLine }) => startLine >= 1 && endLine >= startLine));
    assert.deepEqual(
      shown,
      [...new Set(shown)].sort((a, b) => a - b),
      'context is in order and without repetition',
    );
    assert.ok((shown.at(-1) ?? 0) < lines.startLine, 'context does not overlap the review range');
    const tokens = tokensOf(linesOf(lines)) + tokensOf(shown) + gapTokens * context.length;
    assert.ok(tokens <= budget || (lines.startLine === lines.endLine && context.length === 0), `${tokens} > ${budget}`);
  }
}

const arbitraryLine = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', '  ', '}', '// note', '@decorated', 'def f():', 'import os') },
  { weight: 3, arbitrary: fc.string({ maxLength: 30 }).map((text) => `  ${text}`) },
  { weight: 1, arbitrary: fc.nat({ max: 600 }).map((length) => 'x'.repeat(length)) },
);
const arbitraryRequest: fc.Arbitrary<ChunkRequest> = fc
  .array(arbitraryLine, { minLength: 1, maxLength: 120, size: 'max' })
  .chain((lines) =>
    fc
      .record({
        outline: fc.oneof(fc.constant(undefined), properOutline(lines.length), wildOutline),
        budget: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 200, max: 900 })),
        ends: fc.tuple(fc.integer({ min: 1, max: lines.length }), fc.integer({ min: 1, max: lines.length })),
        whole: fc.boolean(),
      })
      .map(({ outline, budget, ends, whole }) => ({
        lines,
        lineTokens: lines.map((line) => 2 + Math.ceil(line.length / 3)),
        range: whole
          ? { startLine: 1, endLine: lines.length }
          : { startLine: Math.min(...ends), endLine: Math.max(...ends) },
        budget,
        outline,
      })),
  );

describe('dividing a file into chunks', () => {
  it('reviews every line in exactly one chunk, within the budget, whatever the text and its outline', () => {
    fc.assert(
      fc.property(arbitraryRequest, (one) => {
        const chunks = divideIntoChunks(one);
        check(chunks, one);
        assert.deepEqual(divideIntoChunks(one), chunks, 'the same again');
      }),
      { numRuns: 500 },
    );
  });

  it('tears no definition apart that fits into a chunk of its own', () => {
    const sized = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sized, fc.integer({ min: 120, max: 300 }), (sizes, budget) => {
        let next = 1;
        const definitions = sizes.map((size) => {
          next += size;
          return definition(next - size, next - 1);
        });
        const lines = definitions.flatMap(({ startLine, endLine }) => ['head() {', ...body(endLine - startLine)]);
        const starts = new Set(definitions.map(({ startLine }) => startLine));
        for (const { lines: range } of divideIntoChunks(request(lines, budget, outlineOf(definitions)))) {
          assert.ok(starts.has(range.startLine), `cut before line ${range.startLine}`);
        }
      }),
    );
  });

  it('leaves a file that fits alone, without context', () => {
    const lines = ['import os', ...body(8), ''];
    assert.deepEqual(divideIntoChunks(request(lines, 100, outlineOf([], [{ startLine: 1, endLine: 1 }]))), [
      { index: 1, count: 1, lines: { startLine: 1, endLine: 10 }, context: [] },
    ]);
  });

  it('packs definitions with the comments and decorators right above them', () => {
    const one = ['function f() {', ...body(4), '}'];
    const lines = [...one, '', '// what g does', '@memoised', ...one, ...one];
    const definitions = [definition(1, 6), definition(10, 15), definition(16, 21)];
    assert.deepEqual(ranges(divideIntoChunks(request(lines, 150, outlineOf(definitions)))), [
      [1, 7],
      [8, 21],
    ]);
  });

  it('divides a definition that is too large along those in it, and shows what encloses them', () => {
    const method = ['  m() {', ...body(8), '  }'];
    const lines = ['import a', 'import b', '', 'class C', '  extends D {', ...method, ...method, ...method, '}'];
    const methods = [definition(6, 15), definition(16, 25), definition(26, 35)];
    const outline = outlineOf(
      [definition(4, 36, methods, 2)],
      [
        { startLine: 1, endLine: 1 },
        { startLine: 2, endLine: 2 },
      ],
    );
    const chunks = divideIntoChunks(request(lines, 200, outline));
    assert.deepEqual(ranges(chunks), [
      [1, 15],
      [16, 25],
      [26, 36],
    ]);
    const around = [
      { startLine: 1, endLine: 1 },
      { startLine: 4, endLine: 5 },
    ];
    assert.deepEqual(chunks[1]?.context, around);
    assert.deepEqual(chunks[2]?.context, around);
  });

  it('shows the innermost header and leaves out imports when there is no room for more', () => {
    const lines = body(100);
    const outline = outlineOf(
      [definition(10, 100, [definition(11, 100, [], 1)], 9)],
      [
        { startLine: 1, endLine: 8 },
        { startLine: 9, endLine: 9 },
      ],
    );
    const [, second] = divideIntoChunks(request(lines, 300, outline));
    assert.deepEqual(second?.context, [
      { startLine: 9, endLine: 9 },
      { startLine: 11, endLine: 11 },
    ]);
  });

  it('divides a long function after blank lines rather than anywhere', () => {
    const lines = ['function f() {', ...body(11), '', ...body(11), '', ...body(11), '}'];
    const chunks = divideIntoChunks(request(lines, 200, outlineOf([definition(1, lines.length)])));
    assert.deepEqual(ranges(chunks).slice(1), [
      [14, 25],
      [26, 37],
    ]);
  });

  it('divides by blank lines and indentation where nothing else is known', () => {
    const block = ['head:', ...body(6), '', '  more', ''];
    const lines = [...block, ...block, ...block, ...block];
    assert.deepEqual(ranges(divideIntoChunks(request(lines, 250))), [
      [1, 20],
      [21, 40],
    ]);
    const table = ['name,age', ...body(40)];
    assert.deepEqual(divideIntoChunks(request(table, 250))[1]?.context, [{ startLine: 1, endLine: 1 }]);
  });

  it('shares what is left for two chunks instead of leaving a tiny one', () => {
    assert.deepEqual(ranges(divideIntoChunks(request(body(22), 200))), [
      [1, 11],
      [12, 22],
    ]);
  });

  it('puts a line that is too long into a chunk of its own and goes on', () => {
    const lines = [...body(3), 'x'.repeat(9_999), ...body(3)];
    const lineTokens = lines.map((line) => (line.length > 100 ? 5_000 : 10));
    assert.deepEqual(ranges(divideIntoChunks({ ...request(lines, 100), lineTokens })), [
      [1, 3],
      [4, 4],
      [5, 7],
    ]);
  });

  it('is done with a large file at once', () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => (at % 20 === 0 ? `function f${at}() {` : '  x();'));
    const definitions = Array.from({ length: 1_000 }, (_, at) => definition(at * 20 + 1, at * 20 + 20));
    let chunks: readonly Chunk[] = [];
    const divide = () => {
      chunks = divideIntoChunks(request(lines, 10_000, outlineOf(definitions)));
    };
    assert.ok(processorMs(divide) < 1_000);
    assert.equal(chunks.length, 20);
  });
});
