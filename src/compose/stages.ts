import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { RunOptions, ServerOptions } from '../core/options';
import type { Reviewer } from '../core/ports';
import type { FileSize } from '../core/run/reviewRun';
import { type Failure, type Lane, type StageOptions, type StagesOutcome, stagesOf } from '../core/run/stage';
import { createEndpoint } from '../endpoints/createEndpoint';
import { createLocalReviewer } from '../reviewers/local';
import { createModelReviewer } from '../reviewers/model';

export interface StagesRequest {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  readonly options: RunOptions;
  readonly keyFor: (endpoint: ServerOptions) => Promise<string | undefined>;
  /** Only the editor has one. */
  readonly editorReviewer?: Reviewer;
  readonly signal: AbortSignal;
  /** Every file that is to be reviewed. */
  readonly files: readonly FileSize[];
}

/** Reviews at once that ask the editor for its diagnostics and quick fixes; more only makes it slower. */
const editorReviews = 2;

/** The stages of a run in their fixed order: local, editor, model. */
export async function createStages(request: StagesRequest): Promise<StagesOutcome> {
  const { options, folder, editorReviewer } = request;
  const stages: StageOptions[] = [];
  if (options.reviewers.includes('local')) {
    const threads = Math.max(1, availableParallelism() - 1);
    const workerFile = join(__dirname, 'analyzerWorker.js');
    stages.push(single('local', createLocalReviewer({ workerFile, threads, folder }), threads));
  }
  if (options.reviewers.includes('editor') && editorReviewer) {
    stages.push(single('editor', editorReviewer, editorReviews));
  }
  if (options.reviewers.includes('model')) {
    const lanes = await createModelLanes(request);
    if (lanes.kind === 'failed') {
      return lanes;
    }
    stages.push({ kind: 'model', limit: Number.POSITIVE_INFINITY, lanes: lanes.lanes });
  }
  return stagesOf(stages);
}

function single(kind: StageOptions['kind'], reviewer: Reviewer, limit: number): StageOptions {
  return { kind, limit, lanes: [{ reviewer, maxConcurrency: Number.POSITIVE_INFINITY }] };
}

async function createModelLanes({ options, keyFor, signal }: StagesRequest): Promise<LanesOutcome> {
  const lanes: Lane[] = [];
  for (const endpointOptions of options.endpoints) {
    if (endpointOptions.kind === 'vscode') {
      return { kind: 'failed', reason: 'bad request', message: 'Endpoints of kind “vscode” are not available yet.' };
    }
    const creation = await createEndpoint(endpointOptions, await keyFor(endpointOptions), signal);
    if (creation.kind !== 'endpoint') {
      return creation.kind === 'failed' ? creation : { kind: 'failed', reason: 'server down', message: 'Cancelled.' };
    }
    const { endpoint } = creation;
    lanes.push({
      reviewer: createModelReviewer({ endpoint, profile: options.profile, instructions: options.instructions }),
      endpoint: endpoint.id,
      maxConcurrency: endpoint.maxConcurrency ?? Number.POSITIVE_INFINITY,
    });
  }
  if (lanes.length === 0) {
    const message = 'The reviewer “model” needs a model server, and none is set up.';
    return { kind: 'failed', reason: 'model missing', message };
  }
  return { kind: 'lanes', lanes };
}

type LanesOutcome =
  | { readonly kind: 'lanes'; readonly lanes: readonly Lane[] }
  | ({ readonly kind: 'failed' } & Failure);
