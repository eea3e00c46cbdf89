import { dirname, join } from 'node:path';
import type { Inspection, Inspector, ReviewContext, Reviewer, ReviewOutcome } from '../core/ports';
import { LineIndex } from '../core/text/lines';
import type { FileSnapshot, ReportedFinding } from '../core/types';
import type { FileAnalysis } from './analyzers';
import { grammarFor } from './grammars';
import type { AnalysisReplies, AnalysisReply, AnalysisRequest } from './requests';
import type { WorkerOptions } from './worker';
import { type PoolOutcome, WorkerPool } from './workerPool';

/** What the analyzers run with. */
export interface AnalysisServiceOptions {
  /** The built `analyzerWorker.js`, with the folder `wasm` beside it. */
  readonly workerFile: string;
  /** How many files are worked on at once at most. */
  readonly threads: number;
  /** Absolute path of the reviewed folder. */
  readonly folder: string;
  /** A text that takes longer is given up. Milliseconds. */
  readonly timeLimitMs?: number;
  /** A worker is replaced after this many requests: memory of WebAssembly never shrinks, and one file can fill it. */
  readonly filesPerWorker?: number;
}

/** Analyzers and parsers in worker threads. What they say does not depend on the number of threads. */
export interface AnalysisService {
  /** The bundled analyzers. */
  readonly reviewer: Reviewer;
  /** @param withLocal whether the bundled analyzers look at edited texts, too */
  inspector(withLocal: boolean): Inspector;
  /** Ends the workers, those of the reviewer and of all inspectors. */
  dispose(): Promise<void>;
}

const defaultTimeLimitMs = 60_000;
const defaultFilesPerWorker = 500;
const maxHeapMb = 1024;

/** Starts no worker before there is work for it. */
export function createAnalysisService(options: AnalysisServiceOptions): AnalysisService {
  const { workerFile, threads, folder, timeLimitMs = defaultTimeLimitMs } = options;
  const workerData: WorkerOptions = { folder, wasmFolder: join(dirname(workerFile), 'wasm') };
  const pool = new WorkerPool<AnalysisRequest, AnalysisReply>({
    workerFile,
    workerOptions: { workerData, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } },
    threads: Math.max(1, threads),
    requestsPerWorker: options.filesPerWorker ?? defaultFilesPerWorker,
    isLast: ({ damaged }) => damaged,
  });
  const remembered = createMemory();

  async function ask<Kind extends AnalysisRequest['kind']>(
    request: AnalysisRequest & { readonly kind: Kind },
    signal: AbortSignal,
    limitMs = timeLimitMs,
  ): Promise<PoolOutcome<AnalysisReplies[Kind]>> {
    return (await pool.run(request, signal, limitMs)) as PoolOutcome<AnalysisReplies[Kind]>;
  }

  async function review(file: FileSnapshot, { signal }: ReviewContext): Promise<ReviewOutcome> {
    const outcome = toOutcome(await ask({ kind: 'review', file }, signal), file, timeLimitMs);
    if (outcome.kind === 'reviewed') {
      remembered.keep(file, outcome.findings);
    }
    return outcome;
  }

  async function inspect(
    file: FileSnapshot,
    texts: readonly string[],
    withLocal: boolean,
    signal: AbortSignal,
  ): Promise<readonly Inspection[] | undefined> {
    const known = withLocal ? remembered.recall(file) : undefined;
    const isKnown = (text: string) => known !== undefined && text === file.text;
    const inspected = texts.map((text) => ({ text, review: withLocal && !isKnown(text) }));
    const limitMs = timeLimitMs * Math.max(1, texts.length);
    const outcome = await ask({ kind: 'inspect', file, texts: inspected }, signal, limitMs);
    return outcome.kind === 'done'
      ? outcome.reply.inspections?.map((inspection, position) =>
          known && isKnown(texts[position] ?? '') ? { ...inspection, findings: known } : inspection,
        )
      : undefined;
  }

  return {
    reviewer: { kind: 'local', review, dispose: () => pool.dispose() },
    inspector: (withLocal) => ({
      outline: async (file, signal) => {
        if (!grammarFor(file)) {
          return undefined;
        }
        const outcome = await ask({ kind: 'outline', file }, signal);
        return outcome.kind === 'done' ? outcome.reply.outline : undefined;
      },
      inspect: async (file, texts, signal) =>
        withLocal || grammarFor(file) ? inspect(file, texts, withLocal, signal) : texts.map(() => ({})),
    }),
    dispose: () => pool.dispose(),
  };
}

/** What was found in the files reviewed last, as their proposals are inspected soon after. */
function createMemory() {
  const size = 64;
  const kept = new Map<string, readonly ReportedFinding[]>();
  const keyOf = ({ path, textHash }: FileSnapshot) => `${path}\n${textHash}`;
  return {
    keep(file: FileSnapshot, findings: readonly ReportedFinding[]): void {
      kept.set(keyOf(file), findings);
      for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - size))) {
        kept.delete(oldest);
      }
    },
    recall: (file: FileSnapshot) => kept.get(keyOf(file)),
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
