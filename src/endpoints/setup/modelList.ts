import type { ListedModel, ModelList } from '../../core/endpoints/endpointSetup';
import { endpointProblems } from '../../core/text/endpointProblems';
import { english, type Say } from '../../core/text/say';
import type { HttpClient } from '../http/httpClient';
import { asCount, asString, fields, items } from '../http/json';
import type { Server } from '../http/server';
import { askJson } from './metadata';

const listPaths = { ollama: '/api/tags', openai: '/models', anthropic: '/models?limit=1000' };

/** What models a server has. */
export async function fetchModels(http: HttpClient, server: Server, signal: AbortSignal): Promise<ModelList> {
  const answer = await askJson(http, server, listPaths[server.kind], signal);
  if (answer.kind !== 'json') {
    return answer;
  }
  // llama.cpp tells both, and more of its models in `data`.
  const { models, data } = fields(answer.value);
  return { kind: 'models', models: items(data ?? models).flatMap((entry) => listed(entry) ?? []) };
}

/** What a server knows a model's weights by. Never fails: undefined where it does not tell. */
export async function fetchDigest(
  http: HttpClient,
  server: Server,
  model: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const list = await fetchModels(http, server, signal);
  return list.kind === 'models' ? list.models.find(({ name }) => sameModel(name, model))?.digest : undefined;
}

function listed(entry: unknown): ListedModel | undefined {
  const { name, id, digest, remote_host, max_model_len, context_length } = fields(entry);
  const label = asString(id) ?? asString(name);
  if (label === undefined) {
    return undefined;
  }
  const contextTokens = asCount(max_model_len) ?? asCount(context_length);
  return {
    name: label,
    cloud: hasCloudName(label) || Boolean(asString(remote_host)),
    ...(contextTokens !== undefined && { contextTokens }),
    ...(typeof digest === 'string' && { digest }),
  };
}

/** Ollama's names for models that it does not run itself: `gpt-oss:120b-cloud`, `kimi-k2:cloud`. */
export function hasCloudName(name: string): boolean {
  return /[:-]cloud$/.test(name);
}

/** Ollama takes a name without a tag for `:latest`. */
export function sameModel(listed: string | undefined, model: string): boolean {
  return listed === model || listed === `${model}:latest`;
}

/** What to choose from, for people who named no model or one that is not there. */
export function offerOf(models: readonly ListedModel[], t: Say = english): string {
  const names = models.map(({ name, cloud }) => (cloud && !hasCloudName(name) ? `${name} (cloud)` : name));
  return names.length === 0
    ? t(endpointProblems.serverHasNone)
    : t(endpointProblems.serverHas, names.slice(0, 30).join(', '));
}
