import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Applier, ReadOutcome } from '../../../src/core/ports';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
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

const lines = Array.from({ length: 12 }, (_, n) => `value ${n} = old`);
const base = `${lines.join('\n')}\n`;

/** One proposal a line: `old` becomes `new`, or two lines of it. */
function setUp(afterSave?: (text: string) => string) {
  const files = new Map([['a.txt', base]]);
  const snapshot = snapshotOf('a.txt', base);
  const findings = toFindings(
    snapshot,
    'local',
    lines.map((line, n) => {
      const start = base.indexOf(`${line}\n`) + line.length - 3;
      const span = { start, end: start + 3 };
      const newText = n % 2 === 0 ? 'new' : 'new\nand more';
      return reported({
        title: `Line ${n}`,
        span,
        fix: { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText }] },
      });
    }),
    sha256,
  );
  const store = new RunStore(header);
  const journal = memoryJournal();
  const made = recordsOfFiles([
    {
      path: 'a.txt',
      bytes: base.length,
      textHash: snapshot.textHash,
      findings,
      status: { kind: 'reviewed', coverage: { reviewedLines: 12, totalLines: 12 }, durationMs: 1 },
    },
  ]);
  const beginning: RunRecord[] = [{ type: 'run', version: 2, run: header }, ...made];
  journal.records.push(...beginning);
  for (const record of made) {
    store.apply(record);
  }
  const preImages = memoryPreImages();
  const dependencies = {
    store,
    applier: memoryApplier(files, afterSave),
    preImages,
    journal,
    log: memoryLog().log,
    clock: virtualClock(),
    hash: sha256,
  };
  return {
    files,
    store,
    journal,
    preImages,
    dependencies,
    queue: new ProposalQueue(dependencies),
    ids: findings.map(({ id }) => id),
  };
}

const expectedText = (applied: ReadonlySet<number>) =>
  `${lines.map((line, n) => (applied.has(n) ? line.replace('old', n % 2 === 0 ? 'new' : 'new\nand more') : line)).join('\n')}\n`;

describe('ProposalQueue', () => {
  it('applies and reverts in any order, each to the letter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: lines.length - 1 }), { maxLength: 30 }), async (choices) => {
        const { files, queue, ids } = setUp();
        const applied = new Set<number>();
        for (const choice of choices) {
          const id = ids[choice] ?? '';
          const result = applied.has(choice) ? await queue.revert(id) : await queue.apply(id);
          assert.equal(result.kind, applied.has(choice) ? 'reverted' : 'applied');
          applied.has(choice) ? applied.delete(choice) : applied.add(choice);
          assert.equal(files.get('a.txt'), expectedText(applied));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('applies, reverts and recovers the same from its journal after any step', async () => {
    const { files, dependencies, journal, ids } = setUp();
    const applied = new Set<number>();
    for (const choice of [3, 0, 7, 3, 1, 0, 11]) {
      const replayed = replay(journal.records);
      assert.ok(replayed);
      const queue = new ProposalQueue({ ...dependencies, store: replayed });
      const id = ids[choice] ?? '';
      const result = applied.has(choice) ? await queue.revert(id) : await queue.apply(id);
      assert.equal(result.kind, applied.has(choice) ? 'reverted' : 'applied');
      applied.has(choice) ? applied.delete(choice) : applied.add(choice);
      assert.equal(files.get('a.txt'), expectedText(applied));
    }
  });

  it('settles a change whose end was never recorded by looking at the file', async () => {
    for (const happened of [true, false]) {
      const { files, dependencies, journal, queue, ids } = setUp();
      await queue.apply(ids[2] ?? '');
      journal.records.pop();
      if (!happened) {
        files.set('a.txt', base);
      }
      const replayed = replay(journal.records);
      assert.equal(replayed?.openIntents().length, 1);
      assert.ok(replayed);
      const later = new ProposalQueue({ ...dependencies, store: replayed });
      await later.recover(false);
      assert.equal(later.entry(ids[2] ?? '')?.finding.proposal.state.kind, happened ? 'applied' : 'ready');
      assert.equal(replayed.openIntents().length, happened ? 0 : 1, 'somebody may be at it');
      await later.recover(true);
      assert.equal(later.entry(ids[2] ?? '')?.finding.proposal.state.kind, happened ? 'applied' : 'ready');
      assert.deepEqual(replayed.openIntents(), []);
      assert.deepEqual(replay(journal.records)?.openIntents(), []);
    }
  });

  it('finds a change whose end was never recorded in a file that has been changed since, and takes it back alone', async () => {
    for (const action of ['apply', 'revert'] as const) {
      const { files, dependencies, journal, queue, ids } = setUp();
      const id = ids[2] ?? '';
      await queue.apply(id);
      const texts = [files.get('a.txt') ?? '', base];
      if (action === 'revert') await queue.revert(id);
      journal.records.pop();
      files.set('a.txt', `more\n${files.get('a.txt')}`);
      const replayed = replay(journal.records) ?? assert.fail();
      const later = new ProposalQueue({ ...dependencies, store: replayed });
      await later.recover(true);
      assert.deepEqual(replayed.openIntents(), []);
      assert.equal(later.entry(id)?.finding.proposal.state.kind, action === 'apply' ? 'applied' : 'reverted');
      assert.equal(files.get('a.txt'), `more\n${texts[action === 'apply' ? 0 : 1]}`);
      if (action === 'apply') {
        assert.equal((await later.revert(id)).kind, 'reverted');
        assert.equal(files.get('a.txt'), `more\n${base}`);
      }
    }
  });

  it('knows by its place what was not made, though its new text stands elsewhere', async () => {
    const { files, dependencies, journal, queue, ids } = setUp();
    await queue.apply(ids[2] ?? '');
    journal.records.pop();
    for (const text of [`${base}and more`, `${base}value 2 = new\n`, `value 2 = new\n${base}`]) {
      const records = [...journal.records];
      files.set('a.txt', text);
      const replayed = replay(records) ?? assert.fail();
      const later = new ProposalQueue({ ...dependencies, journal: memoryJournal(), store: replayed });
      await later.recover(true);
      assert.deepEqual(replayed.openIntents(), [], text);
      assert.equal(later.entry(ids[2] ?? '')?.finding.proposal.state.kind, 'ready', text);
      assert.equal((await later.apply(ids[2] ?? '')).kind, 'applied');
      assert.equal(files.get('a.txt'), text.replace('value 2 = old', 'value 2 = new'));
    }
  });

  it('knows by its place what was made, though its old text stands elsewhere', async () => {
    for (const action of ['apply', 'revert'] as const) {
      const { files, dependencies, journal, queue, ids } = setUp();
      const id = ids[2] ?? '';
      await queue.apply(id);
      if (action === 'revert') await queue.revert(id);
      journal.records.pop();
      const text = `${files.get('a.txt')}value 2 = ${action === 'apply' ? 'old' : 'new'}\n`;
      files.set('a.txt', text);
      const replayed = replay(journal.records) ?? assert.fail();
      const later = new ProposalQueue({ ...dependencies, store: replayed });
      await later.recover(true);
      assert.deepEqual(replayed.openIntents(), []);
      assert.equal(later.entry(id)?.finding.proposal.state.kind, action === 'apply' ? 'applied' : 'reverted');
      if (action === 'apply') {
        assert.equal((await later.revert(id)).kind, 'reverted');
        assert.equal(files.get('a.txt'), text.replace('value 2 = new', 'value 2 = old'));
      }
    }
  });

  it('leaves a change open whose place tells nothing of it, and touches no other place', async () => {
    for (const elsewhere of ['value 2 = new', 'value 2 = old']) {
      for (const action of ['apply', 'revert'] as const) {
        const { files, dependencies, journal, queue, ids } = setUp();
        const id = ids[2] ?? '';
        await queue.apply(id);
        if (action === 'revert') await queue.revert(id);
        journal.records.pop();
        const text = `${base.replace('value 2 = old\n', '')}${elsewhere}\n`;
        files.set('a.txt', text);
        const replayed = replay(journal.records) ?? assert.fail();
        const later = new ProposalQueue({ ...dependencies, store: replayed });
        await later.recover(true);
        assert.equal(replayed.openIntents().length, 1);
        const read = async (path: string): Promise<ReadOutcome> => ({ kind: 'text', snapshot: snapshotOf(path, text) });
        await later.look('a.txt', read);
        for (const result of [await later.apply(id), await later.revert(id)]) {
          assert.equal(result.kind, 'failed');
        }
        assert.equal(files.get('a.txt'), text);
        assert.equal(replayed.openIntents().length, 1);
        // Back at one of the two texts, it is known.
        files.set('a.txt', base);
        await later.recover(true);
        assert.deepEqual(replayed.openIntents(), []);
      }
    }
  });

  it('looks again at a file only between its own changes, and learns nothing where it cannot be read', async () => {
    const { files, queue, ids } = setUp();
    const stateOf = (n: number) => queue.entry(ids[n] ?? '')?.finding.proposal.state.kind;
    const read = async (path: string): Promise<ReadOutcome> => ({
      kind: 'text',
      snapshot: snapshotOf(path, files.get(path) ?? ''),
    });
    // What was asked for while a change was on its way would otherwise see the text from before it.
    await Promise.all([queue.apply(ids[0] ?? ''), queue.look('a.txt', read), queue.apply(ids[1] ?? '')]);
    assert.deepEqual([stateOf(0), stateOf(1), stateOf(2)], ['applied', 'applied', 'ready']);
    const failed = (reason: 'unreadable file' | 'file deleted') => async (): Promise<ReadOutcome> => ({
      kind: 'failed',
      reason,
      message: '',
    });
    await queue.look('a.txt', failed('unreadable file'));
    await queue.look('a.txt', async () => ({ kind: 'skipped', reason: 'symlink', message: '' }));
    assert.deepEqual([stateOf(0), stateOf(2)], ['applied', 'ready']);
    await queue.look('a.txt', failed('file deleted'));
    assert.deepEqual([stateOf(0), stateOf(2)], ['stale', 'stale']);
    await queue.look('a.txt', read);
    assert.deepEqual([stateOf(0), stateOf(2)], ['applied', 'ready']);
  });

  it('has the text from before on record before the file changes', async () => {
    const { queue, preImages, journal, ids, dependencies } = setUp();
    let kept = false;
    const applier = dependencies.applier;
    const watched = new ProposalQueue({
      ...dependencies,
      applier: {
        ...applier,
        change: (path, plan) =>
          applier.change(path, async (text) => {
            const answer = await plan(text);
            kept = [...preImages.texts.values()].includes(text) && journal.records.at(-1)?.type === 'intent';
            return answer;
          }),
      },
    });
    await watched.apply(ids[0] ?? '');
    assert.equal(kept, true);
    assert.equal(queue.entry(ids[0] ?? '')?.finding.proposal.state.kind, 'applied');
  });

  it('says so when the editor changed more, and takes all of it back', async () => {
    const { files, queue, ids } = setUp((text) => text.replace('value 9', 'VALUE 9'));
    const result = await queue.apply(ids[0] ?? '');
    assert.equal(result.kind, 'applied with editor changes');
    assert.equal((await queue.revert(ids[0] ?? '')).kind, 'reverted');
    assert.equal(files.get('a.txt'), base.replace('value 9', 'VALUE 9'), 'the editor changes it again when it saves');
  });

  it('finds its place again after a person changed other lines, and is stale when they changed the same', async () => {
    const { files, queue, ids } = setUp();
    files.set('a.txt', `// a new line\n${base.replace('value 5 = old', 'value 5 = mine')}`);
    assert.equal((await queue.apply(ids[4] ?? '')).kind, 'applied');
    const stale = await queue.apply(ids[5] ?? '');
    assert.equal(stale.kind, 'stale');
    assert.ok(files.get('a.txt')?.includes('value 5 = mine'));
    assert.ok(files.get('a.txt')?.startsWith('// a new line\n'));
  });

  it('does not shift by proposals that a person has undone', async () => {
    const { files, queue, ids } = setUp();
    await queue.apply(ids[1] ?? '');
    files.set('a.txt', base);
    await queue.apply(ids[2] ?? '');
    await queue.apply(ids[3] ?? '');
    assert.equal(files.get('a.txt'), expectedText(new Set([2, 3])));
  });

  it('walks on from the one in hand, leaves skipped ones for the end and dismissed ones out', async () => {
    const { queue, ids } = setUp();
    const walk: string[] = [];
    for (let step = 0; step < 4; step++) {
      const next = queue.next();
      walk.push(next?.finding.title ?? '');
      queue.hold(next?.finding.id);
      if (step === 0) {
        queue.skip(ids[0] ?? '');
      } else {
        await queue.dismiss([next?.finding.id ?? '']);
      }
    }
    assert.deepEqual(walk, ['Line 0', 'Line 1', 'Line 2', 'Line 3']);
    for (const id of ids.slice(4)) {
      await queue.dismiss([id]);
    }
    assert.equal(queue.next()?.finding.title, 'Line 0');
    await queue.dismiss([ids[0] ?? '']);
    assert.equal(queue.next(), undefined);
  });

  it('keeps a fix available and says why when the file could not be changed', async () => {
    const { dependencies, ids } = setUp();
    const failure = { kind: 'failed', message: 'The file is read-only.' } as const;
    const applier = { ...dependencies.applier, change: async () => failure };
    const queue = new ProposalQueue({ ...dependencies, applier });
    assert.deepEqual(await queue.apply(ids[0] ?? ''), { kind: 'failed', message: 'The file is read-only.' });
    assert.deepEqual(queue.entry(ids[0] ?? '')?.finding.proposal.state, {
      kind: 'ready',
      problem: 'The file is read-only.',
    });
  });

  it('has no change open that did not happen, as its file was gone when it was to be made', async () => {
    for (const action of ['apply', 'revert'] as const) {
      const { dependencies, queue, store, journal, ids } = setUp();
      const [id = ''] = ids;
      await (action === 'revert' && queue.apply(id));
      const gone = { kind: 'gone', message: 'The file was deleted.' } as const;
      const change: Applier['change'] = async (_, plan) => {
        assert.equal((await plan(expectedText(new Set(action === 'revert' ? [0] : [])))).kind, 'edit');
        return gone;
      };
      const later = new ProposalQueue({ ...dependencies, applier: { ...dependencies.applier, change } });
      const result = await later[action](id);
      const told = action === 'apply' ? { kind: 'stale', reason: gone.message } : { ...gone, kind: 'failed' };
      assert.deepEqual(result, told);
      assert.equal(later.entry(id)?.finding.proposal.state.kind, action === 'apply' ? 'stale' : 'applied');
      assert.deepEqual([store.openIntents(), replay(journal.records)?.openIntents()], [[], []]);
    }
  });

  it('says in sentences what could not be kept or recorded', async () => {
    const { dependencies, files, ids } = setUp();
    const full = async () => {
      throw new Error('no space left on device');
    };
    const resultWith = async (broken: object) => {
      const result = await new ProposalQueue({ ...dependencies, ...broken }).apply(ids[0] ?? '');
      return [result.kind === 'failed' && result.message, files.get('a.txt') === base];
    };
    assert.deepEqual(await resultWith({ preImages: { ...dependencies.preImages, keep: full } }), [
      'Nothing was changed, because the text from before could not be kept: no space left on device.',
      true,
    ]);
    const append = async ({ type }: RunRecord) => (type === 'intent' ? undefined : full());
    assert.deepEqual(await resultWith({ journal: { append } }), [
      'The file was changed, but that could not be recorded: no space left on device. The next start settles it.',
      false,
    ]);
  });
});
