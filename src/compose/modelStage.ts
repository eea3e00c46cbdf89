import type { Basis } from '../core/basis';
import type { Failure } from '../core/fileReview';
import type { Endpoint, EndpointCreation } from '../core/modelPorts';
import { createNeighbours, type Neighbours, noUses } from '../core/neighbours/neighbours';
import {
  type EditorModelOptions,
  type EndpointOptions,
  passesOf,
  type RunOptions,
  type ServerOptions,
} from '../core/options';
import type { Inspector, Reviewer, Workspace } from '../core/ports';
import { chooseContextTokens } from '../core/prompt/contextSize';
import { createPartPlanner } from '../core/prompt/partPlanner';
import { systemPrompt } from '../core/prompt/systemPrompt';
import type { FileSize } from '../core/run/runningReview';
import type { Lane } from '../core/run/schedule/lane';
import type { StageOptions } from '../core/run/schedule/stage';
import type { SignatureReader } from '../core/signatures';
import { profilesOf, treatments } from '../core/strategy/treatment';
import { errorMessage } from '../core/text/errorMessage';
import { reviewFailures } from '../core/text/reviewFailures';
import { english } from '../core/text/say';
import { estimateTokens } from '../core/text/tokens';
import { createEndpoint } from '../endpoints/createEndpoint';
import type { EndpointMemory } from '../endpoints/setup/endpointMemory';
import { createConfirmer } from '../reviewers/confirmer';
import type { KeptAnswers } from '../reviewers/exchange';
import type { AnalysisService } from '../reviewers/local';
import { createModelReviewer } from '../reviewers/model';
import { createRepairer } from '../reviewers/repairer';
import type { SpeedMeters } from './speedMeters';

type MeasuredEndpoint = ReturnType<SpeedMeters['measure']>;

/** What the stage of the model reviews is made from. */
export interface ModelStageRequest {
  readonly options: RunOptions;
  readonly keyFor: (endpoint: ServerOptions) => Promise<string | undefined>;
  /** Makes an endpoint of one of the editor's own models, where there is an editor. */
  readonly createEditorModel?: (options: EditorModelOptions, signal: AbortSignal) => Promise<EndpointCreation>;
  /** What earlier runs of this process learned of servers. */
  readonly memory: EndpointMemory;
  readonly signal: AbortSignal;
  /** Every file that is to be reviewed. */
  readonly files: readonly FileSize[];
  /** Every file of the run that is not skipped, those of this work among them. */
  readonly all: readonly FileSize[];
  readonly read: Workspace['read'];
}

/** What the stage works with that is no model's. */
export interface ModelStageMeans {
  readonly inspector: Inspector;
  readonly signatures: SignatureReader['signatures'];
  readonly hasSignatures: AnalysisService['hasSignatures'];
  /** What the inspector's answers stand on. */
  readonly basis: Basis;
  readonly speeds: SpeedMeters;
  readonly answers: KeptAnswers;
}

/** The stage, or why no model can take part. */
export type ModelStageOutcome =
  | { readonly kind: 'stage'; readonly stage: StageOptions }
  | ({ readonly kind: 'failed' } & Failure);

/** The stage of the model reviews: a lane for each endpoint, and one way to divide files that suits them all. */
export async function createModelStage(request: ModelStageRequest, means: ModelStageMeans): Promise<ModelStageOutcome> {
  const { inspector, speeds, answers, basis } = means;
  const { instructions, endpoints, confirmEndpoint } = request.options;
  const appliesTo = treatments(request.options);
  const passes = passesOf(profilesOf(request.options));
  const systemTokens = passes.map(({ profile, pass }) => estimateTokens(systemPrompt(profile, pass, instructions)));
  const made: MeasuredEndpoint[] = [];
  const failures: (Failure & { readonly endpoint: string })[] = [];
  for (const options of endpoints) {
    const creation = await create(options, request, Math.max(0, ...systemTokens)).catch(brokenCreation);
    if (creation.kind === 'endpoint') {
      made.push(speeds.measure(options, creation.endpoint));
    } else {
      const { reason, message }: Failure =
        creation.kind === 'failed' ? creation : { reason: 'server down', message: reviewFailures.cancelled };
      failures.push({ endpoint: options.id, reason, message });
    }
  }
  if (made.length === 0) {
    return { kind: 'failed', ...(failures[0] ?? { reason: 'model missing', message: reviewFailures.noServer }) };
  }
  const limits = made.flatMap(({ endpoint }) => endpoint.maxPromptTokens ?? []);
  const neighbours = neighboursOf(request, means);
  const planner = createPartPlanner({
    ...{ systemTokens, inspector, usedBy: neighbours.usedBy },
    passesFor: ({ path }) => appliesTo({ path, bytes: 0 }).passes,
    maxPromptTokens: limits.length > 0 ? Math.min(...limits) : undefined,
    countTokens: estimateTokens,
  });
  const lanes = [...made.map((measured) => laneOf(measured, request, answers)), ...failures.map(brokenLane)];
  const confirming = confirmEndpoint !== undefined && { confirmEndpoint };
  const reviewers = identityOf(made.map(({ endpoint }) => endpoint));
  const identity = reviewers === undefined ? undefined : { reviewers, bases: [basis, neighbours.basis] };
  return {
    kind: 'stage',
    stage: { kind: 'model', limit: Number.POSITIVE_INFINITY, lanes, planner, identity, ...confirming },
  };
}

/** Who answers, wherever that is; undefined where several differ, as chance then says which of them gets what. */
function identityOf(endpoints: readonly Endpoint[]): string | undefined {
  const [first, ...others] = new Set(
    endpoints.map(({ model, digest, thinking, local, maxPromptTokens }) =>
      JSON.stringify([model, digest ?? null, thinking ?? null, local, maxPromptTokens ?? null]),
    ),
  );
  return others.length === 0 ? first : undefined;
}

/** What files use of others, where their profile wants it shown: of files alone that are themselves sent to a model. */
function neighboursOf(
  { options, all, read: readFile }: ModelStageRequest,
  { signatures, hasSignatures, answers }: ModelStageMeans,
): Neighbours {
  const appliesTo = treatments(options);
  const sent = all.filter((file) => appliesTo(file).reviewers.includes('model'));
  const { usedBy, basis: read } = createNeighbours({
    ...{ read: readFile, signatures, hash: answers.hash, paths: sent.map(({ path }) => path) },
    isWhole: hasSignatures,
  });
  return {
    usedBy: async (file, ...rest) =>
      appliesTo({ path: file.path, bytes: 0 }).profile.context === 'signatures' ? usedBy(file, ...rest) : noUses,
    basis: read,
  };
}

async function create(
  options: EndpointOptions,
  { options: run, keyFor, signal, files, memory, createEditorModel }: ModelStageRequest,
  systemTokens: number,
): Promise<EndpointCreation> {
  if (options.kind === 'vscode') {
    const message = reviewFailures.onlyInEditor;
    return (
      createEditorModel?.(options, signal) ?? { kind: 'failed', reason: 'bad request', message, server: 'unusable' }
    );
  }
  const appliesTo = treatments(run);
  const forModel = files.filter((file) => appliesTo(file).reviewers.includes('model'));
  const fileBytes = forModel.map(({ bytes }) => bytes);
  return createEndpoint(options, await keyFor(options), signal, {
    memory,
    wantedContextTokens: (modelMaxTokens) => chooseContextTokens({ fileBytes, systemTokens, modelMaxTokens }),
  });
}

/** What is wrong with one endpoint, a fault of ours too, leaves the others their work. */
function brokenCreation(error: unknown): EndpointCreation {
  const message = english(reviewFailures.notPrepared, errorMessage(error));
  return { kind: 'failed', reason: 'internal error', message, server: 'unusable' };
}

function laneOf({ endpoint, meter }: MeasuredEndpoint, { options }: ModelStageRequest, answers: KeptAnswers): Lane {
  const { instructions } = options;
  const model = { endpoint, answers, tokenRatio: () => meter.calibration.ratio };
  return {
    reviewer: createModelReviewer({ ...model, passes: passesOf(profilesOf(options)), instructions }),
    confirmer: createConfirmer(model),
    repairer: createRepairer(model),
    endpoint: endpoint.id,
    maxConcurrency: endpoint.maxConcurrency ?? Number.POSITIVE_INFINITY,
    firstAlone: endpoint.firstAlone,
  };
}

/** An endpoint that could not be made takes no file from the others, and says why it stands still. */
function brokenLane({ endpoint, reason, message }: Failure & { readonly endpoint: string }): Lane {
  const failed = { kind: 'failed', reason, message, server: 'unusable' } as const;
  const reviewer: Reviewer = {
    kind: 'model',
    review: async () => ({ ...failed, findings: [] }),
    dispose: async () => {},
  };
  return { reviewer, confirmer: { model: '', confirm: async () => failed }, endpoint, maxConcurrency: 1 };
}
