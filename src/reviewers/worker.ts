import { parentPort, workerData } from 'node:worker_threads';
import type { FileSnapshot } from '../core/types';
import { analyzers, createFileAnalysis } from './analyzers';
import { createFolderConfig } from './folderConfig';

/** What a worker is started with. */
export interface WorkerOptions {
  /** The reviewed folder. */
  readonly folder: string;
  readonly wasmFolder: string;
}

const { folder, wasmFolder } = workerData as WorkerOptions;
const analyze = createFileAnalysis(analyzers, createFolderConfig(folder), { wasmFolder });

parentPort?.on('message', async (file: FileSnapshot) => parentPort?.postMessage(await analyze(file)));
