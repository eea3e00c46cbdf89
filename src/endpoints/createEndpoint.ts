import type { ServerOptions } from '../core/options';
import type { Endpoint } from '../core/ports';
import type { EndpointFailure } from './failures';
import { HttpClient, type HttpLimits } from './httpClient';
import { asCount, asString, fields } from './json';
import { getJson } from './metadata';
import { createOllamaEndpoint, defaultContextTokens, sameModel } from './ollama';
import { createOpenAiEndpoint } from './openai';
import { isLoopback, type Server } from './server';

/** A model as its server lists it. */
export interface ListedModel {
  readonly name: string;
  /** The server hands requests for it on to a cloud: the text leaves the machine. */
  readonly cloud: boolean;
  /** The longest context it can have, where the server tells. */
  readonly contextTokens?: number;
}

export type ModelList =
  | { readonly kind: 'models'; readonly models: readonly ListedModel[] }
  | EndpointFailure
  | { readonly kind: 'cancelled' };

export type EndpointCreation =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | EndpointFailure
  | { readonly kind: 'cancelled' };

/** Metadata is answered at once or not at all. */
const metadataLimits: Partial<HttpLimits> = {
  connectMs: 5_000,
  firstContentMs: 10_000,
  idleMs: 10_000,
  totalMs: 20_000,
};

/**
 * Makes the endpoint of a run. Asks for metadata at most: whether a model that an Ollama server offers is really served
 * from a cloud, and for the names to choose from when no model is named, which is a failure. It does not try whether
 * the server works; the first file does.
 *
 * @param key the API key for this endpoint's origin, if there is one
 * @param limits other limits than the defaults
 */
export async function createEndpoint(
  options: ServerOptions,
  key: string | undefined,
  signal: AbortSignal,
  limits: Partial<HttpLimits> = {},
): Promise<EndpointCreation> {
  const checked = serverOf(options, key);
  if (checked.kind === 'failed') {
    return checked;
  }
  const { server } = checked;
  const { id, model, maxConcurrency } = options;
  if (model === undefined || model === '') {
    return noModel(await listFrom(server, signal, limits), options);
  }
  const http = new HttpClient(limits);
  const setup = { id, server, model, maxConcurrency };
  if (options.kind === 'anthropic') {
    const message = 'Endpoints of kind “anthropic” are not available yet.';
    return { kind: 'failed', reason: 'bad request', message, fatal: true };
  }
  if (options.kind === 'openai') {
    const endpoint = createOpenAiEndpoint({ ...setup, contextTokens: options.contextTokens }, http);
    return { kind: 'endpoint', endpoint };
  }
  const cloud = await isCloudModel(server, model, signal, limits);
  const contextTokens = options.contextTokens ?? defaultContextTokens;
  return { kind: 'endpoint', endpoint: createOllamaEndpoint({ ...setup, cloud, contextTokens }, http) };
}

/** What models a server has. Metadata only: nothing is loaded and nothing is generated. */
export async function listModels(
  options: ServerOptions,
  key: string | undefined,
  signal: AbortSignal,
): Promise<ModelList> {
  const checked = serverOf(options, key);
  return checked.kind === 'failed' ? checked : listFrom(checked.server, signal);
}

async function listFrom(server: Server, signal: AbortSignal, limits: Partial<HttpLimits> = {}): Promise<ModelList> {
  const http = new HttpClient({ ...metadataLimits, ...(limits.connectMs && { connectMs: limits.connectMs }) });
  try {
    const answer = await getJson(http, server, server.kind === 'ollama' ? '/api/tags' : '/models', signal);
    return answer.kind === 'json' ? { kind: 'models', models: modelsOf(answer.value) } : answer;
  } finally {
    http.dispose();
  }
}

function modelsOf(answer: unknown): ListedModel[] {
  const { models, data } = fields(answer);
  const list: readonly unknown[] = Array.isArray(models) ? models : Array.isArray(data) ? data : [];
  return list.flatMap((entry) => {
    const { name, id, remote_host, max_model_len, context_length } = fields(entry);
    const label = asString(name) ?? asString(id);
    const contextTokens = asCount(max_model_len) ?? asCount(context_length);
    return label === undefined
      ? []
      : [
          {
            name: label,
            cloud: hasCloudName(label) || Boolean(asString(remote_host)),
            ...(contextTokens === undefined ? {} : { contextTokens }),
          },
        ];
  });
}

/** Ollama's names for models that it does not run itself: `gpt-oss:120b-cloud`, `kimi-k2:cloud`. */
function hasCloudName(name: string): boolean {
  return /[:-]cloud$/.test(name);
}

/** Where the list cannot be had, the name decides. */
async function isCloudModel(
  server: Server,
  model: string,
  signal: AbortSignal,
  limits: Partial<HttpLimits>,
): Promise<boolean> {
  if (hasCloudName(model) || !isLoopback(server.base)) {
    return hasCloudName(model);
  }
  const list = await listFrom(server, signal, limits);
  return list.kind === 'models' && list.models.some(({ name, cloud }) => cloud && sameModel(name, model));
}

function noModel(list: ModelList, { id }: ServerOptions): EndpointCreation {
  if (list.kind !== 'models') {
    return list;
  }
  const names = list.models.map(({ name, cloud }) => (cloud && !hasCloudName(name) ? `${name} (cloud)` : name));
  const offer = names.length === 0 ? 'The server has none yet.' : `The server has: ${names.slice(0, 30).join(', ')}.`;
  return {
    kind: 'failed',
    reason: 'model missing',
    message: `Name a model for endpoint "${id}". ${offer}`,
    fatal: true,
  };
}

function serverOf(
  options: ServerOptions,
  key: string | undefined,
): { readonly kind: 'server'; readonly server: Server } | EndpointFailure {
  const failed = (reason: 'bad request' | 'bad key', message: string): EndpointFailure => ({
    kind: 'failed',
    reason,
    message,
    fatal: true,
  });
  const base = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol)) {
    return failed('bad request', `The address of endpoint "${options.id}" is not an http or https URL.`);
  }
  if (base.username !== '' || base.password !== '') {
    return failed(
      'bad request',
      `The address of endpoint "${options.id}" holds a password. Give it as the key instead.`,
    );
  }
  base.pathname = base.pathname.replace(options.kind === 'ollama' ? /\/(?:api|v1)?\/*$/ : /\/+$/, '');
  const trimmed = key?.trim() || undefined;
  if (trimmed !== undefined && !/^[\x21-\x7e]+$/.test(trimmed)) {
    return failed('bad key', `The API key of endpoint "${options.id}" has characters that no key has.`);
  }
  if (trimmed !== undefined && base.protocol === 'http:' && !isLoopback(base)) {
    return failed('bad key', `The API key is not sent to ${base.origin} in the clear. Use an https address.`);
  }
  return { kind: 'server', server: { kind: options.kind, base, key: trimmed } };
}
