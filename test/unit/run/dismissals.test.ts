import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Dismissals } from '../../../src/core/dismissals/dismissals';
import { dismissalKey } from '../../../src/core/dismissals/dismissals';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import { toResults } from '../../../src/core/report/results';
import type { RunRecord } from '../../../src/core/run/records';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { RunStore } from '../../../src/core/run/store';
import type { Dismissed, FileSnapshot, Finding } from '../../../src/core/types';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryPreImages,
  memoryWorkspace,
  replay,
  reported,
  reviewed,
  reviewer,
  sha256,
  textOf,
} from '../fakes';
import { runWith } from './support';

/** A memory of dismissals that outlives runs. */
function memoryDismissals(): Dismissals & { readonly kept: Map<string, Dismissed> } {
  const kept = new Map<string, Dismissed>();
  const keyOf = (path: string, finding: Pick<Finding, 'identity'>) => dismissalKey(path, finding.identity ?? '');
  return {
    kept,
    of: (path, finding) => kept.get(keyOf(path, finding)),
    add: async (findings, why) => {
      const hiding: Dismissed = { kind: 'dismissed', ...why };
      for (const { path, finding } of findings) {
        kept.set(keyOf(path, finding), hiding);
      }
      return hiding;
    },
    remove: async (findings) => {
      for (const { path, finding } of findings) {
        kept.delete(keyOf(path, finding));
      }
    },
  };
}

/** Each word is found by one of the two, and the model finds the last one of the local reviewer once more. */
function finds(kind: 'local' | 'model', { text }: FileSnapshot) {
  return [...text.matchAll(/\w+/g)].flatMap(({ index, 0: word }, number, all) => {
    const isLocal = number % 2 === 0;
    const isTwice = isLocal && number >= all.length - 2;
    const span = { start: index, end: index + word.length };
    const fix = { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: `${word}s` }] } as const;
    return (kind === 'local') === isLocal || isTwice
      ? [reported({ title: `The word ${word}`, source: kind, span, ...(number % 3 === 0 && { fix }) })]
      : [];
  });
}

/** Reviews files to the end; `told` is what the model was told of each, in order. */
async function review(files: Map<string, string>, dismissals: Dismissals, maxParallelFiles = 4) {
  const told: (readonly [string, readonly Finding[]])[] = [];
  const journal = memoryJournal();
  const stage = (kind: 'local' | 'model') => ({
    ...{ kind, limit: maxParallelFiles },
    lanes: [
      {
        reviewer: reviewer(kind, async (file, { known }) => {
          if (kind === 'model') {
            told.push([file.path, known]);
          }
          return reviewed(file, finds(kind, file));
        }),
        maxConcurrency: Number.POSITIVE_INFINITY,
      },
    ],
  });
  const { run, clock } = runWith({
    ...{ workspace: memoryWorkspace(files), journal, dismissals, maxParallelFiles },
    createStages: async () => stagesOf([stage('local'), stage('model')]),
  });
  await run.start();
  const queue = new ProposalQueue({
    ...{ store: run.store, applier: memoryApplier(files), preImages: memoryPreImages(), journal, dismissals },
    ...{ log: () => {}, clock, hash: sha256 },
  });
  const all = () => [...run.store.files()];
  const shown = () => all().flatMap(({ path, findings }) => findings.map(({ title }) => `${path}: ${title}`));
  const hidden = () => all().flatMap(({ path, hidden = [] }) => hidden.map(({ title }) => `${path}: ${title}`));
  return { run, queue, journal, told: told.toSorted(([a], [b]) => (a < b ? -1 : 1)), shown, hidden };
}

const three = () => new Map(['a', 'b', 'c'].map((path) => [path, 'one two three four five six seven\n']));

describe('dismissed findings', () => {
  it('are hidden in later runs, with what says so, for every limit, and nothing else of a run changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 40 }), { maxLength: 12 }), async (picks) => {
        const dismissals = memoryDismissals();
        const first = await review(three(), dismissals);
        const before = [...first.shown()];
        const all = [...first.run.store.files()].flatMap(({ findings }) => findings);
        const ids = new Set(picks.map((pick) => all[pick % all.length]?.id ?? ''));
        await first.queue.dismiss([...ids], { reason: 'accepted', note: 'for now' });
        assert.equal(first.hidden().length, ids.size);
        const later = await Promise.all([1, 8].map((limit) => review(three(), dismissals, limit)));
        const [one, other] = later;
        assert.ok(one && other);
        assert.deepEqual(one.shown(), first.shown(), 'as the run shows them in which they were dismissed');
        assert.deepEqual(one.hidden().toSorted(), first.hidden().toSorted());
        assert.deepEqual([...one.shown(), ...one.hidden()].toSorted(), before.toSorted(), 'none is lost');
        assert.deepEqual(one.told, first.told, 'the model is told the same, and not asked again');
        assert.equal(textOf(toResults(one.run.store)), textOf(toResults(other.run.store)));
        const { hiddenBy, hidden } = one.run.store.summary();
        assert.deepEqual(hiddenBy, ids.size > 0 ? [{ by: { kind: 'dismissed' }, count: ids.size }] : []);
        assert.equal(hidden, ids.size);
      }),
      { numRuns: 30 },
    );
  });

  it('are new findings where their code has changed, and the same where lines were put above', async () => {
    const dismissals = memoryDismissals();
    const first = await review(three(), dismissals);
    const all = [...first.run.store.files()].flatMap(({ findings }) => findings.map(({ id }) => id));
    await first.queue.dismiss(all);
    assert.deepEqual(first.shown(), []);
    const files = three();
    files.set('a', '\n\n-- \none two three four five six seven\n');
    files.set('b', 'one two three four changed six seven\n');
    const later = await review(files, dismissals);
    assert.deepEqual(later.shown(), ['b: The word changed']);
  });

  it('come back where they were when that is taken back, in this run and in later ones', async () => {
    const dismissals = memoryDismissals();
    const { run, queue, shown, journal } = await review(three(), dismissals);
    const before = shown();
    const ids = run.store.file('b')?.findings.map(({ id }) => id) ?? [];
    await queue.dismiss(ids);
    assert.deepEqual(await queue.restore('b', [...ids, 'none']), { kind: 'done', findings: ids.length });
    assert.deepEqual(shown(), before);
    assert.equal(run.store.file('b')?.hidden, undefined);
    assert.deepEqual(replay(journal.records)?.summary(), run.store.summary());
    assert.deepEqual((await review(three(), dismissals)).shown(), before);
  });

  it('stay dismissed when their file is reviewed again, and come back only when that is taken back', async () => {
    const dismissals = memoryDismissals();
    const { run, queue, shown } = await review(three(), dismissals);
    const [id = ''] = run.store.file('a')?.findings.map((finding) => finding.id) ?? [];
    await queue.dismiss([id]);
    await run.retry(['a']);
    assert.ok(!shown().includes('a: The word one'));
    await queue.restore('a', [id]);
    await run.retry(['a']);
    assert.ok(shown().includes('a: The word one'));
  });

  it('are not those that are applied', async () => {
    const dismissals = memoryDismissals();
    const { queue } = await review(three(), dismissals);
    const [applied, other] = queue.waiting().map(({ finding }) => finding.id);
    await queue.apply(applied ?? '');
    assert.deepEqual(await queue.dismiss([applied ?? '', other ?? '', other ?? '', 'none']), {
      ...{ kind: 'done', findings: 1 },
    });
    assert.equal(dismissals.kept.size, 1);
  });

  it('are what they were when they cannot be remembered', async () => {
    const dismissals: Dismissals = {
      ...memoryDismissals(),
      add: () => Promise.reject(new Error('there is no room')),
    };
    const { run, queue, shown, journal } = await review(three(), dismissals);
    const [before, count] = [shown(), journal.records.length];
    const id = run.store.file('a')?.findings[0]?.id ?? '';
    assert.deepEqual(await queue.dismiss([id]), { kind: 'failed', message: 'there is no room' });
    assert.deepEqual(shown(), before);
    assert.equal(journal.records.length, count);
  });

  it('are remembered, and said to be only that, where the run cannot record them; the run that comes back hides them', async () => {
    const dismissals = memoryDismissals();
    const { run, shown } = await review(three(), dismissals);
    const journal = { append: () => Promise.reject(new Error('there is no room')) };
    const rest = { store: run.store, dismissals, log: () => {}, hash: sha256, preImages: memoryPreImages() };
    const queueOver = (own: Pick<ReturnType<typeof memoryJournal>, 'append'>) =>
      new ProposalQueue({
        ...rest,
        ...{ journal: own, applier: memoryApplier(new Map()), clock: { now: () => 0, sleep: async () => {} } },
      });
    const [id = ''] = run.store.file('a')?.findings.map((finding) => finding.id) ?? [];
    const outcome = await queueOver(journal).dismiss([id]);
    assert.deepEqual(outcome, {
      kind: 'failed',
      message: 'this review could not record it, and later ones know it: there is no room',
    });
    assert.ok(shown().includes('a: The word one'));
    await queueOver(memoryJournal()).followDismissals();
    assert.ok(!shown().includes('a: The word one'));
  });

  it('are brought in line in stretches, between which others on the thread have their turn', async () => {
    const count = 10_000;
    const files: Exclude<RunRecord, { type: 'run' }> = {
      type: 'discovered',
      files: Array.from({ length: count }, (_, n) => ({ kind: 'file', path: `f${n}`, bytes: 1 })),
    };
    const store = new RunStore(header);
    store.apply(files);
    let now = 0;
    let pauses = 0;
    const queue = new ProposalQueue({
      ...{ store, dismissals: memoryDismissals(), log: () => {}, hash: sha256, preImages: memoryPreImages() },
      ...{ journal: memoryJournal(), applier: memoryApplier(new Map()) },
      // Every look at the clock finds a millisecond gone.
      clock: { now: () => now++, sleep: async () => void pauses++ },
    });
    await queue.followDismissals();
    assert.ok(pauses >= 5, `${pauses} pauses`);
  });

  it('are brought in line with what others have dismissed meanwhile, or taken back', async () => {
    const dismissals = memoryDismissals();
    const first = await review(three(), dismissals);
    const before = first.shown();
    const other = await review(three(), dismissals);
    const findings = [...other.run.store.files()].flatMap((file) => file.findings);
    await other.queue.dismiss(
      findings.slice(0, 4).map(({ id }) => id),
      { reason: 'elsewhere' },
    );
    await first.queue.followDismissals();
    assert.deepEqual(first.shown(), other.shown());
    assert.deepEqual(first.run.store.file('a')?.hidden?.[0]?.hiddenBy, { kind: 'dismissed', reason: 'elsewhere' });
    const count = first.journal.records.length;
    await first.queue.followDismissals();
    assert.equal(first.journal.records.length, count, 'nothing is left to do');
    dismissals.kept.clear();
    await first.queue.followDismissals();
    assert.deepEqual(first.shown(), before);
    assert.deepEqual(
      first.journal.records.slice(count).map(({ type }: RunRecord) => type),
      ['restored'],
    );
  });
});
