import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Workspace } from '../../../src/core/ports';
import type { RunRecord } from '../../../src/core/run/records';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { RunStore } from '../../../src/core/run/store';
import { header, reported, reviewed, reviewer, sha256, snapshotOf } from '../fakes';
import { liveMb } from '../liveMemory';
import { finding } from '../vscode/files';
import { runWith } from './support';

describe('what a run has in memory', () => {
  it('is what was found in its files, not what else is in them', async () => {
    const count = 40;
    const textLength = 400_000;
    const quoted = 'what a reviewer has found there';
    const files = Array.from({ length: count }, (_, n) => `f${String(n).padStart(3, '0')}`);
    const workspace: Workspace = {
      discover: async () => ({
        kind: 'found',
        files: files.map((path) => ({ kind: 'file', path, bytes: textLength })),
      }),
      read: async (path) => {
        const text = Buffer.from(`${path} ${quoted}\n${'some line\n'.repeat(textLength / 10)}`).toString('latin1');
        const snapshot = { path, language: 'plaintext', text, textHash: sha256(path), lineEnding: 'lf' } as const;
        return { kind: 'text', snapshot };
      },
    };
    const review = reviewer('local', async (file) => {
      const span = { start: file.path.length + 1, end: file.path.length + 1 + quoted.length };
      const fix = { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: 'other' }] } as const;
      return reviewed(file, [reported({ span, fix })]);
    });
    const { run } = runWith({
      workspace,
      createStages: async () =>
        stagesOf([{ kind: 'local', limit: 4, lanes: [{ maxConcurrency: 4, reviewer: review }] }]),
    });
    const before = liveMb();
    await run.start();
    const added = liveMb() - before;
    const quotes = files.map((path) => run.store.file(path)?.findings[0]?.place?.quote);
    assert.deepEqual(
      quotes,
      files.map(() => quoted),
    );
    assert.ok(added < (count * textLength) / 1e6 / 4, `${added} MB were added`);
  });

  it('has next to nothing for files before their turn', async () => {
    const count = 10_000;
    const files = Array.from({ length: count }, (_, n) => ({ kind: 'file', path: `f${n}`, bytes: 1 }) as const);
    let whileAllWait = Number.NaN;
    const review = reviewer('local', async (file) => {
      whileAllWait ||= liveMb();
      return reviewed(file, []);
    });
    const { run } = runWith({
      workspace: {
        discover: async () => ({ kind: 'found', files }),
        read: async (path) => ({ kind: 'text', snapshot: snapshotOf(path, '') }),
      },
      journal: { append: async () => {} },
      createStages: async () =>
        stagesOf([{ kind: 'local', limit: 1, lanes: [{ maxConcurrency: 1, reviewer: review }] }]),
    });
    const before = liveMb();
    await run.start();
    const kilobytes = (whileAllWait - before) / (count / 1e3);
    assert.equal(run.store.summary().reviewed, count);
    assert.ok(kilobytes < 1.5, `${kilobytes} KB for each file`);
  });

  it('has the words of a rule once, whoever tells them', () => {
    const count = 5_000;
    const length = 2_000;
    const store = new RunStore(header);
    const words = { title: 't'.repeat(length), explanation: 'e'.repeat(length), rule: 'r'.repeat(length) };
    const files = Array.from({ length: count }, (_, n) => ({ kind: 'file', path: `f${n}`, bytes: 1 }) as const);
    store.apply({ type: 'discovered', files });
    const before = liveMb();
    for (const { path } of files) {
      const found = { type: 'found', path, findings: [finding(path, words)] };
      // As it is read from a journal.
      store.apply(JSON.parse(JSON.stringify(found)) as Exclude<RunRecord, { type: 'run' }>);
    }
    const added = liveMb() - before;
    const { title, explanation, rule } = store.file('f4999')?.findings[0] ?? assert.fail();
    assert.deepEqual({ title, explanation, rule }, words);
    assert.ok(added < (count * length) / 1e6, `${added} MB were added`);
  });
});
