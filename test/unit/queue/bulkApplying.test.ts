import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { Applier, Journal } from '../../../src/core/ports';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import type { ApplyResult } from '../../../src/core/queue/queueEntry';
import type { RunRecord } from '../../../src/core/run/records';
import { RunStore } from '../../../src/core/run/store';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  recordsOfFiles,
  replay,
  reported,
  sha256,
  snapshotOf,
  toFindings,
  virtualClock,
} from '../fakes';

const perFile = 4;
const base = Array.from({ length: perFile }, (_, n) => `value ${n} = old\n`).join('');

/** How long steps take, in turns of the event loop, and whether the file can be saved. */
interface Pace {
  readonly plan: number;
  readonly save: number;
  readonly fails: boolean;
  readonly record: number;
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Files with a proposal for each line, an editor that saves them while others are edited, and what has happened. */
function setUp(fileCount: number, paceOf: (change: number) => Pace) {
  const disk = new Map(Array.from({ length: fileCount }, (_, n) => [`${n}.txt`, base]));
  const found = [...disk].map(([path, text]) => {
    const snapshot = snapshotOf(path, text);
    const spans = [...text.matchAll(/old/g)].map(({ index }) => ({ start: index, end: index + 3 }));
    const edited = spans.map((span) =>
      reported({ span, fix: { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: 'new' }] } }),
    );
    return { path, textHash: snapshot.textHash, findings: toFindings(snapshot, 'local', edited, sha256) };
  });
  const made = recordsOfFiles(
    found.map((file) => ({
      ...{ ...file, bytes: base.length },
      status: { kind: 'reviewed', coverage: { reviewedLines: perFile, totalLines: perFile }, durationMs: 1 },
    })),
  );
  const { records, append } = memoryJournal();
  records.push({ type: 'run', version: 2, run: header }, ...made);
  const store = new RunStore(header);
  for (const record of made) {
    store.apply(record);
  }
  const happened: string[] = [];
  /** What a kill would have left, after each step. */
  const kills: { readonly records: readonly RunRecord[]; readonly disk: ReadonlyMap<string, string> }[] = [];
  const step = (what: string) => {
    happened.push(what);
    kills.push({ records: [...records], disk: new Map(disk) });
  };
  let changes = 0;
  const journal: Journal<RunRecord> = {
    append: async (record, urgency) => {
      await turns(paceOf(changes).record);
      await append(record, urgency);
      step(record.type === 'proposal' ? `recorded ${record.finding}` : record.type);
    },
  };
  const atWork = new Set<string>();
  let editing = '';
  const applier: Applier = {
    keepsLineEnds: false,
    change: async (path, plan, about, told) => {
      const pace = paceOf(changes++);
      assert.equal(editing, '', 'another edit is under way');
      assert.ok(!atWork.has(path) && atWork.size < 3, `${path} is changed beside ${[...atWork]}`);
      editing = path;
      atWork.add(path);
      step(`begun ${about?.finding}`);
      await turns(pace.plan);
      const text = disk.get(path) ?? assert.fail(path);
      const planned = await plan(text);
      assert.ok(planned.kind === 'edit', JSON.stringify(planned));
      editing = '';
      told?.();
      await turns(pace.save);
      atWork.delete(path);
      if (pace.fails) {
        return { kind: 'failed', message: 'It could not be saved.' };
      }
      disk.set(path, applyEdits(text, planned.edits));
      step(`saved ${about?.finding}`);
      return { kind: 'changed', text: disk.get(path) ?? '' };
    },
    read: async (path) => disk.get(path),
  };
  const preImages = memoryPreImages();
  const dependencies = { preImages, log: memoryLog().log, clock: virtualClock(), hash: sha256 };
  const queue = new ProposalQueue({ ...dependencies, store, applier, journal });
  const ids = found.map(({ findings }) => findings.map(({ id }) => id));
  return { ...{ disk, store, queue, happened, kills, ids, dependencies, atWork }, note: step };
}

type World = ReturnType<typeof setUp>;

/** Which proposals of a store are applied, and which of them the files have. */
function appliedIn(store: RunStore, ids: World['ids'], disk: ReadonlyMap<string, string>) {
  const says = ids.flat().filter((id) => store.finding(id)?.finding.proposal?.state.kind === 'applied');
  const has = ids.flatMap((some, file) => {
    const lines = (disk.get(`${file}.txt`) ?? '').split('\n');
    return some.filter((_, line) => lines[line]?.endsWith('new'));
  });
  return { says, has };
}

const named = (ids: readonly string[]) => ids.map((id) => ({ finding: { id } }));

describe('applying many proposals', () => {
  const pace = fc.record({
    plan: fc.nat(3),
    save: fc.nat(12),
    fails: fc.nat(5).map((n) => n === 0),
    record: fc.nat(2),
  });
  const files = 4;
  const wanted = fc.shuffledSubarray(
    Array.from({ length: files * perFile }, (_, n) => n),
    { minLength: 1 },
  );

  it('edits one file at a time and no file twice at once, and records each behind its save, in their order', async () => {
    let overlaps = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(pace, { minLength: 1, maxLength: 8 }),
        wanted,
        fc.option(fc.nat(30)),
        async (paces, order, steps) => {
          const world = setUp(files, (change) => paces[change % paces.length] as Pace);
          const { happened, queue, ids, store, disk } = world;
          const chosen = order.map((n) => ids.flat()[n] ?? '');
          const controller = new AbortController();
          const heard: (readonly [string, ApplyResult['kind']])[] = [];
          const all = queue.applyAll(
            named(chosen),
            controller.signal,
            ({ finding }, result) => {
              world.note(`heard ${finding.id}`);
              heard.push([finding.id, result.kind]);
            },
            true,
          );
          if (steps !== null) {
            await turns(steps);
            world.note('cancelled');
            controller.abort();
          }
          await all;
          const told = heard.map(([id]) => id);
          const done = chosen.slice(0, heard.length);
          assert.deepEqual(told, done);
          assert.ok(steps !== null || heard.length === chosen.length);
          assert.deepEqual(
            happened.filter((what) => what.startsWith('recorded')),
            done.map((id) => `recorded ${id}`),
          );
          const at = (what: string) => happened.indexOf(what);
          for (const [id, kind] of heard) {
            const [begun, saved, recorded] = [at(`begun ${id}`), at(`saved ${id}`), at(`recorded ${id}`)];
            assert.equal(kind, saved < 0 ? 'failed' : 'applied');
            assert.ok(begun < recorded && saved < recorded && recorded < at(`heard ${id}`), happened.join('\n'));
          }
          const begun = happened.map((what, place) => (what.startsWith('begun') ? place : -1));
          assert.ok(steps === null || Math.max(...begun) < at('cancelled') || at('cancelled') < 0, happened.join('\n'));
          overlaps += done.filter((id, n) => n > 0 && at(`begun ${id}`) < at(`saved ${done[n - 1]}`)).length;
          const { says, has } = appliedIn(store, ids, disk);
          assert.deepEqual(says, has);
          assert.deepEqual(store.openIntents(), []);
          assert.equal(queue.isBulkUnderWay, false);
        },
      ),
      { numRuns: 150 },
    );
    assert.ok(overlaps > 100, 'files are saved while others are edited');
  });

  it('leaves what a start can settle, whenever it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pace, { minLength: 1, maxLength: 8 }), wanted, async (paces, order) => {
        const { kills, queue, ids, dependencies } = setUp(files, (change) => paces[change % paces.length] as Pace);
        const chosen = order.map((n) => ids.flat()[n] ?? '');
        await queue.applyAll(named(chosen), new AbortController().signal, () => {}, true);
        for (const { records, disk } of kills) {
          const store = replay(records) ?? assert.fail('no run');
          const journal = memoryJournal();
          const applier = memoryApplier(new Map(disk));
          await new ProposalQueue({ ...dependencies, store, applier, journal }).recover(true);
          const { says, has } = appliedIn(store, ids, disk);
          assert.deepEqual(says, has);
          assert.deepEqual(store.openIntents(), []);
        }
      }),
      { numRuns: 30 },
    );
  });

  const slow = () => setUp(3, () => ({ plan: 0, save: 20, fails: false, record: 0 }));
  const first = ({ ids }: World) => ids.map(([id = '']) => id);

  it('lets nobody look at a file while it is saved, and others be looked at', async () => {
    const world = slow();
    const { queue, disk, atWork, happened, note } = world;
    const chosen = first(world);
    const all = queue.applyAll(named(chosen), new AbortController().signal, () => {}, true);
    const read = async (path: string) => {
      assert.ok(!atWork.has(path), `${path} is looked at while it is saved`);
      note(`looked at ${path}`);
      return { kind: 'text', snapshot: snapshotOf(path, disk.get(path) ?? '') } as const;
    };
    await Promise.all([all, queue.look('2.txt', read), queue.look('0.txt', read)]);
    const at = (what: string) => happened.indexOf(what);
    assert.ok(at('looked at 2.txt') < at(`saved ${chosen[0]}`), happened.join('\n'));
    assert.ok(at(`recorded ${chosen[0]}`) < at('looked at 0.txt'), happened.join('\n'));
  });

  it('lets nobody decide anything while a file is saved, and lets them before the next is changed', async () => {
    const world = slow();
    const { queue, happened, ids } = world;
    const chosen = first(world);
    const all = queue.applyAll(named(chosen), new AbortController().signal, () => {}, true);
    const other = ids[2]?.[1] ?? '';
    await Promise.all([all, queue.apply(other)]);
    const order = [chosen[0], other, chosen[1]].flatMap((id) => [`begun ${id}`, `recorded ${id}`]);
    assert.deepEqual(
      happened.filter((what) => order.includes(what)),
      order,
    );
  });
});
