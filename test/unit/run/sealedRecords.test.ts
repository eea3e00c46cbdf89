import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { describe, it } from 'mocha';
import type { FileReview } from '../../../src/core/fileReview';
import type { Journal, TextStore } from '../../../src/core/ports';
import type { RunRecord } from '../../../src/core/run/records';
import { type SealedRecord, sealedJournal, unsealed } from '../../../src/core/run/sealedRecords';
import type { ReportedFinding } from '../../../src/core/types';
import { leaksIn } from '../../secrets/leaks';
import { samples } from '../../secrets/samples';
import { header, recordsOfFiles, replay, reported, sha256, snapshotOf, toFindings } from '../fakes';

/** What a journal got, and the texts that were kept apart from it. */
function memory(): { journal: Journal<RunRecord>; lines: string[]; kept: Map<string, string>; texts: TextStore } {
  const lines: string[] = [];
  const kept = new Map<string, string>();
  const texts: TextStore = {
    keep: async (text) => {
      kept.set(sha256(text), text);
      return sha256(text);
    },
    recall: async (key) => kept.get(key),
  };
  const journal = sealedJournal({ append: async (record) => void lines.push(JSON.stringify(record)) }, texts);
  return { journal, lines, kept, texts };
}

function fileOf(path: string, text: string, findings: readonly ReportedFinding[]): FileReview {
  const coverage = { reviewedLines: 1, totalLines: 1 };
  return {
    path,
    bytes: 1,
    status: { kind: 'reviewed', coverage, durationMs: 1 },
    findings: toFindings(snapshotOf(path, text), 'local', findings, sha256),
  };
}

const read = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as SealedRecord);

describe('the journal of a run over secrets', () => {
  for (const { kind, before, secret, after } of samples) {
    it(`has none in plain, and comes back with all: ${kind} in ${JSON.stringify(before)}`, async () => {
      const text = `first\n${before}${secret}${after}last\n`;
      const start = text.indexOf(secret);
      const end = start + secret.length;
      const edit = (newText: string) =>
        ({ kind: 'edits', anchoring: 'exact', edits: [{ start, end, newText }] }) as const;
      const near = { start: 0, end: 6, newText: '' };
      const file = fileOf('a', text, [
        reported({ title: `Secret ${secret}`, explanation: `${before}${secret}`, span: { start, end } }),
        reported({ title: 'Away', span: { start, end }, fix: edit('') }),
        reported({ title: 'Changed', span: { start, end }, fix: edit(`${secret}x`) }),
        reported({ title: 'Near', span: near, fix: { kind: 'edits', anchoring: 'exact', edits: [near] } }),
      ]);
      const { journal, lines, kept, texts } = memory();
      const records: RunRecord[] = [
        { type: 'run', version: 2, run: header },
        ...recordsOfFiles([file]),
        { type: 'state', state: { kind: 'failed', message: `It broke:\n${before}${secret}${after}` } },
      ];
      for (const record of records) {
        await journal.append(record);
      }
      for (const value of secret.split(/\n|\\n/).filter((line) => line.length >= 10)) {
        assert.deepEqual(leaksIn(lines.join('\n'), value), []);
      }
      assert.deepEqual(await Promise.all(read(lines).map((line) => unsealed<RunRecord>(line, texts))), records);
      kept.clear();
      const lost = replay(await Promise.all(read(lines).map((line) => unsealed<RunRecord>(line, texts))))?.file('a');
      const edits = file.findings.flatMap(({ proposal }) => proposal?.edits ?? []);
      for (const { title, proposal } of lost?.findings ?? []) {
        // What is left to be applied is as it was.
        assert.ok(proposal?.state.kind !== 'ready' || title !== 'Away');
        assert.ok(proposal?.edits.every((edit) => edits.some((own) => isDeepStrictEqual(own, edit))) ?? true);
      }
      assert.equal(lost?.findings.length, file.findings.length);
    });
  }

  it('hides a secret in the name of a file', async () => {
    const [token] = samples.filter(({ kind }) => kind === 'GitHub token');
    const file = fileOf(`keys/${token?.secret}.txt`, 'one\n', [reported({ span: { start: 0, end: 3 } })]);
    const { journal, lines, texts } = memory();
    const records = recordsOfFiles([file]);
    for (const record of records) {
      await journal.append(record);
    }
    assert.deepEqual(leaksIn(lines.join('\n'), token?.secret ?? ''), []);
    assert.deepEqual(await Promise.all(read(lines).map((line) => unsealed<RunRecord>(line, texts))), records);
  });

  it('is as it always was where there is none', async () => {
    const record =
      recordsOfFiles([fileOf('a', 'one\n', [reported({ span: { start: 0, end: 3 } })])])[1] ?? assert.fail();
    const { journal, lines, kept } = memory();
    await journal.append(record);
    assert.deepEqual(lines, [JSON.stringify(record)]);
    assert.equal(kept.size, 0);
  });
});
