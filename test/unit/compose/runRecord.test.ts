import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { openRecord, readRecord } from '../../../src/compose/runRecord';
import type { FileReview } from '../../../src/core/fileReview';
import type { RunRecord } from '../../../src/core/run/records';
import { recordsOf } from '../../../src/core/run/snapshot';
import { readJournal } from '../../../src/store/journal';
import { createTextStore } from '../../../src/store/textStore';
import { header, recordsOfFiles, reported, sha256, snapshotOf, toFindings } from '../fakes';
import { useFolder } from '../workspace/support';

const secret = 'ghp_zyxwvutsrqponmlkjihgfedcba9876543210';

function fileOf(path: string, text: string): FileReview {
  const edits = [{ start: 0, end: 3, newText: `two ${secret}` }];
  const findings = [reported({ span: { start: 0, end: 3 }, fix: { kind: 'edits', anchoring: 'exact', edits } })];
  return {
    ...{ path, bytes: text.length, textHash: sha256(text) },
    status: { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 },
    findings: toFindings(snapshotOf(path, text), 'local', findings, sha256),
  };
}

describe('the record of a run', () => {
  const folder = useFolder();
  const journal = () => join(folder.path, 'journal.jsonl');
  const texts = () => createTextStore(join(folder.path, 'kept-texts'));

  async function written(records: readonly RunRecord[]): Promise<void> {
    const opened = await openRecord(journal(), texts());
    assert.ok(opened.kind === 'open');
    for (const record of records) {
      await opened.journal.append(record);
    }
    await opened.journal.close();
  }

  /** All that the journal tells of, as records. */
  async function told(): Promise<unknown> {
    const run = await readRecord(journal(), texts(), false);
    return JSON.parse(JSON.stringify([...recordsOf(run ?? assert.fail())]));
  }

  const files = [fileOf('a.txt', 'one\n'), fileOf('b.txt', 'one more\n')];
  const [id = ''] = files.map(({ findings }) => findings[0]?.id ?? '');
  const finished: RunRecord = { type: 'state', state: { kind: 'finished' } };
  const beginning: readonly RunRecord[] = [
    { type: 'run', version: 2, run: header },
    ...recordsOfFiles(files),
    finished,
  ];
  const back = (count: number): RunRecord[] =>
    Array.from({ length: count }, (_, turn) => ({
      ...{ type: 'history', path: 'a.txt', changes: [] },
      states: { [id]: turn % 2 === 0 ? { kind: 'stale', reason: `for the ${turn}. time` } : { kind: 'ready' } },
    }));

  it('of an earlier version has the names that reasons have today', async () => {
    const said = (reason: string) =>
      [
        ...beginning.slice(0, -1).map((record) =>
          record.type === 'found'
            ? {
                ...record,
                findings: record.findings.map((finding) =>
                  typeof finding === 'string'
                    ? finding
                    : { ...finding, confirmation: { verdict: 'not confirmed', reason } },
                ),
              }
            : record,
        ),
        { type: 'file', path: 'b.txt', status: { kind: 'failed', reason, message: 'What?', phase: 'model' } },
        finished,
      ] as unknown as readonly RunRecord[];
    await written(said('unreadable reply'));
    const run = await readRecord(journal(), texts(), false);
    const { status } = run?.file('b.txt') ?? assert.fail();
    assert.equal(status.kind === 'failed' && status.reason, 'invalid model response');
    assert.equal(run?.finding(id)?.finding.confirmation?.reason, 'invalid model response');
  });

  it('is written anew when most of it no longer counts, and says the same', async () => {
    await written([...beginning, ...back(3_000)]);
    const [before, size] = [await told(), statSync(journal()).size];
    await written([]);
    assert.ok(statSync(journal()).size < size / 100);
    assert.deepEqual(await told(), before);
    assert.ok(!readFileSync(journal(), 'latin1').includes(secret), 'as masked as before');
    assert.ok(!existsSync(`${journal()}.version-1`));
    await written([{ type: 'proposal', finding: id, state: { kind: 'reverted' } }]);
    const run = await readRecord(journal(), texts(), false);
    assert.equal(run?.finding(id)?.finding.proposal?.state.kind, 'reverted', 'and goes on');
  });

  it('goes on as it is where there is no room to write it anew', async () => {
    await written([...beginning, ...back(3_000)]);
    const before = readFileSync(journal());
    mkdirSync(`${journal()}.new`);
    const opened = await openRecord(journal(), texts());
    assert.ok(opened.kind === 'open' && opened.store);
    assert.ok(readFileSync(journal()).equals(before));
    await opened.journal.append({ type: 'proposal', finding: id, state: { kind: 'reverted' } });
    await opened.journal.close();
    const run = await readRecord(journal(), texts(), false);
    assert.equal(run?.finding(id)?.finding.proposal?.state.kind, 'reverted');
  });

  it('is left alone while it has what this version does not know', async () => {
    await written([...beginning, { type: 'answer', key: 'k' } as never, ...back(3_000)]);
    const before = readFileSync(journal());
    await written([]);
    assert.ok(readFileSync(journal()).equals(before));
  });

  it('says that the run was interrupted once a process has taken it over', async () => {
    const [first] = recordsOfFiles([{ path: 'a.txt', bytes: 4, status: { kind: 'queued' }, findings: [] }]);
    await written([{ type: 'run', version: 2, run: header }, first ?? assert.fail()]);
    await written([]);
    const records: unknown[] = [];
    await readJournal(journal(), (record) => void records.push(record));
    assert.deepEqual(records.at(-1), { type: 'state', state: { kind: 'interrupted' } });
    await written([]);
    assert.deepEqual(((await told()) as { type: string }[]).at(-1)?.type, 'state');
  });

  it('says that the run is finished where nothing was missing but that, as long as none of its files was cancelled', async () => {
    const run = { type: 'run', version: 2, run: header } as const;
    const ended = fileOf('a.txt', 'one\n');
    const failed = { kind: 'failed', reason: 'refused', message: 'No.', phase: 'model' } as const;
    const endings = {
      finished: { ...ended, status: failed },
      interrupted: { ...ended, status: { kind: 'cancelled' } },
    } as const;
    for (const [state, file] of Object.entries(endings)) {
      rmSync(journal(), { force: true });
      await written([run, ...recordsOfFiles([fileOf('b.txt', 'one\n'), file])]);
      assert.equal((await readRecord(journal(), texts(), false))?.state.kind, state);
      assert.equal((await readRecord(journal(), texts(), true))?.state.kind, 'running');
      await written([]);
      assert.deepEqual(((await told()) as unknown[]).at(-1), { type: 'state', state: { kind: state } });
    }
  });

  it('is left alone while most of it counts, however long it is', async () => {
    const many = Array.from({ length: 1_500 }, (_, n) => fileOf(`f${n}.txt`, 'one\n'));
    await written([{ type: 'run', version: 2, run: header }, ...recordsOfFiles(many), finished]);
    const before = readFileSync(journal());
    await written([]);
    assert.ok(readFileSync(journal()).equals(before));
  });
});
