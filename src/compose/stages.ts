import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Reviewer } from '../core/ports';
import { type StageOptions, type StagesOutcome, stagesOf } from '../core/run/schedule/stage';
import { createAnalysisService } from '../reviewers/local';
import { openAnswers } from '../store/answers';
import { sha256 } from '../store/hash';
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
  /** Hears what a person should know and the run goes on without. */
  readonly tell: (message: string) => void;
}

/** Reviews at once that ask the editor for its diagnostics and quick fixes; more only makes it slower. */
const editorReviews = 2;

/** What the build writes: a hash of all that analyzers and parsers consist of, and one of all that asks them. */
const analyzersHashName = 'analyzers.hash';
const programsHashName = 'programs.hash';

/** The stages of a run in their fixed order: local, editor, model. */
export async function createStages(request: StagesRequest): Promise<StagesOutcome> {
  const { options, folder, editorReviewer } = request;
  const withLocal = options.reviewers.includes('local');
  // One is more than enough to parse what models propose.
  const threads = withLocal ? Math.max(1, availableParallelism() - 1) : 1;
  const [version, programs, speeds, answers, analyses] = await Promise.all([
    analyzersVersion(__dirname),
    readFile(join(__dirname, programsHashName), 'utf8'),
    SpeedMeters.open(request.stateRoot),
    openAnswers(request.stateRoot, 'models'),
    openAnswers(request.stateRoot, 'analyzers'),
  ]);
  const analysis = createAnalysisService({
    ...{ dist: __dirname, threads, folder },
    ...(options.overrides && { overrides: options.overrides }),
    ...(options.untrusted && { untrusted: true }),
    kept: {
      ...{ store: analyses, hash: sha256, version },
      ...(options.fresh && { fresh: true }),
    },
  });
  const inspector = analysis.inspector(withLocal);
  const stages: StageOptions[] = [];
  if (withLocal) {
    const identity = { reviewers: 'bundled', bases: [analysis.basis] };
    stages.push({ ...single('local', analysis.reviewer, threads), identity });
  }
  if (options.reviewers.includes('editor') && editorReviewer) {
    stages.push(single('editor', editorReviewer, editorReviews));
  }
  if (options.reviewers.includes('model')) {
    const model = await createModelStage(request, {
      ...{ inspector, speeds, basis: analysis.basis },
      ...{ signatures: analysis.signatures, hasSignatures: analysis.hasSignatures },
      answers: { store: answers, hash: sha256, folder },
    });
    if (model.kind === 'failed') {
      await analysis.dispose();
      await Promise.all([answers.close(), analyses.close()]);
      return model;
    }
    stages.push(model.stage);
  }
  const made = stagesOf(stages);
  const dispose = async () => {
    await Promise.allSettled([analysis.dispose(), made.dispose()]);
    await Promise.all([speeds.save(), answers.close(), analyses.close()]);
    const problem = answers.problem ?? analyses.problem;
    if (problem !== undefined) {
      request.tell(`Answers could not be kept for later reviews: ${problem}`);
    }
  };
  const memory = { store: analyses, version: `${programs} ${version}`, uses: answers.uses };
  return { ...made, inspector, memory, dispose };
}

/** The analyzers that were built, and what runs them: another engine may read an expression in another way. */
async function analyzersVersion(dist: string): Promise<string> {
  return `${await readFile(join(dist, analyzersHashName), 'utf8')} ${process.versions.v8}`;
}

function single(kind: StageOptions['kind'], reviewer: Reviewer, limit: number): StageOptions {
  return { kind, limit, lanes: [{ reviewer, maxConcurrency: Number.POSITIVE_INFINITY }] };
}
