import type { NotTaken } from '../../core/modelUse';
import type { HttpClient } from '../http/httpClient';
import { asCount, asString, fields } from '../http/json';
import { rootOf, type Server } from '../http/server';
import { askJson } from './metadata';
import { fetchModels, hasCloudName, sameModel } from './modelList';

/** What a server says of a model. Nothing of it is certain to be told. */
export interface ModelInfo {
  /** The server hands requests for the model on to a cloud. Where it does not tell, the name decides. */
  readonly cloud: boolean;
  /** The longest context: that of the model (Ollama), or what it is served with. */
  readonly contextTokens?: number;
  /** What it tells that the model cannot be told about thinking. */
  readonly lacks?: readonly NotTaken[];
}

/** Asks a server about a model. Never fails: what it does not tell is absent. */
export async function fetchModelInfo(
  http: HttpClient,
  server: Server,
  model: string,
  signal: AbortSignal,
): Promise<ModelInfo> {
  if (server.kind === 'ollama') {
    return showModel(http, server, model, signal);
  }
  const list = await fetchModels(http, server, signal);
  const listed = list.kind === 'models' ? list.models.find(({ name }) => name === model) : undefined;
  // A server that fails to answer one question is not asked another.
  const contextTokens =
    listed?.contextTokens ??
    (server.kind === 'openai' && list.kind === 'models' ? await servedContext(http, server, signal) : undefined);
  return { cloud: hasCloudName(model), ...(contextTokens !== undefined && { contextTokens }) };
}

async function showModel(http: HttpClient, server: Server, model: string, signal: AbortSignal): Promise<ModelInfo> {
  const answer = await askJson(http, server, '/api/show', signal, { model });
  const { model_info, remote_host, capabilities, thinking } = fields(answer.kind === 'json' ? answer.value : undefined);
  const info = fields(model_info);
  const contextTokens = asCount(info[`${asString(info['general.architecture'])}.context_length`]);
  return {
    cloud: hasCloudName(model) || Boolean(asString(remote_host)),
    ...(contextTokens && { contextTokens }),
    lacks: thinkingLacks(capabilities, fields(thinking).values),
  };
}

/**
 * @param capabilities all that the model can do
 * @param values what `think` may be; older servers do not say
 */
function thinkingLacks(capabilities: unknown, values: unknown): NotTaken[] {
  if (Array.isArray(capabilities) && !capabilities.includes('thinking')) {
    return ['thinking'];
  }
  if (!Array.isArray(values)) {
    return [];
  }
  const hasLevels = values.includes('low') && values.includes('high');
  return [
    ...(hasLevels ? [] : ['thinking level' as const]),
    ...(values.includes(false) ? [] : ['thinking off' as const]),
  ];
}

/** What llama.cpp gives each of its slots. Only it has this address. */
async function servedContext(http: HttpClient, server: Server, signal: AbortSignal): Promise<number | undefined> {
  const answer = await askJson(http, rootOf(server), '/props', signal);
  const props = fields(answer.kind === 'json' ? answer.value : undefined);
  return asCount(fields(props.default_generation_settings).n_ctx) || undefined;
}

/** A model as Ollama has it in memory. */
export interface LoadedModel {
  readonly name: string;
  readonly contextTokens?: number;
}

/** What an Ollama server has in memory; undefined when it does not tell. */
export async function fetchLoaded(
  http: HttpClient,
  server: Server,
  signal: AbortSignal,
): Promise<readonly LoadedModel[] | undefined> {
  const answer = await askJson(http, server, '/api/ps', signal);
  const models = answer.kind === 'json' ? fields(answer.value).models : undefined;
  return Array.isArray(models)
    ? models.flatMap((entry) => {
        const { name, context_length } = fields(entry);
        const contextTokens = asCount(context_length);
        return typeof name === 'string' ? [{ name, ...(contextTokens !== undefined && { contextTokens }) }] : [];
      })
    : undefined;
}

/** True also when the server does not tell. */
export async function isLoaded(http: HttpClient, server: Server, model: string, signal: AbortSignal): Promise<boolean> {
  const loaded = await fetchLoaded(http, server, signal);
  return loaded === undefined || loaded.some(({ name }) => sameModel(name, model));
}

/** Whether a server that is talked to in another protocol is an Ollama server. */
export async function isOllama(http: HttpClient, server: Server, signal: AbortSignal): Promise<boolean> {
  const answer = await askJson(http, rootOf(server), '/api/version', signal);
  return answer.kind === 'json' && typeof fields(answer.value).version === 'string';
}
