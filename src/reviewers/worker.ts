import { parentPort, workerData } from 'node:worker_threads';
import { analyzers, createFileAnalysis } from './analyzers';
import { createFolderConfig } from './folderConfig';
import { type AnalysisRequest, createAnswer } from './requests';
import { createSyntax } from './syntax';

/** What a worker is started with. */
export interface WorkerOptions {
  /** The reviewed folder. */
  readonly folder: string;
  readonly wasmFolder: string;
}

const { folder, wasmFolder } = workerData as WorkerOptions;
const analyze = createFileAnalysis(analyzers, createFolderConfig(folder), { wasmFolder });
const answer = createAnswer(analyze, createSyntax({ wasmFolder }));

parentPort?.on('message', async (request: AnalysisRequest) => parentPort?.postMessage(await answer(request)));
