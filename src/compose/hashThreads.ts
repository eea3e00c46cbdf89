import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RunOptions } from '../core/options';
import type { TextHashes } from '../core/ports';
import { diskWorkspace } from './diskWorkspace';
import { readTextHashes } from './textHashes';

/** What one thread is to read. */
export interface HashRequest {
  /** Real path of the folder. */
  readonly folder: string;
  readonly options: RunOptions;
  readonly paths: readonly string[];
}

/** To start a thread takes as long as to read so many small files. */
const filesPerThread = 1_000;
/** More of them wait for each other in the system: four are no faster, and take half as much again of the processor. */
const mostThreads = 2;

/**
 * Makes a function that reads files of a folder (real path) in threads, where there are enough for more than one: each
 * takes some ten calls of the system, which a review of a hundred thousand would otherwise wait for one after another.
 *
 * @param program what the threads run
 */
export function createHashThreads(
  folder: string,
  options: RunOptions,
  program = join(__dirname, 'hashWorker.js'),
): (paths: readonly string[]) => Promise<TextHashes> {
  const here = (paths: readonly string[]) => readTextHashes(paths, diskWorkspace(folder, options).read);
  return async (paths) => {
    const threads = Math.min(mostThreads, availableParallelism(), Math.floor(paths.length / filesPerThread));
    if (threads < 2) {
      return here(paths);
    }
    const each = Math.ceil(paths.length / threads);
    const shares = Array.from({ length: threads }, (_, thread) => paths.slice(thread * each, (thread + 1) * each));
    const parts = await Promise.all(
      // What a thread cannot do, for want of memory say, takes longer here.
      shares.map((share) => inThread(program, { folder, options, paths: share }).catch(() => here(share))),
    );
    return new Map(parts.flatMap((part) => [...part]));
  };
}

function inThread(program: string, workerData: HashRequest): Promise<TextHashes> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData, execArgv: [] });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread ended')));
  });
}
