import { availableParallelism } from 'node:os';
import type { Reviewer } from '../core/ports';
import { type StageOptions, type StagesOutcome, stagesOf } from '../core/run/schedule/stage';
import { createAnalysisService } from '../reviewers/local';
import { createModelStage, type ModelStageRequest } from './modelStage';
import { SpeedMeters } from './speedMeters';

/** What the stages of a run are made from. */
export interface StagesRequest extends ModelStageRequest {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  /** Only the editor has one. */
  readonly editorReviewer?: Reviewer;
  /** Where the state of all folders lies. */
  readonly stateRoot: string;
}

/** Reviews at once that ask the editor for its diagnostics and quick fixes; more only makes it slower. */
const editorReviews = 2;

/** The stages of a run in their fixed order: local, editor, model. */
export async function createStages(request: StagesRequest): Promise<StagesOutcome> {
  const { options, folder, editorReviewer } = request;
  const withLocal = options.reviewers.includes('local');
  // One is more than enough to parse what models propose.
  const threads = withLocal ? Math.max(1, availableParallelism() - 1) : 1;
  const analysis = createAnalysisService({
    ...{ dist: __dirname, threads, folder },
    ...(options.overrides && { overrides: options.overrides }),
  });
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
    const model = await createModelStage(request, inspector, analysis, speeds);
    if (model.kind === 'failed') {
      await analysis.dispose();
      return model;
    }
    stages.push(model.stage);
  }
  const made = stagesOf(stages);
  const dispose = async () => {
    await Promise.allSettled([analysis.dispose(), made.dispose()]);
    await speeds.save();
  };
  return { ...made, inspector, dispose };
}

function single(kind: StageOptions['kind'], reviewer: Reviewer, limit: number): StageOptions {
  return { kind, limit, lanes: [{ reviewer, maxConcurrency: Number.POSITIVE_INFINITY }] };
}
