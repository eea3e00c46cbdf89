import { encodings } from './protocols';
import type { ScriptedModel } from './types';
import { json, type Wire } from './wire';

/** What the server tells about itself and its models. */
export function describe(pathname: string, body: string, models: readonly ScriptedModel[]): Wire {
  const answer = (value: object): Wire => json(200, JSON.stringify(value));
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
      const model = models.find(({ name }) => body.includes(JSON.stringify(name)));
      return model
        ? answer({ model_info: { 'scripted.context_length': 131_072 }, capabilities: ['completion'] })
        : json(404, encodings.ollama.missingModel('that'));
    }
    case '/v1/models':
      return answer({ object: 'list', data: models.map(({ name }) => ({ id: name, object: 'model' })) });
    default:
      return { ...json(404, '404 page not found'), headers: { 'content-type': 'text/plain' } };
  }
}

function describeModel({ name, remoteHost }: ScriptedModel): object {
  return {
    name,
    model: name,
    size: 4_000_000_000,
    digest: 'sha256:scripted',
    details: { family: 'scripted', parameter_size: '7B', quantization_level: 'Q4_0' },
    capabilities: ['completion'],
    ...(remoteHost === undefined ? {} : { remote_host: remoteHost, remote_model: name }),
  };
}
