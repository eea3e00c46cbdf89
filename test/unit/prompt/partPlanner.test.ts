import assert from 'node:assert/strict';
import { estimateTokenCount } from 'tokenx';
import type { Profile } from '../../../src/core/options';
import type { Part, PartPlanner } from '../../../src/core/parts';
import type { Outline } from '../../../src/core/ports';
import { chooseContextTokens } from '../../../src/core/prompt/contextSize';
import { createPartPlanner } from '../../../src/core/prompt/partPlanner';
import { estimateMargin } from '../../../src/core/prompt/promptTokens';
import { userMessage } from '../../../src/core/prompt/userMessage';
import type { FileSnapshot } from '../../../src/core/types';
import { never } from '../endpoints/support';
import { snapshotOf } from '../fakes';
import { definition, outlineOf } from './outlines';

const pass = { name: 'one', focus: '' };
const profile: Profile = { name: 'p', passes: [pass], tone: '', severities: [], minConfidence: 'low' };
const twoPasses = { ...profile, passes: [pass, { name: 'two', focus: '' }] };

const systemTokens = 900;

function planner(
  maxPromptTokens: number | undefined,
  more: { profile?: Profile; systemTokens?: number[]; outline?: Outline } = {},
): PartPlanner {
  const { outline, profile: of = profile } = more;
  return createPartPlanner({
    passesFor: () => of.passes.map((_, index) => index),
    systemTokens: [systemTokens],
    maxPromptTokens,
    countTokens: estimateTokenCount,
    ...more,
    ...(outline && { inspector: { outline: async () => outline } }),
  });
}

function functions(count: number): string {
  const one = (at: number) => `def f${at}(items):\n${'    items.append(compute(items))\n'.repeat(9)}`;
  return Array.from({ length: count }, (_, at) => one(at)).join('\n');
}

function reviewed(parts: readonly Part[]): (readonly [number, number])[] {
  return parts.map(({ chunk: { lines } }) => [lines.startLine, lines.endLine] as const);
}

function assertFits(parts: readonly Part[], file: FileSnapshot, maxPromptTokens: number): void {
  for (const { chunk, promptTokens } of parts) {
    assert.ok(promptTokens * estimateMargin(file.language) <= maxPromptTokens, `${promptTokens} tokens`);
    assert.equal(promptTokens, systemTokens + estimateTokenCount(userMessage(file, [], chunk)));
  }
}

function assertPartition(parts: readonly Part[], startLine: number, endLine: number): void {
  let next = startLine;
  for (const [first, last] of reviewed(parts)) {
    assert.ok(first === next && last >= first, JSON.stringify(reviewed(parts)));
    next = last + 1;
  }
  assert.equal(next, endLine + 1);
}

describe('planning the parts of a file', () => {
  it('keeps a file that fits in one part', async () => {
    const file = snapshotOf('a.py', functions(20));
    const parts = await planner(12_000).plan(file, never);
    assert.deepEqual(parts, [
      {
        pass: 0,
        chunk: { index: 1, count: 1, lines: { startLine: 1, endLine: 220 }, context: [] },
        promptTokens: systemTokens + estimateTokenCount(userMessage(file, [])),
      },
    ]);
  });

  it('divides a longer one along its definitions, each part within the limit', async () => {
    const text = functions(60);
    const file = snapshotOf('a.py', text);
    const outline = outlineOf(Array.from({ length: 60 }, (_, at) => definition(at * 11 + 1, at * 11 + 10)));
    const parts = await planner(4_000, { outline }).plan(file, never);
    assert.ok(parts.length >= 3);
    assertPartition(parts, 1, text.split('\n').length);
    assertFits(parts, file, 4_000);
    const lines = text.split('\n');
    assert.ok(reviewed(parts).every(([first]) => lines[first - 1]?.startsWith('def ')));
  });

  it('counts more for files of data', async () => {
    const text = functions(60);
    const json = { ...snapshotOf('a.json', text), language: 'json' };
    const parts = await planner(4_000).plan(json, never);
    assertFits(parts, json, 4_000);
    assert.ok(parts.length > (await planner(4_000).plan(snapshotOf('a.py', text), never)).length);
  });

  it('plans the same chunks for each pass, one pass after another', async () => {
    const options = { profile: twoPasses, systemTokens: [400, 900] };
    const parts = await planner(4_000, options).plan(snapshotOf('a.py', functions(60)), never);
    const half = parts.length / 2;
    const [first, second] = [parts.slice(0, half), parts.slice(half)];
    assert.deepEqual(new Set(first.map(({ pass }) => pass)), new Set([0]));
    assert.deepEqual(new Set(second.map(({ pass }) => pass)), new Set([1]));
    assert.deepEqual(
      first.map(({ chunk }) => chunk),
      second.map(({ chunk }) => chunk),
    );
    assert.ok(first.every(({ promptTokens }, at) => second[at]?.promptTokens === promptTokens + 500));
  });

  it('divides only very large files where the limit is not known', async () => {
    assert.equal((await planner(undefined).plan(snapshotOf('a.py', functions(200)), never)).length, 1);
    assert.ok((await planner(undefined).plan(snapshotOf('a.py', functions(600)), never)).length > 1);
  });

  it('does not divide what cannot fit anyway', async () => {
    const hopeless = planner(1_100);
    const file = snapshotOf('a.py', functions(60));
    const [part, ...others] = await hopeless.plan(file, never);
    assert.equal(others.length, 0);
    assert.equal(part && (await hopeless.split(file, part, never)), undefined);
  });

  it('fits a usual file as a whole into the context it asks for', async () => {
    for (const count of [1, 12, 40, 100, 150]) {
      const file = snapshotOf('a.py', functions(count));
      const context = chooseContextTokens({ fileBytes: [file.text.length], systemTokens });
      const parts = await planner(context * 0.75).plan(file, never);
      assert.equal(parts.length, 1, `${count} functions in ${context}`);
    }
  });
});

describe('a part that a server finds too long', () => {
  const file = snapshotOf('a.py', functions(100));

  it('is split into pieces of half its length, again and again until they are too small', async () => {
    const own = planner(undefined);
    let parts: readonly Part[] = await own.plan(file, never);
    for (let round = 0; ; round++) {
      const [part] = parts;
      assert.ok(part && round < 20);
      const pieces = await own.split(file, part, never);
      if (pieces === undefined) {
        assert.ok(round > 3 && part.promptTokens - systemTokens < 450, `${part.promptTokens} tokens`);
        break;
      }
      assert.ok(pieces.length >= 2);
      assertPartition(pieces, part.chunk.lines.startLine, part.chunk.lines.endLine);
      for (const piece of pieces) {
        assert.equal(piece.pass, part.pass);
        assert.ok(piece.promptTokens - systemTokens <= 0.5 * (part.promptTokens - systemTokens) + 30);
      }
      parts = pieces;
    }
  });

  it('shows the pieces what lies around them', async () => {
    const outline = outlineOf([definition(1, 1_100)]);
    const own = planner(undefined, { outline });
    const [part] = await own.plan(file, never);
    const pieces = part && (await own.split(file, part, never));
    assert.deepEqual(pieces?.at(-1)?.chunk.context, [{ startLine: 1, endLine: 1 }]);
  });

  it('is not split when it is one line', async () => {
    const long = snapshotOf('a.txt', `short\n${'word '.repeat(5_000)}\nshort`);
    const parts = await planner(3_000).plan(long, never);
    assert.deepEqual(reviewed(parts), [
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    assert.equal(parts[1] && (await planner(3_000).split(long, parts[1], never)), undefined);
  });
});

describe('the context size of a run', () => {
  const choose = (fileBytes: readonly number[], modelMaxTokens?: number) =>
    chooseContextTokens({ fileBytes, systemTokens, modelMaxTokens });

  it('fits most files, not the largest', () => {
    assert.equal(choose([]), 4_096);
    assert.equal(choose([500, 1_000]), 4_096);
    assert.equal(choose([10_000]), 8_192);
    assert.equal(choose([20_000]), 16_384);
    assert.equal(choose([50_000]), 32_768);
    assert.equal(choose([5_000_000]), 32_768);
    assert.equal(choose([...Array(99).fill(1_000), 5_000_000]), 4_096);
    assert.equal(choose([...Array(9).fill(1_000), 60_000]), 32_768);
  });

  it('is at most what the model can have', () => {
    assert.equal(choose([60_000], 8_192), 8_192);
    assert.equal(choose([500], 2_048), 2_048);
    assert.equal(choose([500], 131_072), 4_096);
  });

  it('grows with the words of the user', () => {
    assert.equal(chooseContextTokens({ fileBytes: [500], systemTokens: 3_000 }), 8_192);
  });
});
