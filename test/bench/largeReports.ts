import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { report, root, round } from './support';

/** Above some 400,000 findings a report is longer than a string can be. */
const counts = [60_000, 600_000];
const permittedRatio = 15;
/** For what is being written: it does not grow with the report. */
const permittedMb = 400;
/** Of the thread, at a time: the editor writes its results while somebody types. */
const permittedBlockMs = 500;

interface Figures {
  readonly ms: number;
  readonly bytes: number;
  readonly addedMb: number;
  readonly longestBlockMs: number;
}

/** The time, bytes and memory that reports of very many findings take, each in a process of its own. */
export async function largeReports(folder: string): Promise<void> {
  for (const name of ['results', 'SARIF', 'Markdown']) {
    const [less, more] = counts.map((count) => figuresOf(name, count, folder));
    if (!less || !more) {
      throw new Error('Two sizes are compared.');
    }
    const ratio = round(more.ms / less.ms, 1);
    const bytesRatio = round(more.bytes / less.bytes, 2);
    const isBounded = more.addedMb <= permittedMb && more.longestBlockMs <= permittedBlockMs;
    const ok = ratio <= permittedRatio && bytesRatio < 11 && isBounded;
    report(`large reports: ${name}`, {
      ...{ findings: counts, ms: [less.ms, more.ms], ratio, permittedRatio },
      ...{ megabytes: [less, more].map(({ bytes }) => round(bytes / 1e6, 0)), bytesRatio },
      ...{ addedMb: [less.addedMb, more.addedMb], permittedMb },
      ...{ longestBlockMs: [less.longestBlockMs, more.longestBlockMs], permittedBlockMs, ok },
    });
    process.exitCode = ok ? process.exitCode : 1;
  }
}

function figuresOf(name: string, count: number, folder: string): Figures {
  const program = join(import.meta.dirname, 'oneReport.ts');
  const words = ['--import', 'tsx', '--expose-gc', '--max-old-space-size=8192', program];
  const { stdout, status } = spawnSync(process.execPath, [...words, name, String(count), join(folder, name)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`The report ${name} of ${count} findings failed.`);
  }
  return JSON.parse(stdout) as Figures;
}
