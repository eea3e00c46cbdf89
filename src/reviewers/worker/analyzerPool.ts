import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Override } from '../../core/options';
import { createProcessThreads, type ProcessThreadsOptions } from './processThreads';
import { type AnalysisReplies, type AnalysisReply, type AnalysisRequest, isReply } from './requests';
import type { WorkerOptions } from './worker';
import { type PoolOutcome, WorkerPool, type WorkerPoolOptions } from './workerPool';

/** Where the analyzers are and what they may take. */
export interface AnalyzerPoolOptions {
  /** Where the build puts `analyzerProcess.js`, `analyzerWorker.js`, `analyzers.js` and the folder `wasm`. */
  readonly dist: string;
  /** Absolute path of the reviewed folder. */
  readonly folder: string;
  /** Set where no configuration in the folder counts. */
  readonly untrusted?: true;
  /** Those of the run, where it has some. */
  readonly overrides?: readonly Override[];
  /** How many files are worked on at once at most. */
  readonly threads: number;
  /**
   * A worker is replaced after so many analyses: WebAssembly's memory only grows. To begin anew takes as long as some
   * hundred files, for what V8 has compiled is lost with it.
   */
  readonly filesPerWorker?: number;
  /** Of each process; one that takes more is ended. By default all together may have half of the machine's. Megabytes. */
  readonly maxProcessMb?: number;
  /** Another program in the place of `analyzerWorker.js`. */
  readonly workerFile?: string;
}

/** Analyzers in threads of child processes. */
export interface AnalyzerPool {
  /**
   * Asks one of them. Never rejects. A request that is busy when its process crashes is asked once more in a process
   * of its own, one after the other, so that only what crashes alone has crashed.
   *
   * @param timeLimitMs a thread that takes longer is ended
   */
  ask<Kind extends AnalysisRequest['kind']>(
    request: AnalysisRequest & { readonly kind: Kind },
    signal: AbortSignal,
    timeLimitMs: number,
  ): Promise<PoolOutcome<AnalysisReplies[Kind]>>;
  /** Ends all processes; what is under way or waits is cancelled. */
  dispose(): Promise<void>;
}

const defaultFilesPerWorker = 2_000;

/** Of V8's memory; WebAssembly's has a limit of its own. */
const maxHeapMb = 1024;

/**
 * Threads share compiled WebAssembly, so that one process with three of them takes half of the processor time and of
 * the memory of three processes. A crash takes along what all of them are busy with, and in Electron they share 4 GB.
 */
const threadsPerProcess = 8;

/** In Electron a process has no more anyway. */
const mostPerProcessMb = 4096;

/**
 * What each process may take when all of them together may have half of a machine's memory. Megabytes.
 *
 * @param threads how many there are, besides the one that is alone in its process
 */
export function processLimitMb(machineBytes: number, threads: number): number {
  const processes = Math.ceil(threads / threadsPerProcess) + 1;
  return Math.min(mostPerProcessMb, Math.floor(machineBytes / 2 ** 21 / processes));
}

/** Starts no process before there is work for it. */
export function createAnalyzerPool(options: AnalyzerPoolOptions): AnalyzerPool {
  const threads = Math.max(1, options.threads);
  const limits = { maxProcessMb: options.maxProcessMb ?? processLimitMb(totalmem(), threads) };
  const together = createPool(options, {
    ...limits,
    ...{ threads, threadsPerProcess },
    requestsPerWorker: options.filesPerWorker ?? defaultFilesPerWorker,
    wears: (request) =>
      request.kind === 'review' || (request.kind === 'inspect' && request.texts.some(({ review }) => review)),
  });
  const alone = createPool(options, {
    ...limits,
    threads: 1,
    threadsPerProcess: 1,
    requestsPerWorker: 1,
    wears: () => true,
  });
  return {
    async ask<Kind extends AnalysisRequest['kind']>(
      request: AnalysisRequest & { readonly kind: Kind },
      signal: AbortSignal,
      timeLimitMs: number,
    ) {
      const outcome = await together.run(request, signal, timeLimitMs);
      const isSuspect = outcome.kind === 'crashed' && outcome.wholeProcess;
      const final = isSuspect ? await alone.run(request, signal, timeLimitMs) : outcome;
      return final as PoolOutcome<AnalysisReplies[Kind]>;
    },
    async dispose() {
      await Promise.all([together.dispose(), alone.dispose()]);
    },
  };
}

interface PoolKind
  extends Pick<WorkerPoolOptions<AnalysisRequest, AnalysisReply>, 'requestsPerWorker' | 'wears'>,
    Pick<ProcessThreadsOptions, 'threadsPerProcess' | 'maxProcessMb'> {
  readonly threads: number;
}

function createPool(
  { dist, folder, untrusted, workerFile, overrides = [] }: AnalyzerPoolOptions,
  { threads, threadsPerProcess, maxProcessMb, ...wear }: PoolKind,
): WorkerPool<AnalysisRequest, AnalysisReply> {
  const workerData: WorkerOptions = {
    ...{ folder, wasmFolder: join(dist, 'wasm'), overrides },
    ...(untrusted && { untrusted }),
  };
  return new WorkerPool({
    start: createProcessThreads({
      processFile: join(dist, 'analyzerProcess.js'),
      threadFile: workerFile ?? join(dist, 'analyzerWorker.js'),
      threadOptions: { workerData, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } },
      ...{ threadsPerProcess, maxProcessMb },
    }),
    size: threads,
    ...wear,
    isReply,
    isLast: ({ damaged }) => damaged,
  });
}
