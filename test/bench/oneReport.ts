/**
 * `oneReport.ts NAME FINDINGS FILE`: writes a report of a run with so many findings, as the editor and the command line
 * do, and prints what that took as a line of JSON.
 */
import { statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FileReview } from '../../src/core/fileReview';
import { toMarkdown } from '../../src/core/report/markdown';
import { toResults } from '../../src/core/report/results';
import { toSarif } from '../../src/core/report/sarif';
import type { RunStore } from '../../src/core/run/store';
import { writeFileAtomic } from '../../src/store/atomicFile';
import { storeOf as endedWith } from '../unit/fakes';
import { fileOf, findingsOf, proposed } from './sizes/findings';
import { round } from './support';

const findingsPerFile = 10;
/** So often it is looked how much memory there is, in milliseconds. */
const lookMs = 20;

const reports: Readonly<Record<string, (store: RunStore) => Iterable<string>>> = {
  results: toResults,
  SARIF: (store) => toSarif(store, '1'),
  Markdown: toMarkdown,
};

/** All files have the same findings but for their ids, so that there is room for so many. */
function storeOf(count: number): RunStore {
  const snapshot = fileOf(Array.from({ length: findingsPerFile }, (_, index) => `let name${index} = ${index};`));
  const findings = findingsOf(snapshot, 'local', proposed(snapshot));
  return endedWith(
    Array.from({ length: count / findingsPerFile }, (_, file): FileReview => {
      const path = `src/part${file % 50}/file${String(file).padStart(7, '0')}.ts`;
      return {
        ...{ path, bytes: snapshot.text.length, textHash: snapshot.textHash },
        status: { kind: 'reviewed', coverage: { reviewedLines: 11, totalLines: 11 }, durationMs: 1 },
        findings: findings.map((finding, index) => ({ ...finding, id: `${file}-${index}` })),
      };
    }),
  );
}

async function main(name: string, count: number, file: string): Promise<void> {
  const write = reports[name];
  if (!write) {
    throw new Error(`There is no report called ${name}.`);
  }
  const store = storeOf(count);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, lookMs);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const begunAt = performance.now();
  await writeFileAtomic(file, write(store));
  const ms = performance.now() - begunAt;
  delay.disable();
  clearInterval(timer);
  const figures = { ms: round(ms, 0), bytes: statSync(file).size, addedMb: round((most - before) / 1e6, 0) };
  process.stdout.write(`${JSON.stringify({ ...figures, longestBlockMs: round(delay.max / 1e6, 0) })}\n`);
}

const [name = '', count = '', file = ''] = process.argv.slice(2);
void main(name, Number(count), file);
