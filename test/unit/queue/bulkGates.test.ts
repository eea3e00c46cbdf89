import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { GatesNow } from '../../../src/core/queue/bulkGates';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import { RunStore } from '../../../src/core/run/store';
import type { ReviewerKind } from '../../../src/core/types';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  recordsOfFiles,
  reported,
  sha256,
  snapshotOf,
  toFindings,
  virtualClock,
} from '../fakes';

const signal = new AbortController().signal;
const reviewed = { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 } as const;

/** A file with a proposal on each line, `old` to `new`, and gates that hold for a text of which something holds. */
function setUp(count: number, isWell: (text: string) => boolean, reviewer: ReviewerKind = 'local') {
  const lines = Array.from({ length: count }, (_, n) => `value ${n} = old;`);
  const file = snapshotOf('a.txt', `${lines.join('\n')}\n`);
  let at = 0;
  const reports = lines.map((line, n) => {
    const span = { start: at + line.length - 4, end: at + line.length - 1 };
    at += line.length + 1;
    const fix = { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: 'new' }] } as const;
    return reported({ title: `Line ${n}`, span, fix });
  });
  const findings = toFindings(file, reviewer, reports, sha256);
  const store = new RunStore(header);
  const { path, textHash } = file;
  for (const record of recordsOfFiles([{ path, bytes: file.text.length, textHash, status: reviewed, findings }])) {
    store.apply(record);
  }
  const texts = new Map([[path, file.text]]);
  const made = (text: string, edits: readonly { start: number; end: number; newText: string }[]) =>
    edits.reduceRight((now, { start, end, newText }) => now.slice(0, start) + newText + now.slice(end), text);
  const asked = { alone: 0, together: 0 };
  const gates: GatesNow = {
    warningsNow: async () => [],
    problemNow: async (_, text, edits) => {
      asked.alone += 1;
      return isWell(made(text, edits)) ? undefined : 'it would break';
    },
    holdTogether: async (_, text, edits) => {
      asked.together += 1;
      return isWell(made(text, edits));
    },
  };
  const queue = new ProposalQueue({
    ...{ store, applier: memoryApplier(texts), preImages: memoryPreImages(), journal: memoryJournal() },
    ...{ log: memoryLog().log, clock: virtualClock(), hash: sha256, gates },
  });
  const textNow = () => texts.get(path) ?? '';
  return { queue, texts, path, asked, textNow, ids: findings.map(({ id }) => id) };
}

const isNew = (text: string, line: number) => text.includes(`value ${line} = new;`);

async function resultsOf(count: number, queue: ProposalQueue, ids: readonly string[], before = (_: number) => {}) {
  const results: string[] = [];
  before(0);
  const wanted = ids.map((id) => ({ finding: { id } }));
  await queue.applyAll(wanted, signal, (_, { kind }) => {
    results.push(kind);
    before(results.length);
  });
  assert.equal(results.length, count);
  return results;
}

describe('the gates of a bulk action', () => {
  it('are asked about all proposals for a file together', async () => {
    const { queue, ids, asked, textNow } = setUp(1_000, () => true);
    assert.deepEqual(new Set(await resultsOf(1_000, queue, ids)), new Set(['applied']));
    assert.ok(!textNow().includes('old'));
    assert.deepEqual(asked, { alone: 0, together: 1 });
  });

  it('hold back what would break the file with what was applied before, whatever is asked together', async () => {
    const pair = fc.tuple(fc.nat({ max: 39 }), fc.nat({ max: 39 }));
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 5 }), async (rivals) => {
        const isWell = (text: string) => rivals.every(([a, b]) => a === b || !(isNew(text, a) && isNew(text, b)));
        const together = setUp(40, isWell);
        const alone = setUp(40, isWell);
        const results = await resultsOf(40, together.queue, together.ids);
        const expected: string[] = [];
        for (const id of alone.ids) {
          expected.push((await alone.queue.apply(id)).kind);
        }
        assert.deepEqual(results, expected);
        assert.equal(together.textNow(), alone.textNow());
        assert.ok(isWell(together.textNow()));
        const all = together.asked.together + together.asked.alone;
        assert.ok(rivals.length > 1 || all < 20, `asked ${all} times`);
      }),
    );
  });

  it('are asked again where somebody else has changed the file', async () => {
    let broken = false;
    const { queue, ids, asked, texts, path, textNow } = setUp(20, () => !broken);
    const results = await resultsOf(20, queue, ids, (count) => {
      if (count === 10) {
        broken = true;
        texts.set(path, `${textNow()}// more\n`);
      }
    });
    assert.deepEqual(results, [...Array(10).fill('applied'), ...Array(10).fill('failed')]);
    assert.equal(asked.alone, 10);
  });

  it('are asked about each proposal of a model', async () => {
    const { queue, ids, asked } = setUp(20, () => true, 'model');
    await resultsOf(20, queue, ids);
    assert.deepEqual(asked, { alone: 19, together: 0 });
  });
});
