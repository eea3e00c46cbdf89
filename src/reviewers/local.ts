import { dirname, join } from 'node:path';
import type { ReviewContext, Reviewer, ReviewOutcome } from '../core/ports';
import { LineIndex } from '../core/text/lines';
import type { FileSnapshot } from '../core/types';
import type { FileAnalysis } from './analyzers';
import type { WorkerOptions } from './worker';
import { createWorkerPool, type PoolOutcome } from './workerPool';

export interface LocalReviewerOptions {
  /** The built `analyzerWorker.js`, with the folder `wasm` beside it. */
  readonly workerFile: string;
  /** How many files are reviewed at once at most. */
  readonly threads: number;
  /** Absolute path of the reviewed folder. */
  readonly folder: string;
  /** A file that takes longer is given up. Milliseconds. */
  readonly timeLimitMs?: number;
}

const defaultTimeLimitMs = 60_000;
/** Memory of WebAssembly never shrinks, and one huge file can make it large. */
const filesPerWorker = 500;
const maxHeapMb = 1024;

/** The bundled analyzers, run in worker threads. What it finds does not depend on the number of threads. */
export function createLocalReviewer(options: LocalReviewerOptions): Reviewer {
  const { workerFile, threads, folder, timeLimitMs = defaultTimeLimitMs } = options;
  const workerData: WorkerOptions = { folder, wasmFolder: join(dirname(workerFile), 'wasm') };
  const pool = createWorkerPool<FileSnapshot, FileAnalysis>({
    workerFile,
    workerOptions: { workerData, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } },
    threads: Math.max(1, threads),
    timeLimitMs,
    requestsPerWorker: filesPerWorker,
    isLast: ({ damaged }) => damaged,
  });
  return {
    kind: 'local',
    review: async (file: FileSnapshot, { signal }: ReviewContext) =>
      toOutcome(await pool.run(file, signal), file, timeLimitMs),
    dispose: () => pool.dispose(),
  };
}

function toOutcome(outcome: PoolOutcome<FileAnalysis>, file: FileSnapshot, timeLimitMs: number): ReviewOutcome {
  switch (outcome.kind) {
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'crashed':
      return { kind: 'failed', reason: 'analyzer failed', message: outcome.message, findings: [] };
    case 'timed out':
      return {
        kind: 'failed',
        reason: 'timed out',
        message: `The analyzers took longer than ${timeLimitMs / 1000} s.`,
        findings: [],
      };
    case 'done':
      return fromAnalysis(outcome.reply, file);
  }
}

function fromAnalysis({ findings, failures }: FileAnalysis, { text }: FileSnapshot): ReviewOutcome {
  if (failures.length > 0) {
    return { kind: 'failed', reason: 'analyzer failed', message: failures.join('; '), findings };
  }
  const { count } = new LineIndex(text);
  return { kind: 'reviewed', findings, coverage: { reviewedLines: count, totalLines: count } };
}
