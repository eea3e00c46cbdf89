import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { EditorModelOptions, RunOptions, ServerOptions } from '../core/options';
import type { Reviewer } from '../core/ports';
import type { FileSize } from '../core/run/reviewRun';
import type { StageOptions, StagesOutcome } from '../core/run/stage';
import type { EndpointCreation } from '../endpoints/createEndpoint';
import type { EndpointMemory } from '../endpoints/endpointMemory';
import { createAnalysisService } from '../reviewers/local';
import { createModelStage } from './modelStage';
import { SpeedMeters } from './speedMeters';

export interface StagesRequest {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  readonly options: RunOptions;
  readonly keyFor: (endpoint: ServerOptions) => Promise<string | undefined>;
  /** Only the editor has one. */
  readonly editorReviewer?: Reviewer;
  /** Makes an endpoint of one of the editor's own models, where there is an editor. */
  readonly createEditorModel?: (options: EditorModelOptions, signal: AbortSignal) => Promise<EndpointCreation>;
  /** Where the state of all folders lies. */
  readonly stateRoot: string;
  /** What earlier runs of this process learned of servers. */
  readonly memory: EndpointMemory;
  readonly signal: AbortSignal;
  /** Every file that is to be reviewed. */
  readonly files: readonly FileSize[];
}

/** Reviews at once that ask the editor for its diagnostics and quick fixes; more only makes it slower. */
const editorReviews = 2;

/** The stages of a run in their fixed order: local, editor, model. */
export async function createStages(request: StagesRequest): Promise<StagesOutcome> {
  const { options, folder, editorReviewer } = request;
  const threads = Math.max(1, availableParallelism() - 1);
  const workerFile = join(__dirname, 'analyzerWorker.js');
  const analysis = createAnalysisService({ workerFile, threads, folder });
  const withLocal = options.reviewers.includes('local');
  const inspector = analysis.inspector(withLocal);
  const speeds = await SpeedMeters.open(request.stateRoot);
  const stages: StageOptions[] = [];
  if (withLocal) {
    stages.push(single('local', analysis.reviewer, threads));
  }
  if (options.reviewers.includes('editor') && editorReviewer) {
    stages.push(single('editor', editorReviewer, editorReviews));
  }
  if (options.reviewers.includes('model')) {
    const model = await createModelStage(request, inspector, speeds);
    if (model.kind === 'failed') {
      await analysis.dispose();
      return model;
    }
    stages.push(model.stage);
  }
  const reviewers = stages.flatMap(({ lanes }) => lanes.map(({ reviewer }) => reviewer));
  const dispose = async () => {
    await Promise.allSettled([analysis.dispose(), ...reviewers.map((reviewer) => reviewer.dispose())]);
    await speeds.save();
  };
  return { kind: 'stages', stages, inspector, dispose };
}

function single(kind: StageOptions['kind'], reviewer: Reviewer, limit: number): StageOptions {
  return { kind, limit, lanes: [{ reviewer, maxConcurrency: Number.POSITIVE_INFINITY }] };
}
