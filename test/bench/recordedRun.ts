import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DiscoveredFile } from '../../src/core/ports';
import type { RunRecord } from '../../src/core/run/records';
import { nothingSeen } from '../../src/core/run/seenFolder';
import { discoveredRecords, recordsOfFile } from '../../src/core/run/snapshot';
import { rewriteJournal } from '../../src/store/journal';
import { createRun, journalName, type RunFolder } from '../../src/store/runs';
import { writeSeen } from '../../src/store/seenRecord';
import { openFolderState } from '../../src/store/stateDir';
import { header } from '../unit/fakes';
import { fileOf, findingsOf, proposed } from './sizes/findings';

export interface RecordedSize {
  readonly files: number;
  readonly findingsPerFile: number;
  /** Of so many files the findings of one are proposals, too. */
  readonly proposalsEvery: number;
}

/**
 * Fills a folder with files and a state root with the record of a review of them, as the product writes it: of so many a
 * review takes minutes.
 */
export async function recordRun(root: string, folder: string, size: RecordedSize): Promise<RunFolder> {
  mkdirSync(folder, { recursive: true });
  const realPath = realpathSync(folder);
  const opened = await openFolderState(root, realPath);
  if (opened.kind === 'failed') {
    throw new Error(opened.message);
  }
  const run = await createRun(opened.state, Date.now());
  const file = join(run.path, journalName);
  await rewriteJournal(file, records(realPath, run.id, size));
  await writeSeen(run.path, 'before', nothingSeen);
  writeFileSync(join(run.path, 'events.jsonl'), '', { mode: 0o600 });
  return run;
}

async function* records(folder: string, id: string, size: RecordedSize): AsyncGenerator<RunRecord> {
  const { files, findingsPerFile, proposalsEvery } = size;
  const snapshot = fileOf(Array.from({ length: findingsPerFile }, (_, index) => `let name${index} = ${index};`));
  const findings = findingsOf(snapshot, 'local', proposed(snapshot));
  const bytes = snapshot.text.length;
  const paths = Array.from(
    { length: files },
    (_, n) => `part${String(Math.floor(n / 500)).padStart(4, '0')}/f${n}.txt`,
  );
  paths.sort();
  yield { type: 'run', version: 2, run: { ...header, id, folder, startedAt: Date.now() } };
  yield* discoveredRecords(paths.map((path): DiscoveredFile => ({ kind: 'file', path, bytes })));
  for (const [n, path] of paths.entries()) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), snapshot.text);
    const own = findings.map(({ proposal, ...finding }, index) => ({
      ...finding,
      id: idOf(`${path} ${index}`),
      identity: idOf(`${index}`),
      ...(n % proposalsEvery === 0 && proposal && { proposal }),
    }));
    const lines = findingsPerFile;
    const looks = { analyzers: ['text'], language: 'plaintext' };
    const coverage = { reviewedLines: lines, totalLines: lines };
    const status = { kind: 'reviewed', coverage, durationMs: 1, looks } as const;
    yield* recordsOfFile({ path, bytes, textHash: snapshot.textHash, status, findings: own }, []);
  }
  yield { type: 'state', state: { kind: 'finished' } };
}

function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
