import { parentPort, workerData } from 'node:worker_threads';
import type { Override } from '../../core/options';
import { ownAnalyzers } from '../../core/strategy/treatment';
import type { AnalyzeFile } from '../analyzers/analyzers';
import { createFolderConfig } from '../analyzers/folderConfig';
import { createSyntax } from '../syntax/syntax';
import { type AnalysisRequest, createAnswer } from './requests';

/** What a worker is started with. */
export interface WorkerOptions {
  /** The reviewed folder. */
  readonly folder: string;
  /** No configuration in the folder counts. */
  readonly untrusted?: true;
  readonly wasmFolder: string;
  /** Those of the run. */
  readonly overrides: readonly Override[];
}

const { folder, untrusted, wasmFolder, overrides } = workerData as WorkerOptions;
const environment = { wasmFolder };

/** A bundle of its own, ten times as large as the rest: a worker that only parses does without. */
async function loadAnalyzers(): Promise<AnalyzeFile> {
  const { analyzers, createFileAnalysis } = await import('../analyzers/analyzers');
  return createFileAnalysis(analyzers, createFolderConfig(folder, untrusted), environment, ownAnalyzers(overrides));
}

let analyze: Promise<AnalyzeFile> | undefined;
const answer = createAnswer(async (file, alsoSilenced) => {
  analyze ??= loadAnalyzers();
  return (await analyze)(file, alsoSilenced);
}, createSyntax(environment.wasmFolder));

parentPort?.on('message', async (request: AnalysisRequest) => parentPort?.postMessage(await answer(request)));
