import { isLoopback } from '../core/endpoints/endpointAddress';
import type { ModelList } from '../core/endpoints/endpointSetup';
import type { Endpoint, EndpointCreation } from '../core/modelPorts';
import type { Thinking } from '../core/modelUse';
import type { ServerKind, ServerOptions } from '../core/options';
import { replyRoom, thinkingRoom } from '../core/prompt/promptTokens';
import { endpointProblems } from '../core/text/endpointProblems';
import { english } from '../core/text/say';
import { HttpClient, type HttpLimits } from './http/httpClient';
import { callTarget, type Server, serverOf } from './http/server';
import { anthropic } from './protocols/anthropic';
import { converse, type Partner } from './protocols/converse';
import type { Dialect } from './protocols/dialect';
import { ollama } from './protocols/ollama';
import { openai } from './protocols/openai';
import { EndpointMemory } from './setup/endpointMemory';
import { createMetadataClient } from './setup/metadata';
import { fetchModelInfo, type ModelInfo } from './setup/modelInfo';
import { fetchDigest, fetchModels, hasCloudName, offerOf } from './setup/modelList';
import { createModelLoading, type ModelLoading } from './setup/modelLoading';

/** What an endpoint is made with besides its options. */
export interface EndpointSettings {
  /** Other limits than the defaults. */
  readonly limits?: Partial<HttpLimits>;
  /**
   * The context that the run has use for, given the longest one of the model where that is known. Asked where the
   * context is ours to choose (Ollama) and the options name none; never more than the model has is taken.
   */
  readonly wantedContextTokens?: (modelMax: number | undefined) => number;
  /** What is already known of servers; without one, everything is found out anew. */
  readonly memory?: EndpointMemory;
}

/** What an Ollama server is asked for when nobody says what is needed: a file of some 25 kB fits. */
const defaultContextTokens = 16_384;

const dialects: Readonly<Record<ServerKind, Dialect>> = { ollama, openai, anthropic };

/**
 * Makes the endpoint of a run. Asks for metadata at most: for the size of the context, whether a model that an Ollama
 * server offers is really served from a cloud, and for the names to choose from when no model is named, which is a
 * failure. It does not try whether the server works; the first file does.
 *
 * @param key the API key for this endpoint's origin, if there is one
 */
export async function createEndpoint(
  options: ServerOptions,
  key: string | undefined,
  signal: AbortSignal,
  settings: EndpointSettings = {},
): Promise<EndpointCreation> {
  const checked = serverOf(options, key);
  if (checked.kind === 'failed') {
    return checked;
  }
  const { server } = checked;
  const { model } = options;
  const asking = createMetadataClient(settings.limits);
  try {
    if (model === undefined || model === '') {
      return noModel(await fetchModels(asking, server, signal), options);
    }
    const [info, digest] = await Promise.all([
      needsInfo(server, options) ? fetchModelInfo(asking, server, model, signal) : undefined,
      server.kind === 'ollama' ? fetchDigest(asking, server, model, signal) : undefined,
    ]);
    if (signal.aborted) {
      return { kind: 'cancelled' };
    }
    const cloud = info?.cloud ?? hasCloudName(model);
    const partner = partnerOf(server, options, model, contextOf(options, settings, info), info, settings.memory);
    const http = new HttpClient(limitsOf(options, settings));
    const loading = server.kind === 'ollama' && !cloud ? createModelLoading(http, server, model) : undefined;
    const endpoint = endpointOf(options, partner, !cloud, http, loading);
    return { kind: 'endpoint', endpoint: { ...endpoint, ...(digest !== undefined && { digest }) } };
  } finally {
    asking.dispose();
  }
}

/** What models a server has. Metadata only: nothing is loaded and nothing is generated. */
export async function listModels(
  options: ServerOptions,
  key: string | undefined,
  signal: AbortSignal,
): Promise<ModelList> {
  const checked = serverOf(options, key);
  if (checked.kind === 'failed') {
    return checked;
  }
  const http = createMetadataClient();
  try {
    return await fetchModels(http, checked.server, signal);
  } finally {
    http.dispose();
  }
}

/** Whom an endpoint talks to. */
export function partnerOf(
  server: Server,
  { thinking }: Pick<ServerOptions, 'thinking'>,
  model: string,
  contextTokens: number | undefined,
  info: ModelInfo | undefined,
  memory = new EndpointMemory(),
): Partner {
  const lacks = memory.lacksOf(server, model);
  for (const feature of info?.lacks ?? []) {
    lacks.add(feature);
  }
  const dialect = dialects[server.kind];
  const tokens = { contextTokens, ...replyRoom(contextTokens, leastThinking(thinking, info)) };
  return { server, target: callTarget(server, dialect.path), dialect, model, thinking, lacks, ...tokens };
}

/** The size of the context, in tokens, room for thinking included: one for the whole run. Undefined when the server alone knows it. */
export function contextOf(
  { kind, contextTokens, thinking }: ServerOptions,
  { wantedContextTokens }: EndpointSettings,
  info: ModelInfo | undefined,
): number | undefined {
  const most = info?.contextTokens;
  if (contextTokens !== undefined || kind !== 'ollama') {
    return contextTokens ?? most;
  }
  const wanted = (wantedContextTokens?.(most) ?? defaultContextTokens) + thinkingRoom(leastThinking(thinking, info));
  return Math.min(most ?? Number.POSITIVE_INFINITY, wanted);
}

/** How much a model thinks that cannot be kept from it. */
function leastThinking(thinking: Thinking | undefined, info: ModelInfo | undefined): Thinking | undefined {
  return (thinking ?? 'off') === 'off' && info?.lacks?.includes('thinking off') ? 'low' : thinking;
}

/** The limits of exchanges with an endpoint as far as they are not the defaults. */
export function limitsOf({ firstTokenMinutes }: ServerOptions, { limits }: EndpointSettings): Partial<HttpLimits> {
  return { ...(firstTokenMinutes !== undefined && { firstContentMs: firstTokenMinutes * 60_000 }), ...limits };
}

/**
 * A model that Ollama may serve from a cloud is of interest only where the server itself is this machine, and what it can
 * be told about thinking where something is to be said.
 */
function needsInfo({ kind, base }: Server, { contextTokens, model, thinking }: ServerOptions): boolean {
  const isOfInterest = thinking !== undefined || (isLoopback(base) && !hasCloudName(model ?? ''));
  return contextTokens === undefined || (kind === 'ollama' && isOfInterest);
}

function endpointOf(
  { id, maxConcurrency }: ServerOptions,
  partner: Partner,
  onServer: boolean,
  http: HttpClient,
  loading: ModelLoading | undefined,
): Endpoint {
  const { server, dialect, model, contextTokens, replyTokens, thinkingTokens } = partner;
  return {
    id,
    model,
    ...(partner.thinking !== undefined && { thinking: partner.thinking }),
    maxConcurrency,
    firstAlone: dialect.firstAlone,
    local: onServer && isLoopback(server.base),
    maxPromptTokens: contextTokens === undefined ? undefined : contextTokens - (replyTokens ?? 0),
    thinkingTokens,
    complete: async (request, signal, waiting) => {
      const done = loading?.watch(signal, waiting) ?? (() => {});
      const completion = await converse(http, partner, request, signal, done);
      done();
      return completion;
    },
    dispose: () => http.dispose(),
  };
}

function noModel(list: ModelList, { id }: ServerOptions): EndpointCreation {
  if (list.kind !== 'models') {
    return list;
  }
  const message = english(endpointProblems.noModel, id, offerOf(list.models));
  return { kind: 'failed', reason: 'model missing', message, server: 'unusable' };
}
