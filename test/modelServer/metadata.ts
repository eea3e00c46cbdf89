import { encodings } from './protocols';
import type { ModelServerOptions, ScriptedModel } from './types';
import { json, type Wire } from './wire';

const defaultContext = 131_072;

const unknown: Wire = { ...json(404, '404 page not found'), headers: { 'content-type': 'text/plain' } };

/** What the server tells about itself and its models. */
export function describe(
  pathname: string,
  body: string,
  models: readonly ScriptedModel[],
  disguise: ModelServerOptions['disguise'],
): Wire {
  const answer = (value: object): Wire => json(200, JSON.stringify(value));
  if (disguise !== undefined && pathname.startsWith('/api/')) {
    return unknown;
  }
  switch (pathname) {
    case '/api/version':
      return answer({ version: '0.99.0' });
    case '/api/tags':
      return answer({ models: models.map(describeModel) });
    case '/api/ps': {
      const loaded = models.filter((model) => model.loaded !== false && model.remoteHost === undefined);
      return answer({ models: loaded.map((model) => ({ ...describeModel(model), context_length: 16_384 })) });
    }
    case '/api/show': {
      const { model: asked } = JSON.parse(body) as { model: string };
      const model = models.find(({ name }) => name === asked || name === `${asked}:latest`);
      return model ? answer(showModel(model)) : json(404, encodings.ollama.missingModel(asked));
    }
    case '/v1/models':
      return answer({ object: 'list', data: models.map(listModel) });
    case '/props':
      return disguise === 'llama.cpp' ? answer({ default_generation_settings: { n_ctx: 12_288 } }) : unknown;
    default:
      return unknown;
  }
}

function listModel({ name, contextTokens }: ScriptedModel): object {
  return { id: name, object: 'model', ...(contextTokens === undefined ? {} : { max_model_len: contextTokens }) };
}

function showModel({ name, remoteHost, contextTokens = defaultContext, thinking }: ScriptedModel): object {
  return {
    model_info: { 'general.architecture': 'scripted', 'scripted.context_length': contextTokens },
    capabilities: ['completion', ...(thinking === undefined ? [] : ['thinking'])],
    ...(Array.isArray(thinking) && { thinking: { values: thinking, default: thinking[0] } }),
    ...(remoteHost === undefined ? {} : { remote_host: remoteHost, remote_model: name }),
  };
}

function describeModel({ name, digest = 'sha256:scripted', remoteHost }: ScriptedModel): object {
  return {
    name,
    model: name,
    size: 4_000_000_000,
    digest,
    details: { family: 'scripted', parameter_size: '7B', quantization_level: 'Q4_0' },
    capabilities: ['completion'],
    ...(remoteHost === undefined ? {} : { remote_host: remoteHost, remote_model: name }),
  };
}
