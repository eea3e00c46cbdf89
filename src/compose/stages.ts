import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Reviewer } from '../core/ports';
import { findProfile, profileNames } from '../core/prompt/profiles';
import type { Failure, Lane, StageOptions, StagesOutcome } from '../core/run/stage';
import type { EndpointOptions, RunOptions } from '../core/types';
import { createEndpoint } from '../endpoints/createEndpoint';
import { createLocalReviewer } from '../reviewers/local';
import { createModelReviewer } from '../reviewers/model';

export interface StagesRequest {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  readonly options: RunOptions;
  readonly keyFor: (endpoint: EndpointOptions) => Promise<string | undefined>;
  /** Only the editor has one. */
  readonly editorReviewer?: Reviewer;
  readonly signal: AbortSignal;
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
  return { kind: 'stages', stages };
}

function single(kind: StageOptions['kind'], reviewer: Reviewer, limit: number): StageOptions {
  return { kind, limit, lanes: [{ reviewer, maxConcurrency: Number.POSITIVE_INFINITY }] };
}

async function createModelLanes({ options, keyFor, signal }: StagesRequest): Promise<LanesOutcome> {
  const profile = findProfile(options.profile);
  if (!profile) {
    const message = `There is no profile “${options.profile}”. There are: ${profileNames.join(', ')}.`;
    return { kind: 'failed', reason: 'bad request', message };
  }
  const lanes: Lane[] = [];
  for (const endpointOptions of options.endpoints) {
    const creation = await createEndpoint(endpointOptions, await keyFor(endpointOptions), signal);
    if (creation.kind !== 'endpoint') {
      return creation.kind === 'failed' ? creation : { kind: 'failed', reason: 'server down', message: 'Cancelled.' };
    }
    const { endpoint } = creation;
    lanes.push({
      reviewer: createModelReviewer({ endpoint, profile, instructions: options.instructions }),
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
